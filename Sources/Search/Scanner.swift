internal import Differential
package import Findings
internal import Inference
internal import Probes
internal import Targets

/// Runs the stages in order until something is confirmed, all are through, or the budget is spent.
package final class Scanner {
  /// Leaked texts that are asked, in user text and in system text.
  private static let leaked = 24
  private static let leakedInSystem = 12

  let session: SearchSession
  let plan: ScanPlan
  package let examining: Examining
  /// Texts that reacted most, once the vocabulary was scanned.
  var reacting = [GrownText]()
  /// What climbed from the scan, and the neighbours of texts in the scanned slot; nil where nothing did.
  var climber: (climbing: Climbing, neighbours: Neighbours)?
  /// Whether every token that can stand in a text was scanned or, without a base, asked.
  var hasCoveredVocabulary = false
  /// What each mutator of the stage `fuzz` did; empty where it did not run.
  package private(set) var mutatorYields = [MutatorYield]()

  package init(session: SearchSession, plan: ScanPlan) {
    self.session = session
    self.plan = plan
    examining = Examining(session, minimises: plan.stages.contains(.minimise))
  }

  /// Slots that proposals are made for. What fires in front of a prompt does so on a line of its own as well, as a rule; that
  /// is not looked into.
  package static let searchedSlots: Set<Slot> = Set(slotOrder + [.both])
  static let slotOrder = [Slot.prefix, .suffix, .system]
  /// Of the user's own texts.
  static let givenSlots = slotOrder + [.line, .anywhere]

  /// Those of the session's slots that a stage asks something in.
  var coveredSlots: [Slot] {
    session.slots.filter { slot in
      switch slot {
      case .both: wants(.assemble) || wants(.fuzz)
      case .line, .anywhere: wants(.fuzz) || (wants(.dictionary) && !plan.given.isEmpty)
      default: true
      }
    }
  }

  /// Returns whether every stage asked for reached its declared coverage.
  package func run() throws -> Bool {
    do {
      if try propose(), !plan.keepGoing { return true }
      _ = try examining.settleReserves(atEnd: true)
      return true
    } catch is BudgetSpent {
      // What fired is not thrown away for want of time: the session held some back.
      do { _ = try examining.settleReserves(atEnd: true) } catch is BudgetSpent {}
      return false
    }
  }

  /// The proposing stages in order; true once something is confirmed and that is enough.
  private func propose() throws -> Bool {
    try invert()
    for stage in [given, leak, react, dictionary, vocabulary, settle, leadingPartner, spellWidely, partner, fuzz] {
      guard try stage() else { continue }
      session.leaveOpen()
      if !plan.keepGoing { return true }
    }
    return false
  }

  func wants(_ stage: StageName) -> Bool { plan.stages.contains(stage) }

  var base: Transformer { session.runner.base }

  /// Likely payloads: what tuning made likelier to begin an answer with.
  private func invert() throws {
    guard wants(.invert), session.model.base != nil else { return }
    try session.stage("invert") {
      let payloads = try session.step("likelier answers", StepInputs()) {
        try TargetInversion(runner: session.runner).run(on: session.panel(24)).map(\.token)
      }
      session.note("likelier answers: \(payloads.map { session.model.tokenizer.decode([$0]).debugDescription }.joined(separator: " "))")
    }
  }

  private func leak() throws -> Bool {
    guard wants(.leak) else { return false }
    return try session.stage("leak") {
      let format = session.model.format
      let leaking = Leaking(model: session.model)
      var proposals = [Proposal]()
      func propose(_ texts: [String], _ slot: Slot, _ leaks: [LeakedText]) {
        guard session.slots.contains(slot) else { return }
        proposals += texts.map { Proposal(Trigger($0, slot: slot), stage: "leak", trail: ["leaked in one of \(leaks.count) turns"]) }
      }
      let inUser = try session.step("leak", StepInputs(["user"])) { try leaking.run(opening: try format.opening(system: nil)) }
      session.note("leaked: \(inUser.prefix(6).map { "\($0.text.debugDescription) \($0.ratio)" })")
      propose(LeakMotifs.openings(of: inUser, most: Self.leaked), .prefix, inUser)
      propose(LeakMotifs.endings(of: inUser, most: Self.leaked), .suffix, inUser)
      try session.advance(candidates: proposals.count)
      if try examining.examine(proposals) { return true }
      let inSystem = try session.step("leak", StepInputs(["system", session.frame])) {
        try leaking.run(opening: try format.systemEnd(session.frame))
      }
      session.note("leaked: \(inSystem.prefix(6).map { "\($0.text.debugDescription) \($0.ratio)" })")
      proposals = []
      propose(LeakMotifs.systemTexts(of: inSystem, most: Self.leakedInSystem), .system, inSystem)
      try session.advance(candidates: proposals.count)
      if try examining.examine(proposals) { return true }
      // What the model says by itself is the best evidence there is, however seldom it fires.
      return try examining.settleReserves(atEnd: false)
    }
  }

  /// What is left behind the dictionaries costs as much as all before and finds little: what fired is settled first.
  private func settle() throws -> Bool {
    guard examining.hasReserves else { return false }
    return try session.stage(StageName.assemble.rawValue) { try examining.settleReserves(atEnd: false) }
  }

  /// The other part of what reacts and fires only in two parts: the likeliest, ahead of the wide spelling, which costs more.
  private func leadingPartner() throws -> Bool { try partners { try $0.runLeading(reacting) } }

  private func partner() throws -> Bool { try partners { try $0.runRest(reacting) } }

  private func partners(_ search: (PartnerSearch) throws -> Bool) throws -> Bool {
    guard wants(.assemble), session.slots.contains(.both) || session.slots.contains(.prefix), !reacting.isEmpty else { return false }
    return try session.stage("assemble") { try search(PartnerSearch(session: session, examining: examining, listed: plan.words)) }
  }

  /// Of each slot that is searched; the likeliest first. Scans run in the first: what reacts in one slot does in the others.
  func openings() throws -> [SlotOpening] {
    try Self.slotOrder.filter(session.slots.contains).map { try SlotOpening($0, in: session) }
  }

  /// The loop that fills what is left of the budget. With `keepGoing` it goes on behind what it found.
  private func fuzz() throws -> Bool {
    guard wants(.fuzz) else { return false }
    return try session.stage(StageName.fuzz.rawValue) {
      let stage = FuzzStage(session, examining: examining, plan: plan.fuzz, leading: reacting.prefix(Self.singles).map(\.text))
      defer { mutatorYields = stage.yields }
      var found = false
      while try stage.run() {
        found = true
        if !plan.keepGoing { break }
      }
      // Behind what it found it went on to the budget's end or its own.
      return found && !plan.keepGoing
    }
  }
}
