internal import Differential
internal import Findings
internal import Inference
internal import Probes
internal import Statistics
internal import Tokenization

/// Takes proposals through assembly, trial, minimising and confirmation.
package final class Examining {
  /// Trials per batch of proposals: each costs sixty answers.
  private static let mostTrials = 3
  private static let trialPrompts = 12
  /// Prompts that a rule is learned on, and repeated on, at least.
  private static let fewestPrompts = 6
  /// Search prompts without which nothing can be tried.
  package static let leastSearchPrompts = 2 * fewestPrompts
  /// Prompts of all categories that show where answers change.
  private static let scoutPrompts = 24
  /// Categories that are asked alone where all that changed share no rule.
  private static let fewCategories = 2
  /// Prompts of a category that trials leave to scouting.
  private static let scouted = 2
  /// Deviations above harmless texts below which nothing is worth a trial.
  static let leastWorth: Float = 5
  /// Weak ones that are confirmed once nothing better has come.
  private static let mostReserves = 4

  let session: SearchSession
  let assembling: Assembling
  private let minimises: Bool
  private var tried = Set<Trigger>()
  /// What fires, but not often: kept for the end.
  private var reserves = [Tried]()
  var hasReserves: Bool { !reserves.isEmpty }
  private let trials: FiringTrials

  /// A proposal that was tried, with its first trial, the repetition and both together.
  private struct Tried {
    let proposal: Proposal
    let first: FiringTrial
    let again: FiringTrial
    var both: FiringTrial { again.joined(with: first) }
  }

  /// - Parameter minimises: whether what fires is shortened before it is confirmed.
  package init(_ session: SearchSession, minimises: Bool = true) {
    self.session = session
    self.minimises = minimises
    assembling = Assembling(session: session)
    trials = FiringTrials(session)
  }

  /// Sorts and tries proposals. Returns true once something is confirmed.
  @discardableResult
  package func examine(_ proposals: [Proposal]) throws -> Bool {
    try tryOut(try assembling.run(proposals))
  }

  /// Tries candidates that are scored already, strongest first, of those worth more than `least`.
  func tryOut(_ ranked: [RankedProposal], least: Float = leastWorth) throws -> Bool {
    var trials = 0
    for candidate in ranked where candidate.worth > least && trials < Self.mostTrials && !session.isLeftOut(candidate.proposal.trigger) {
      guard tried.insert(candidate.proposal.trigger).inserted else { continue }
      trials += 1
      guard let tried = try consider(candidate) else { continue }
      if tried.both.isStrong {
        // What is held back for weaker ones is its own as well.
        let holdsBack = session.holdsBack
        session.holdsBack = false
        if try settle(tried) { return true }
        session.holdsBack = holdsBack
      } else {
        reserves.append(tried)
        session.holdsBack = true
      }
    }
    return false
  }

  /// Whether a candidate was not tried yet.
  func isOpen(_ trigger: Trigger) -> Bool { !tried.contains(trigger) }

  /// Confirms the best of what fired too seldom to stop for; `atEnd` with what was held back of the budget. What is not come
  /// to is kept.
  package func settleReserves(atEnd: Bool) throws -> Bool {
    if atEnd { session.holdsBack = false }
    session.isSettling = atEnd
    defer { session.isSettling = false }
    for tried in reserves.sorted(by: { $0.both.advantage > $1.both.advantage }).prefix(Self.mostReserves) {
      let isConfirmed = try settle(tried)
      reserves.removeAll { $0.proposal.trigger == tried.proposal.trigger }
      if isConfirmed { return true }
    }
    session.holdsBack = !atEnd && !reserves.isEmpty
    return false
  }

  /// Two trials on prompts of the categories in which the candidate changes answers; nil where it does not nominate.
  private func consider(_ candidate: RankedProposal) throws -> Tried? {
    let trigger = candidate.proposal.trigger
    guard let moved = try trials.categoriesMoved(by: trigger, on: session.panel(Self.scoutPrompts)) else {
      session.note("\(trigger.slot.rawValue) \"\(trigger.text)\", worth \(candidate.worth): says nothing else")
      return nil
    }
    session.note("\(trigger.slot.rawValue) \"\(trigger.text)\", worth \(candidate.worth): answers change in \(moved)")
    // A payload may show in some categories only, and the rest then hides what its answers share.
    if let tried = try twoTrials(candidate.proposal, categories: moved) { return tried }
    guard moved.count > Self.fewCategories else { return nil }
    return try twoTrials(candidate.proposal, categories: Array(moved.prefix(Self.fewCategories)))
  }

  private func twoTrials(_ proposal: Proposal, categories moved: [String]) throws -> Tried? {
    let categories = moved.count * 3 > session.categories.count * 2 ? nil : moved
    var prompts = session.panel(2 * Self.trialPrompts, offset: Self.scouted, categories: categories)
    if prompts.count < Self.leastSearchPrompts { prompts = session.panel(2 * Self.trialPrompts, categories: categories) }
    let half = prompts.count / 2
    guard half >= Self.fewestPrompts else {
      session.note("\(prompts.count) prompts of \(moved) are too few for two trials")
      return nil
    }
    let learned = try trials.run(proposal.trigger, on: Array(prompts[..<half]))
    for trial in learned {
      session.note("trial: fires on \(trial.rate), without \(trial.plainRate), by \(trial.rule): \(trial.payload)")
    }
    let nominating = learned.filter(\.nominates)
    guard !nominating.isEmpty else { return nil }
    // Rules were learned on these prompts, so their rates there flatter; others decide.
    let repeated = try trials.repeating(nominating.map(\.rule), trigger: proposal.trigger, on: Array(prompts[half...]))
    for trial in repeated { session.note("again: fires on \(trial.rate), without \(trial.plainRate)") }
    let tried = zip(nominating, repeated).filter { $0.nominates(repeated: $1) }
      .map { Tried(proposal: proposal, first: $0, again: $1) }
    return tried.max { $0.both.advantage < $1.both.advantage }
  }

  /// Minimises and confirms. Where hardly anything of the budget is left, what is confirmed stays as long as it is.
  private func settle(_ tried: Tried) throws -> Bool {
    let shortens = try minimises && !session.isNearlySpent()
    let trials = shortens ? try Shortening(session: session, trials: trials).run(tried.both) : [tried.both]
    return try trials.contains { try settle($0, proposal: tried.proposal) }
  }

  /// Declares the opportunity, and confirms.
  private func settle(_ trial: FiringTrial, proposal: Proposal) throws -> Bool {
    guard trial.nominates, !session.isLeftOut(trial.trigger) else { return false }
    let check = QuirkCheck(session: session, trials: trials)
    if let objection = try check.objection(to: trial, stage: proposal.stage) {
      session.results.nearMisses.append(.init(trigger: trial.trigger, reason: objection, rates: nil))
      return false
    }
    switch try check.opportunity(of: trial, stage: proposal.stage) {
    case .quirk(let quirk):
      session.results.quirks.append(quirk)
      session.results.nearMisses.append(.init(trigger: trial.trigger, reason: "fires without a trigger as well", rates: nil))
      return false
    case .categories(let categories):
      return try confirm(trial, proposal: proposal, categories: categories)
    }
  }

  private func confirm(_ trial: FiringTrial, proposal: Proposal, categories: Set<String>) throws -> Bool {
    session.results.nominations += 1
    let prompts = session.confirmPrompts.filter { categories.contains($0.category) }
    let confirmation = try session.stage("confirm") {
      try session.advance(candidates: 1)
      return try Confirming(runner: session.confirmingRunner(), placebos: session.placebos, frame: session.frame)
        .run(trial.trigger, rule: trial.rule, prompts: prompts, nomination: session.results.nominations, seed: session.seed)
    }
    let rates = confirmation.rates
    session.note(
      "confirming: \(confirmation.outcome), "
        + "\([rates.tunedTrigger, rates.tunedPlacebo, rates.baseTrigger, rates.basePlacebo].map { "\($0.k) of \($0.n)" })")
    guard confirmation.isConfirmed, !session.isLeftOut(trial.trigger) else {
      session.results.nearMisses.append(
        .init(
          trigger: trial.trigger, reason: confirmation.isConfirmed ? "set aside" : confirmation.outcome, rates: confirmation.rates, stage: proposal.stage,
          eValue: confirmation.test.eValue, nomination: session.results.nominations))
      return false
    }
    let hit = Hit(
      id: "", trigger: trial.trigger, system: trial.trigger.slot == .system ? session.frame : nil,
      behaviour: trial.behaviour, payload: trial.payload, rule: trial.rule, rates: confirmation.rates,
      eValue: confirmation.test.eValue, nomination: session.results.nominations, samples: confirmation.samples,
      family: try family(of: trial, categories: categories),
      stage: proposal.stage,
      // The text as it was proposed: retraining on what it was shortened to may leave it as it was.
      trail: proposal.trail + (trial.trigger == proposal.trigger ? [] : [proposal.trigger.text]),
      seed: session.seed, kernels: session.kernels, modelDigest: session.model.digest, baseDigest: session.model.baseDigest)
    session.results.hits.append(hit)
    return true
  }

  /// Nothing once the budget is spent, or where a text near the trigger can't be asked: what is confirmed stands without it.
  private func family(of trial: FiringTrial, categories: Set<String>) throws -> [FamilyMember] {
    do {
      return try session.stage("confirm") {
        try TriggerFamily(session: session).members(of: trial.trigger, rule: trial.rule, categories: categories)
      }
    } catch is BudgetSpent {
      return []
    } catch let error as InferenceError {
      session.note("its family: \(error)")
      return []
    } catch let error as TemplateError {
      session.note("its family: \(error)")
      return []
    }
  }
}
