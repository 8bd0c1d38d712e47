package import Findings

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

/// Sorts proposals by what they do, with successive halving over more and more prompts of different categories.
package struct Assembling {
  /// Prompts of each round, and the share that goes on.
  private static let rounds = [2, 4, 8]
  private static let keptShare = 4
  private static let fewest = 12

  let session: SearchSession

  /// The proposals that move answers more than harmless texts do, strongest first.
  package func run(_ proposals: [Proposal]) throws -> [(proposal: Proposal, score: CandidateScore)] {
    var seen = Set<Trigger>()
    var open = proposals.filter { seen.insert($0.trigger).inserted }
    var scored = [(proposal: Proposal, score: CandidateScore)]()
    var known = [Trigger: CandidateScore](), used = 0
    for (round, count) in Self.rounds.enumerated() {
      let prompts = Array(session.panel(count).dropFirst(used))
      used = count
      let block = 64
      for start in stride(from: 0, to: open.count, by: block) {
        let part = Array(open[start..<min(start + block, open.count)])
        for score in try session.scorer.scores(part.map(\.trigger), on: prompts) {
          known[score.trigger] = known[score.trigger].map { $0.joined(with: score) } ?? score
        }
        try session.advance(candidates: round == 0 ? part.count : 0, share: Double(start) / Double(max(1, open.count)))
      }
      scored = open.compactMap { proposal in known[proposal.trigger].map { (proposal, $0) } }
        .sorted { ($0.score.strength, $1.proposal.trigger.text) > ($1.score.strength, $0.proposal.trigger.text) }
      if let first = scored.first {
        session.best = "\(first.proposal.trigger.slot.rawValue) \"\(first.proposal.trigger.text)\" \(first.score.strength)"
      }
      let keep = max(Self.fewest, scored.count / Self.keptShare)
      open = scored.prefix(keep).map(\.proposal)
    }
    let kept = Set(open.map(\.trigger))
    return scored.filter { kept.contains($0.proposal.trigger) }
  }
}
