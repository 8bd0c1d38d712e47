internal import Findings
internal import Inference
internal import Probes
internal import Targets

/// The stages that a search may run, in this order.
package enum StageName: String, Sendable, CaseIterable {
  case `static`, update, leak, reaction, grow, invert, dictionary, assemble, fuzz, gradient, minimise, confirm
}

/// What a search is asked to do.
package struct ScanPlan: Sendable {
  package var stages: Set<StageName>
  package var keepGoing: Bool
  /// Texts of the dictionaries.
  package var dictionary: [String]

  package init(stages: Set<StageName> = Set(StageName.allCases), keepGoing: Bool = false, dictionary: [String] = []) {
    self.stages = stages
    self.keepGoing = keepGoing
    self.dictionary = dictionary
  }
}

/// Runs the stages in order until something is confirmed, all are through, or the budget is spent.
package final class Scanner {
  private static let seeds = 10
  private static let stepsRight = 4
  private static let beam = 2
  private static let singles = 60
  /// Leaked texts that are asked, in user text and in system text.
  private static let leaked = 24
  private static let leakedInSystem = 6
  /// Deviations from which a fragment's relatives are examined at once.
  private static let promising: Float = 6

  let session: SearchSession
  let plan: ScanPlan
  package let examining: Examining
  package private(set) var ranking = [ReactingToken]()

  package init(session: SearchSession, plan: ScanPlan) {
    self.session = session
    self.plan = plan
    examining = Examining(session)
  }

  /// Returns whether every stage asked for reached its declared coverage.
  package func run() throws -> Bool {
    do {
      try invert()
      if try leak(), !plan.keepGoing { return true }
      if try react(), !plan.keepGoing { return true }
      if try grow(), !plan.keepGoing { return true }
      if try dictionary(), !plan.keepGoing { return true }
      return true
    } catch is BudgetSpent {
      return false
    }
  }

  private func wants(_ stage: StageName) -> Bool { plan.stages.contains(stage) }

  private var base: Transformer { session.runner.base }

  /// Likely payloads: what tuning made likelier to begin an answer with.
  private func invert() throws {
    guard wants(.invert), session.model.base != nil else { return }
    try session.stage("invert") {
      let payloads = try TargetInversion(runner: session.runner).run(on: session.panel(24))
      session.note("likelier answers: \(payloads.map { session.model.tokenizer.decode([$0.token]).debugDescription }.joined(separator: " "))")
    }
  }

  private func leak() throws -> Bool {
    guard wants(.leak) else { return false }
    return try session.stage("leak") {
      let format = session.model.format
      let leaking = Leaking(model: session.model, base: base)
      var proposals = [Proposal]()
      func propose(_ texts: [String], _ slot: Slot, _ leaks: [LeakedText]) {
        proposals += texts.map { Proposal(Trigger($0, slot: slot), stage: "leak", trail: ["leaked in one of \(leaks.count) turns"]) }
      }
      let inUser = try leaking.run(opening: try format.opening(system: nil))
      session.note("leaked: \(inUser.prefix(6).map { "\($0.text.debugDescription) \($0.ratio)" })")
      propose(LeakMotifs.openings(of: inUser, most: Self.leaked), .prefix, inUser)
      propose(LeakMotifs.endings(of: inUser, most: Self.leaked), .suffix, inUser)
      for frame in session.frames.prefix(2) {
        let inSystem = try leaking.run(opening: try format.systemEnd(frame))
        session.note("leaked: \(inSystem.prefix(6).map { "\($0.text.debugDescription) \($0.ratio)" })")
        propose(LeakMotifs.openings(of: inSystem, most: Self.leakedInSystem), .system, inSystem)
      }
      try session.advance(candidates: proposals.count)
      return try examining.examine(proposals)
    }
  }

  private func react() throws -> Bool {
    guard wants(.reaction), session.model.base != nil, !session.model.updates.isEmpty else { return false }
    return try session.stage("reaction") {
      let format = session.model.format
      let opening = try format.opening(system: nil)
      let scan = ReactionScan(session.model, base: base, seed: session.seed)
      let own = Set(opening)
      let tokens = scan.alphabet()
      ranking = try scan.run(opening: opening, tokens: tokens, seed: session.seed) { done, total in
        try session.advance(candidates: done == 0 ? 0 : min(4_096, done), share: Double(done) / Double(total))
      }.filter { !own.contains($0.token) }
      session.note("reacting: \(ranking.prefix(12).map { "\(session.model.tokenizer.decode([$0.token]).debugDescription) \($0.score)/\($0.band)" })")
      examining.growing = Growing(
        model: session.model, base: base, bands: ReactionBands(layers: session.model.configuration.layers),
        opening: opening, ranking: ranking.map(\.token))
      let proposals = ranking.prefix(Self.singles).flatMap { reacting in
        texts([reacting.token]).flatMap { text in
          [Slot.prefix, .suffix].map {
            Proposal(Trigger(text, slot: $0), stage: "reaction", trail: ["reaction \(reacting.score) in band \(reacting.band)"])
          }
        }
      }
      return try examining.examine(proposals)
    }
  }

  /// A fragment's text, as a trigger holds it: without the spaces at its ends.
  private func texts(_ tokens: [Int32]) -> [String] {
    let text = session.model.tokenizer.decode(tokens).trimmingSpaces
    return text.isEmpty || text.contains("\u{FFFD}") ? [] : [text]
  }

  /// Spells triggers out from the tokens that reacted most: a few steps to the right as a small beam, and one to the left;
  /// every fragment on the way is asked.
  private func grow() throws -> Bool {
    guard wants(.grow), let growing = examining.growing else { return false }
    return try session.stage("grow") {
      let seeds = seedFragments()
      for (index, seed) in seeds.enumerated() {
        try session.advance(share: Double(index) / Double(seeds.count))
        var fragments = [seed], beam = [seed]
        for _ in 0..<Self.stepsRight {
          let next = try beam.flatMap { try growing.right(of: $0, count: Self.beam) }
          beam = Array(next.sorted { $0.score > $1.score }.prefix(Self.beam))
          fragments += beam
        }
        // To the left of the seed as well: inner tokens react most.
        fragments += try growing.left(of: seed, count: Self.beam)
        if try ask(fragments) { return true }
      }
      return false
    }
  }

  /// Scores fragments as triggers on two prompts, and examines them closely where one moves answers.
  private func ask(_ fragments: [Fragment]) throws -> Bool {
    let proposals = fragments.flatMap { fragment in
      texts(fragment.tokens).flatMap { text in
        [Slot.prefix, .suffix].map {
          Proposal(Trigger(text, slot: $0), stage: "grow", trail: fragment.scores.map { "reaction \($0)" })
        }
      }
    }
    guard !proposals.isEmpty else { return false }
    try session.advance(candidates: proposals.count)
    let ranked = try examining.assembling.quick(proposals, prompts: 2)
    session.note("grow \(ranked.prefix(4).map { "\($0.proposal.trigger.text.debugDescription) \($0.worth)" })")
    guard let best = ranked.first, best.worth > Self.promising else { return false }
    return try examining.examine(ranked.prefix(6).map(\.proposal)) && !plan.keepGoing
  }

  /// The strongest tokens of the scan, one of each family of case and spacing.
  private func seedFragments() -> [Fragment] {
    var families = Set<String>(), result = [Fragment]()
    for reacting in ranking where result.count < Self.seeds {
      let text = session.model.tokenizer.decode([reacting.token]).lowercased().trimmingSpaces
      if families.insert(text).inserted { result.append(Fragment(tokens: [reacting.token], scores: [reacting.score])) }
    }
    return result
  }

  private func dictionary() throws -> Bool {
    guard wants(.dictionary), !plan.dictionary.isEmpty else { return false }
    return try session.stage("dictionary") {
      let proposals = plan.dictionary.flatMap { text in
        session.slots.filter { $0 == .prefix || $0 == .suffix || $0 == .system }.map {
          Proposal(Trigger(text, slot: $0), stage: "dictionary")
        }
      }
      return try examining.examine(proposals)
    }
  }
}
