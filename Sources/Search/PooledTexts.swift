internal import Findings

/// Finds the texts that do something to answers among many, asked several at a time: a strong trigger is still seen among a dozen
/// other words, at a third of the cost (docs/search.md, "Without a base").
struct PooledTexts {
  /// Prompts that a pool is asked on.
  private static let prompts = 2

  let assembling: Assembling
  /// Texts of a pool, and pools whose texts are given back.
  let size: Int
  let opened: Int

  /// The texts of the pools that do most, strongest pool first.
  ///
  /// - Parameter proposal: a pool's text, as it is asked.
  func leading(_ texts: [String], as proposal: (String) -> Proposal) throws -> [String] {
    let pools = stride(from: 0, to: texts.count, by: size).map { Array(texts[$0..<min($0 + size, texts.count)]) }
    let asked = pools.map { proposal($0.joined(separator: " ")) }
    let members = Dictionary(zip(asked.map(\.trigger), pools)) { first, _ in first }
    return try assembling.run(asked, rounds: [Self.prompts], kept: opened).flatMap { members[$0.proposal.trigger] ?? [] }
  }
}
