package import Findings
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
  package var fuzz: FuzzPlan

  package init(
    stages: Set<StageName> = Set(StageName.allCases), keepGoing: Bool = false, dictionary: [String] = [],
    fuzz: FuzzPlan = FuzzPlan()
  ) {
    self.stages = stages
    self.keepGoing = keepGoing
    self.dictionary = dictionary
    self.fuzz = fuzz
  }
}

/// Runs the stages in order until something is confirmed, all are through, or the budget is spent.
package final class Scanner {
  /// Reacting tokens that are asked.
  private static let singles = 100
  /// Leaked texts that are asked, in user text and in system text.
  private static let leaked = 24
  private static let leakedInSystem = 6

  let session: SearchSession
  let plan: ScanPlan
  package let examining: Examining
  /// What each mutator of the stage `fuzz` did; empty where it did not run.
  package private(set) var mutatorYields = [MutatorYield]()
  /// Pieces that reacted, of all slots, strongest first in each.
  private var reactingPieces = [String]()

  package init(session: SearchSession, plan: ScanPlan) {
    self.session = session
    self.plan = plan
    examining = Examining(session)
  }

  /// Slots that proposals are made for. What fires in front of a prompt does so on a line of its own as well, as a rule; that
  /// is not looked into.
  package static let searchedSlots: Set<Slot> = [.prefix, .suffix, .system]

  /// Returns whether every stage asked for reached its declared coverage.
  package func run() throws -> Bool {
    do {
      if try propose(), !plan.keepGoing { return true }
      _ = try examining.settleReserves()
      return true
    } catch is BudgetSpent {
      // What fired is not thrown away for want of time: the session held some back.
      do { _ = try examining.settleReserves() } catch is BudgetSpent {}
      return false
    }
  }

  /// The proposing stages in order; true once something is confirmed and that is enough.
  private func propose() throws -> Bool {
    try invert()
    for stage in [leak, react, dictionary, fuzz] {
      if try stage(), !plan.keepGoing { return true }
    }
    return false
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
      try session.advance(candidates: proposals.count)
      if try examining.examine(proposals) { return true }
      let inSystem = try leaking.run(opening: try format.systemEnd(session.frame))
      session.note("leaked: \(inSystem.prefix(6).map { "\($0.text.debugDescription) \($0.ratio)" })")
      proposals = []
      propose(LeakMotifs.openings(of: inSystem, most: Self.leakedInSystem), .system, inSystem)
      try session.advance(candidates: proposals.count)
      return try examining.examine(proposals)
    }
  }

  private func react() throws -> Bool {
    guard wants(.reaction), session.model.base != nil, !session.model.updates.isEmpty else { return false }
    let scan = ReactionScan(session.model, base: base, seed: session.seed)
    let alphabet = scan.alphabet()
    // The likeliest slots first.
    for slot in [Slot.prefix, .suffix, .system] where session.slots.contains(slot) {
      let opening = try SlotOpening(
        slot, format: session.model.format, prompt: session.panel(1).first?.dialogue ?? Dialogue(user: ""), frame: session.frame)
      let ranking = try session.stage("reaction") { try react(scan, alphabet: alphabet, opening: opening) }
      reactingPieces += ranking.prefix(Self.singles).map { session.model.tokenizer.decode([$0.token]) }
      guard wants(.grow) else {
        if try session.stage("reaction", { try examining.examine(proposals(ranking, slot: slot)) }) { return true }
        continue
      }
      let growing = Growing(
        model: session.model, base: base, bands: ReactionBands(layers: session.model.configuration.layers),
        opening: opening, ranking: ranking.map(\.token))
      let climbing = Climbing(session, examining: examining, growing: growing)
      if try session.stage("grow", { try climbing.run(seeds(ranking)) }) { return true }
    }
    return false
  }

  private func react(_ scan: ReactionScan, alphabet: [Int32], opening: SlotOpening) throws -> [ReactingToken] {
    let own = Set(opening.tokens)
    let ranking = try scan.run(opening: opening.tokens, tokens: alphabet, seed: session.seed) { done, total in
      try session.advance(candidates: done == 0 ? 0 : min(4_096, done), share: Double(done) / Double(total))
    }.filter { !own.contains($0.token) }
    session.note("reacting in \(opening.slot.rawValue): \(ranking.prefix(16).map { "\(opening.decode($0.token).debugDescription) \($0.score)/\($0.band)" })")
    return ranking
  }

  private func proposals(_ ranking: [ReactingToken], slot: Slot) -> [Proposal] {
    seeds(ranking).map { Proposal(Trigger($0.text, slot: slot), stage: "reaction", trail: ["reaction \($0.score)"]) }
  }

  /// The texts of the tokens that reacted most.
  private func seeds(_ ranking: [ReactingToken]) -> [(text: String, score: Float)] {
    var seen = Set<String>()
    return ranking.prefix(Self.singles).compactMap { reacting in
      let text = session.model.tokenizer.decode([reacting.token]).trimmingSpaces
      guard !text.isEmpty, !text.contains("\u{FFFD}"), seen.insert(text).inserted else { return nil }
      return (text, reacting.score)
    }
  }

  private func dictionary() throws -> Bool {
    guard wants(.dictionary), !plan.dictionary.isEmpty else { return false }
    return try session.stage("dictionary") {
      let proposals = plan.dictionary.flatMap { text in
        session.slots.filter(Self.searchedSlots.contains).map {
          Proposal(Trigger(text, slot: $0), stage: "dictionary")
        }
      }
      return try examining.examine(proposals)
    }
  }

  /// The loop that fills what is left of the budget. With `keepGoing` it goes on behind what it found.
  private func fuzz() throws -> Bool {
    guard wants(.fuzz) else { return false }
    return try session.stage(StageName.fuzz.rawValue) {
      let stage = FuzzStage(session, examining: examining, plan: plan.fuzz, leading: reactingPieces)
      defer { mutatorYields = stage.yields }
      var found = false
      while try stage.run() {
        found = true
        if !plan.keepGoing { break }
      }
      return found
    }
  }
}
