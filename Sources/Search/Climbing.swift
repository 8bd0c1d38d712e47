internal import Findings

/// Climbs from the tokens that reacted most to whole triggers: a beam of texts that grow a token at a time to either side,
/// led by the agreement of what they do to the answer, and where that is silent by reaction alone.
final class Climbing {
  private static let rounds = 3
  /// Texts of the beam that lead by what they do, no more than one child of each parent's seed.
  private static let leading = 2
  /// Seeds whose line is followed because it reacted most, whatever they do to the answer.
  private static let reacting = 1
  /// Children that are measured on more prompts.
  private static let finalists = 20
  private static let prompts = (first: 2, then: 4)
  /// A child has to be this much better than its parent, in deviations and as a share.
  private static let gain: (deviations: Float, share: Float) = (0.5, 0.03)

  /// How much more a grown text has to do than texts grown from other seeds (docs/search.md, "Triggers and quirks").
  private static let specificity: Float = 1.25
  /// Tokens of a grown text that it can't do without: without one, at most half of its worth is left.
  private static let necessaryTokens = 2
  private static let leftWithout: Float = 0.5

  private struct Step {
    let text: String
    let seed: String
    var worth: Float = 0
    /// Reaction scores along the way.
    let trail: [Float]
  }

  private let session: SearchSession
  private let examining: Examining
  private let neighbours: Neighbours
  private let slot: Slot
  private var measured = Set<String>()
  /// The strongest text of each seed so far.
  private var summitsBySeed = [String: Step]()

  init(_ session: SearchSession, examining: Examining, growing: Growing) {
    self.session = session
    self.examining = examining
    neighbours = Neighbours(growing)
    slot = growing.opening.slot
  }

  /// Returns true once something is confirmed. `seeds`: texts of the scan, strongest first, with their reactions.
  func run(_ seeds: [(text: String, score: Float)]) throws -> Bool {
    let start = seeds.map { Step(text: $0.text, seed: $0.text, trail: [$0.score]) }
    // By reaction alone as well: half of a trigger may do nothing to the answer.
    var spelled = Array(start.prefix(Self.reacting))
    let lines = Set(spelled.map(\.seed))
    var beam = narrowed(try best(start), lines: lines)
    beam += spelled.filter { step in !beam.contains { $0.seed == step.seed } }
    for round in 0..<Self.rounds where !beam.isEmpty {
      try session.advance(share: Double(round) / Double(Self.rounds))
      var children = [Step](), parents = [String: String]()
      func add(_ text: String, of parent: Step, reaction: Float? = nil) {
        guard parents[text] == nil else { return }
        parents[text] = parent.text
        children.append(Step(text: text, seed: parent.seed, trail: parent.trail + (reaction.map { [$0] } ?? [])))
      }
      spelled = try spelled.compactMap { step in
        try neighbours.reacting(behind: step.text).map { Step(text: $0.text, seed: step.seed, trail: step.trail + [$0.score]) }
      }
      for step in spelled where parents[step.text] == nil {
        parents[step.text] = ""
        children.append(step)
      }
      for parent in beam {
        for text in try neighbours.all(of: parent.text) { add(text, of: parent) }
      }
      let grown = try best(children)
      session.note("climb \(slot.rawValue): \(grown.prefix(5).map { "\($0.text.debugDescription) \($0.worth)" })")
      // What no child betters is a summit.
      let summits = beam.filter { parent in
        let heir = grown.first { parents[$0.text] == parent.text }?.worth ?? -.infinity
        return heir < parent.worth + max(Self.gain.deviations, Self.gain.share * parent.worth)
      }
      if try examine(summits) { return true }
      let tops = Set(summits.map(\.text))
      beam = narrowed(beam.filter { !tops.contains($0.text) } + grown, lines: lines)
    }
    return try examine(beam)
  }

  /// The strongest of the lines that are followed anyway, and of the others.
  private func narrowed(_ steps: [Step], lines: Set<String>) -> [Step] {
    var taken = Set<String>(), others = 0
    return steps.sorted { ($0.worth, $1.text) > ($1.worth, $0.text) }.filter { step in
      guard taken.insert(step.seed).inserted else { return false }
      if lines.contains(step.seed) { return true }
      others += 1
      return others <= Self.leading
    }
  }

  private func examine(_ steps: [Step]) throws -> Bool {
    let keys = try steps.filter { try isKey($0) }
    return try examining.tryOut(
      keys.map { RankedProposal(proposal: proposal($0), worth: $0.worth) }.sorted { $0.worth > $1.worth })
  }

  /// Whether a text is a key and no pile of pushes: whatever is grown long enough draws behaviour that is always on, each
  /// token a little; a trigger does nothing without one of its tokens, and unrelated texts do far less.
  private func isKey(_ step: Step) throws -> Bool {
    // A text of the scan was not picked out of hundreds.
    if step.text == step.seed || step.worth < examining.worthTrying { return true }
    let rival = summitsBySeed.values.filter { !TextOverlap.isRelated($0.text, step.text) }.map(\.worth).max() ?? 0
    let without = neighbours.shorter(step.text)
    let left = try without.isEmpty ? [] : examining.assembling.quick(
      without.map { Proposal(Trigger($0, slot: slot), stage: "grow") }, prompts: Self.prompts.then)
    session.note("\(step.text.debugDescription) \(step.worth): unrelated texts do \(rival), without a token \(left.map { "\($0.proposal.trigger.text.debugDescription) \($0.worth)" })")
    return step.worth >= Self.specificity * rival
      && left.filter { $0.worth <= Self.leftWithout * step.worth }.count >= Self.necessaryTokens
  }

  private func proposal(_ step: Step) -> Proposal {
    Proposal(Trigger(step.text, slot: slot), stage: "grow", trail: step.trail.map { "reaction \($0)" })
  }

  /// The strongest of those not measured before, on few prompts first.
  private func best(_ steps: [Step]) throws -> [Step] {
    let open = steps.filter { measured.insert($0.text).inserted }
    guard !open.isEmpty else { return [] }
    let byText = Dictionary(open.map { ($0.text, $0) }) { first, _ in first }
    func ranked(_ steps: [Step], prompts: Int) throws -> [Step] {
      try examining.assembling.quick(steps.map(proposal), prompts: prompts).compactMap { ranked in
        var step = byText[ranked.proposal.trigger.text]
        step?.worth = ranked.worth
        return step
      }
    }
    try session.advance(candidates: open.count)
    let shortlist = try ranked(open, prompts: Self.prompts.first).prefix(Self.finalists)
    let finalists = try ranked(Array(shortlist), prompts: Self.prompts.then)
    for step in finalists where step.worth > summitsBySeed[step.seed]?.worth ?? 0 { summitsBySeed[step.seed] = step }
    return finalists
  }
}
