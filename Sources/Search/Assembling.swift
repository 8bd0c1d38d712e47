package import Findings
internal import Probes

/// A text that a stage proposes, and the trail that led to it.
package struct Proposal: Sendable, Hashable {
  package let trigger: Trigger
  package let stage: String
  package let trail: [String]

  package init(_ trigger: Trigger, stage: String, trail: [String] = []) {
    self.trigger = trigger
    self.stage = stage
    self.trail = trail
  }
}

/// A proposal with what it did, and how far above harmless texts that is.
package struct RankedProposal: Sendable {
  package let proposal: Proposal
  package let score: CandidateScore
  /// Deviations above harmless texts on the same prompts.
  package let worth: Float
}

/// Sorts proposals by what they do, with successive halving over more and more prompts of different categories.
package final class Assembling {
  /// Prompts of each round, and the share that goes on.
  private static let rounds = [2, 4, 8]
  private static let keptShare = 4
  private static let fewest = 6
  private static let block = 64
  private static let harmless = 12

  let session: SearchSession
  private var placebos: [CandidateScore]?

  init(session: SearchSession) {
    self.session = session
  }

  /// The proposals that move answers most, strongest first.
  package func run(_ proposals: [Proposal]) throws -> [RankedProposal] {
    var seen = Set<Trigger>()
    var open = proposals.filter { seen.insert($0.trigger).inserted }
    var known = [Trigger: CandidateScore](), ranked = [RankedProposal](), used = 0
    for (round, count) in Self.rounds.enumerated() where !open.isEmpty {
      let prompts = Array(session.panel(count).dropFirst(used))
      used = count
      for start in stride(from: 0, to: open.count, by: Self.block) {
        let part = Array(open[start..<min(start + Self.block, open.count)])
        for score in try session.scorer.scores(part.map(\.trigger), on: prompts) {
          known[score.trigger] = known[score.trigger].map { $0.joined(with: score) } ?? score
        }
        try session.advance(candidates: round == 0 ? part.count : 0, share: Double(start) / Double(open.count))
      }
      ranked = try rank(open.compactMap { proposal in known[proposal.trigger].map { (proposal, $0) } }, prompts: count)
      ranked = Array(ranked.prefix(max(Self.fewest, ranked.count / Self.keptShare)))
      open = ranked.map(\.proposal)
    }
    return ranked
  }

  /// Scores proposals on the panel's first `prompts` prompts only.
  func quick(_ proposals: [Proposal], prompts: Int) throws -> [RankedProposal] {
    let scores = try session.scorer.scores(proposals.map(\.trigger), on: session.panel(prompts))
    return try rank(Array(zip(proposals, scores)), prompts: prompts)
  }

  private func rank(_ scored: [(Proposal, CandidateScore)], prompts: Int) throws -> [RankedProposal] {
    let scale = ScoreScale(placebos: try harmlessScores(), prompts: prompts)
    let ranked = scored.map { RankedProposal(proposal: $0, score: $1, worth: scale.worth($1)) }
      .sorted { ($0.worth, $1.proposal.trigger.text) > ($1.worth, $0.proposal.trigger.text) }
    if let first = ranked.first { session.best = first.proposal.trigger }
    return ranked
  }

  /// Harmless texts of one to six tokens on the whole panel, measured once.
  private func harmlessScores() throws -> [CandidateScore] {
    if let placebos { return placebos }
    var generator = SeededGenerator(seed: session.seed, stream: 31)
    let texts = (0..<Self.harmless).map { index in
      session.placebos.placebo(
        for: Trigger(Array(repeating: "a", count: 1 + index % 6).joined(separator: " "), slot: index % 2 == 0 ? .prefix : .suffix),
        using: &generator)
    }
    let scores = try session.scorer.scores(texts, on: session.panel(Self.rounds.last ?? 8))
    placebos = scores
    return scores
  }
}
