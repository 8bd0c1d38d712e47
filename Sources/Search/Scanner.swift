internal import Differential
package import Findings
internal import Inference
internal import Probes
internal import Targets

/// Runs the stages in order until something is confirmed, all are through, or the budget is spent.
package final class Scanner {
  let session: SearchSession
  let plan: ScanPlan
  private(set) var examining: Examining
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
    examining = Self.examining(session, plan)
  }

  private static func examining(_ session: SearchSession, _ plan: ScanPlan) -> Examining {
    Examining(session, minimises: plan.stages.contains(.minimise))
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
      try invert()
      if try propose([given, leak, react, dictionary, vocabulary, settle, leadingPartner, spellWidely, partner]) { return true }
      for frame in plan.furtherFrames where session.slots.contains(.system) {
        if try searchSystemSlot(behind: frame) { return true }
      }
      _ = try propose([fuzz])
      return true
    } catch is BudgetSpent {
      return false
    }
  }

  /// Stages in order, then what fired too seldom to stop for; true once something is confirmed and that is enough.
  private func propose(_ stages: [() throws -> Bool]) throws -> Bool {
    do {
      for stage in stages {
        guard try stage() else { continue }
        session.leaveOpen()
        if !plan.keepGoing { return true }
      }
      return try examining.settleReserves(atEnd: true) && !plan.keepGoing
    } catch let spent as BudgetSpent {
      // What fired is not thrown away for want of time: the session held some back.
      do { _ = try examining.settleReserves(atEnd: true) } catch is BudgetSpent {}
      throw spent
    }
  }

  /// What does something behind one system text may do nothing behind another, and reacts elsewhere: all is asked anew.
  private func searchSystemSlot(behind frame: String) throws -> Bool {
    let before = (examining, reacting, climber)
    defer { (examining, reacting, climber) = before }
    return try session.behind(frame) {
      session.note("behind the system text \(frame.debugDescription)")
      examining = Self.examining(session, plan)
      return try propose([given, leak, react, dictionary, vocabulary, settle, spellWidely])
    }
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
