internal import Differential
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

/// A proposal, and how far what it does is above harmless texts.
package struct RankedProposal: Sendable {
  package let proposal: Proposal
  /// Deviations above harmless texts in the same slot and on the same prompts.
  package let worth: Float
}

/// Sorts proposals by what they do, with successive halving over more and more prompts of different categories.
package final class Assembling {
  /// Prompts of each round, and the share that goes on.
  package static let rounds = [2, 4, ShiftScorer.mostPrompts]
  private static let keptShare = 4
  private static let fewest = 6
  private static let block = 64

  /// Strongest proposals that are remembered.
  private static let remembered = 96

  let session: SearchSession
  let scorer: ShiftScorer
  /// The strongest that came through `run`, whatever stage proposed them: what the fuzzing loop starts from.
  private(set) var notable = [RankedProposal]()

  package init(session: SearchSession) {
    self.session = session
    scorer = ShiftScorer(session)
  }

  /// The proposals that move answers most, strongest first.
  ///
  /// - Parameter kept: how many go on after each round; a quarter, and at least six, where nil.
  package func run(_ proposals: [Proposal], rounds: [Int] = rounds, kept: Int? = nil) throws -> [RankedProposal] {
    var seen = Set<Trigger>()
    var open = proposals.filter { seen.insert($0.trigger).inserted }
    var known = [Trigger: CandidateScore](), ranked = [RankedProposal](), used = 0
    for (round, count) in rounds.enumerated() where !open.isEmpty {
      try scorer.prepare(open.map(\.trigger.slot))
      var scored = [RankedProposal]()
      for start in stride(from: 0, to: open.count, by: Self.block) {
        let part = Array(open[start..<min(start + Self.block, open.count)])
        let worth = try session.step("scores", Self.inputs(part, prompts: count)) {
          try session.each(part, candidate: \.trigger, missing: -.infinity) {
            try scores($0, known: &known, on: used, then: count)
          }
        }
        let block = zip(part, worth).map { RankedProposal(proposal: $0, worth: $1) }
        if round == 0 { session.scored(block) }
        scored += block
        try session.advance(candidates: round == 0 ? part.count : 0)
      }
      used = count
      ranked = sorted(scored)
      ranked = Array(ranked.prefix(kept ?? max(Self.fewest, ranked.count / Self.keptShare)))
      open = ranked.map(\.proposal)
    }
    remember(ranked)
    return ranked
  }

  private func remember(_ ranked: [RankedProposal]) {
    var seen = Set<Trigger>()
    let all = (notable + ranked).sorted { ($0.worth, $1.proposal.trigger.text) > ($1.worth, $0.proposal.trigger.text) }
    notable = Array(all.filter { seen.insert($0.proposal.trigger).inserted }.prefix(Self.remembered))
  }

  /// Scores proposals on the panel's first `prompts` prompts only.
  package func quick(_ proposals: [Proposal], prompts: Int) throws -> [RankedProposal] {
    try scorer.prepare(proposals.map(\.trigger.slot))
    let worth = try session.step("quick scores", Self.inputs(proposals, prompts: prompts)) {
      try session.each(proposals, candidate: \.trigger, missing: -.infinity) {
        try scorer.worth(try scorer.scores($0.map(\.trigger), on: session.panel(prompts)), prompts: prompts)
      }
    }
    return sorted(zip(proposals, worth).map { RankedProposal(proposal: $0, worth: $1) })
  }

  /// Worths on the panel's first `count` prompts, of which the first `used` were asked in earlier rounds.
  private func scores(
    _ part: [Proposal], known: inout [Trigger: CandidateScore], on used: Int, then count: Int
  ) throws -> [Float] {
    let triggers = part.map(\.trigger), forgotten = used > 0 ? triggers.filter { known[$0] == nil } : []
    // Shifts are too large to keep; those of rounds before the search was resumed are measured once more.
    for score in try session.again({ try scorer.scores(forgotten, on: session.panel(used)) }) { known[score.trigger] = score }
    var joined = [CandidateScore]()
    for score in try scorer.scores(triggers, on: Array(session.panel(count).dropFirst(used))) {
      let whole = known[score.trigger].map { $0.joined(with: score) } ?? score
      known[score.trigger] = whole
      joined.append(whole)
    }
    return try scorer.worth(joined, prompts: count)
  }

  private static func inputs(_ proposals: [Proposal], prompts: Int) -> StepInputs {
    StepInputs(proposals.map { $0.trigger.slot.rawValue + " " + $0.trigger.text }, count: prompts)
  }

  private func sorted(_ scored: [RankedProposal]) -> [RankedProposal] {
    let ranked = scored.sorted { ($0.worth, $1.proposal.trigger.text) > ($1.worth, $0.proposal.trigger.text) }
    if let first = ranked.first { session.best = first.proposal.trigger }
    return ranked
  }
}
