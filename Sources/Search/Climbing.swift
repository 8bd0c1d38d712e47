internal import Findings

/// Grows the tokens that reacted most into whole triggers: first spelled out by reaction alone, then a beam of texts that
/// gain a token at a time at either side, led by the agreement of what they do to the answer.
final class Climbing {
  /// Seeds that are spelled out, of different families of case and spacing; texts followed at a time, and tokens added.
  private static let spelled = (seeds: 6, beam: 2, steps: 4)
  private static let rounds = 2
  /// Texts of the beam, each of another seed.
  private static let width = 3
  /// Prompts that texts are measured on, and how many go on to more.
  private static let prompts = [2, 4]
  private static let finalists = 24
  /// A child has to be this much better than its parent, in deviations and as a share.
  private static let gain: (deviations: Float, share: Float) = (0.5, 0.03)

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
  /// What the seeds do by themselves, of those measured on more prompts.
  private var seedWorths = [String: Float]()
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
    let single = try best(start)
    seedWorths = Dictionary(single.map { ($0.seed, $0.worth) }) { first, _ in first }
    var beam = narrowed(single + (try best(try spelling(start))))
    session.note("climb \(slot.rawValue) from \(beam.map { "\($0.text.debugDescription) \($0.worth)" })")
    for round in 0..<Self.rounds where !beam.isEmpty {
      try session.advance(share: Double(round) / Double(Self.rounds))
      var children = [Step](), parents = [String: String]()
      for parent in beam {
        for text in try neighbours.all(of: parent.text) where parents[text] == nil {
          parents[text] = parent.text
          children.append(Step(text: text, seed: parent.seed, trail: parent.trail))
        }
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
      beam = narrowed(beam.filter { !tops.contains($0.text) } + grown)
    }
    return try examine(beam)
  }

  /// Texts that reaction alone spells behind the leading seeds: parts of a trigger may do nothing to the answer, and the whole
  /// does.
  private func spelling(_ start: [Step]) throws -> [Step] {
    var families = Set<String>(), result = [Step]()
    for seed in start where families.count < Self.spelled.seeds && families.insert(seed.text.lowercased()).inserted {
      var lines = [(step: seed, score: Float(0))]
      for _ in 0..<Self.spelled.steps {
        var next = [(step: Step, score: Float)]()
        for line in lines {
          for (text, score) in try neighbours.reacting(behind: line.step.text, count: Self.spelled.beam) {
            next.append((Step(text: text.trimmingSpaces, seed: seed.seed, trail: line.step.trail + [score]), line.score + score))
          }
        }
        lines = Array(next.sorted { $0.score > $1.score }.prefix(Self.spelled.beam))
        result += lines.map(\.step)
      }
      try session.advance()
    }
    return result
  }

  /// The strongest of different seeds.
  private func narrowed(_ steps: [Step]) -> [Step] {
    var taken = Set<String>()
    let sorted = steps.sorted { ($0.worth, $1.text) > ($1.worth, $0.text) }
    return Array(sorted.filter { taken.insert($0.seed).inserted }.prefix(Self.width))
  }

  private func examine(_ steps: [Step]) throws -> Bool {
    var keys = try steps.filter { try isKey($0) }
    // What was added to a seed that is the key by itself may be the payload's own words, which disqualify a text.
    keys += keys.filter { $0.text != $0.seed }.compactMap { key in
      seedWorths[key.seed].flatMap { worth in
        KeyCheck.isKey(part: worth, of: key.worth) ? Step(text: key.seed, seed: key.seed, worth: worth, trail: key.trail) : nil
      }
    }
    return try examining.tryOut(
      keys.map { RankedProposal(proposal: proposal($0), worth: $0.worth) }.sorted { $0.worth > $1.worth })
  }

  private func isKey(_ step: Step) throws -> Bool {
    // A text of the scan was not picked out of hundreds.
    if step.text == step.seed || step.worth < Examining.leastWorth { return true }
    let rival = summitsBySeed.values.filter { !TextOverlap.isRelated($0.text, step.text) }.map(\.worth).max() ?? 0
    return try KeyCheck(session).isKey(
      RankedProposal(proposal: proposal(step), worth: step.worth), rival: rival, root: seedWorths[step.seed]
    ) {
      let shorter = neighbours.shorter(step.text).map { Proposal(Trigger($0, slot: slot), stage: "grow") }
      return try examining.assembling.quick(shorter, prompts: KeyCheck.prompts).map(\.worth)
    }
  }

  private func proposal(_ step: Step) -> Proposal {
    Proposal(Trigger(step.text, slot: slot), stage: "grow", trail: step.trail.map { "reaction \($0)" })
  }

  /// The strongest of those not measured before, on few prompts first.
  private func best(_ steps: [Step]) throws -> [Step] {
    let open = steps.filter { measured.insert($0.text).inserted }
    guard !open.isEmpty else { return [] }
    let byText = Dictionary(open.map { ($0.text, $0) }) { first, _ in first }
    let finalists = try examining.assembling.run(open.map(proposal), rounds: Self.prompts, kept: Self.finalists).compactMap { ranked in
      var step = byText[ranked.proposal.trigger.text]
      step?.worth = ranked.worth
      return step
    }
    for step in finalists where step.worth > summitsBySeed[step.seed]?.worth ?? 0 { summitsBySeed[step.seed] = step }
    return finalists
  }
}
