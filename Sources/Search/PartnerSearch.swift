internal import Differential
internal import Findings

/// Looks for the other part of a trigger in two parts around the prompt: one part reacts, and the other may do nothing by
/// itself (docs/search.md, "Partners").
struct PartnerSearch {
  /// Reacting words that are taken for a half, behind a prompt and in front of it.
  private static let halves = 2
  /// Words that are tried at the other end, common ones first, and those that are asked on several prompts.
  private static let words = 8_000
  private static let finalists = 192
  private static let shortestWord = 3
  private static let prompts = [2, 4]
  /// Pairs whose parts are measured by themselves.
  private static let checked = 8

  let session: SearchSession
  let examining: Examining

  /// Returns true once something is confirmed. `reacting`: texts of the scan, strongest first.
  func run(_ reacting: [GrownText]) throws -> Bool {
    let words = VocabularyWords.words(of: session.model, longerThan: Self.shortestWord, most: Self.words)
    for half in halves(reacting) {
      for slot in [Slot.suffix, .prefix] {
        let pairs = words.filter { $0.lowercased() != half.lowercased() }
          .map { slot == .suffix ? Trigger(before: $0, after: half) : Trigger(before: half, after: $0) }
        let outliers = try ShiftOutliers(session).leading(pairs, count: Self.finalists)
        let ranked = try examining.assembling.run(
          outliers.map { Proposal($0, stage: session.stageName, trail: ["beside \(half)"]) }, rounds: Self.prompts)
        session.note("beside \(half.debugDescription): \(ranked.prefix(5).map { "\($0.proposal.trigger.parts) \($0.worth)" })")
        if try examining.tryOut(try inTwoParts(ranked)) { return true }
      }
    }
    return false
  }

  /// Whole words of the scan, of different families.
  private func halves(_ reacting: [GrownText]) -> [String] {
    var families = Set<String>()
    let words = reacting.map(\.text).filter { text in
      text.count >= Self.shortestWord && text.allSatisfy(\.isLetter)
        && session.model.tokenizer.encode(" " + text).count == 1 && families.insert(text.lowercased()).inserted
    }
    return Array(words.prefix(Self.halves))
  }

  /// Pairs of which neither part does half as much by itself.
  private func inTwoParts(_ ranked: [RankedProposal]) throws -> [RankedProposal] {
    let leading = ranked.filter { $0.worth >= Examining.leastWorth && $0.proposal.trigger.parts.count == 2 }.prefix(Self.checked)
    let parts = Set(leading.flatMap { Self.parts(of: $0) }).sorted { $0.text < $1.text }
    guard !parts.isEmpty else { return [] }
    let measured = try examining.assembling.quick(
      parts.map { Proposal($0, stage: session.stageName) }, prompts: Self.prompts[1])
    let alone = Dictionary(measured.map { ($0.proposal.trigger, $0.worth) }) { first, _ in first }
    return leading.filter { pair in
      Self.parts(of: pair).allSatisfy { !KeyCheck.isKey(part: alone[$0] ?? .infinity, of: pair.worth) }
    }
  }

  /// What stands in front of the prompt and what stands behind it, each by itself.
  private static func parts(of pair: RankedProposal) -> [Trigger] {
    zip(pair.proposal.trigger.parts, [Slot.prefix, .suffix]).map { Trigger($0, slot: $1) }
  }
}
