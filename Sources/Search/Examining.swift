internal import Differential
package import Findings
internal import Probes
internal import Statistics

/// What became of proposals: what was confirmed, and what came near.
package struct SearchResults: Sendable {
  package var hits = [Hit]()
  package var nearMisses = [NearMiss]()
  package var quirks = [ScanReport.Quirk]()
  package var nominations = 0

  /// A nomination that was not confirmed, with the reason.
  package struct NearMiss: Sendable {
    package let trigger: Trigger
    package let reason: String
    package let rates: ArmRates?
  }
}

/// Takes proposals through assembly, trial, minimising and confirmation.
package final class Examining {
  /// Trials per batch of proposals: each costs sixty answers.
  private static let mostTrials = 4
  private static let trialPrompts = 12
  /// Prompts that a rule is repeated on, at least.
  private static let fewestPrompts = 8
  /// Prompts of all categories that show where answers change.
  private static let scoutPrompts = 24
  /// Search prompts asked without a trigger, over all categories, to know always-on behaviour.
  private static let quirkPrompts = 60
  /// Firing without a trigger up to which a category counts as quiet.
  private static let quietRate = 0.15
  /// A trial nominates when it fires on half its prompts.
  private static let nominatingRate = 0.5
  /// And this much more often than without.
  private static let nominatingDifference = 0.35
  /// Deviations above harmless texts below which nothing is worth a trial.
  static let worthTrying: Float = 4

  let session: SearchSession
  let assembling: Assembling
  /// Names next tokens for triggers that fire too seldom; set once the reaction scan has run.
  var growing: Growing?
  package private(set) var results = SearchResults()
  private var tried = Set<Trigger>()
  private let trials: FiringTrials

  package init(_ session: SearchSession) {
    self.session = session
    assembling = Assembling(session: session)
    trials = FiringTrials(session)
  }

  /// Sorts and tries proposals. Returns true once something is confirmed.
  @discardableResult
  package func examine(_ proposals: [Proposal]) throws -> Bool {
    if try tryOut(try assembling.run(proposals.filter { $0.trigger.slot != .system })) { return true }
    let inSystem = proposals.filter { $0.trigger.slot == .system }
    guard !inSystem.isEmpty else { return false }
    defer { session.frame = session.frames.first ?? "" }
    for frame in session.frames {
      session.frame = frame
      tried.subtract(inSystem.map(\.trigger))
      if try tryOut(try assembling.run(inSystem)) { return true }
    }
    return false
  }

  /// Tries candidates that are scored already, strongest first.
  func tryOut(_ ranked: [RankedProposal]) throws -> Bool {
    var trials = 0
    for candidate in ranked where candidate.worth > Self.worthTrying && trials < Self.mostTrials {
      guard tried.insert(candidate.proposal.trigger).inserted else { continue }
      trials += 1
      if try consider(candidate) { return true }
    }
    return false
  }

  private func consider(_ candidate: RankedProposal) throws -> Bool {
    let trigger = candidate.proposal.trigger
    guard let moved = try trials.categoriesMoved(by: trigger, on: session.panel(Self.scoutPrompts)) else {
      session.note("\(trigger.slot.rawValue) \"\(trigger.text)\", worth \(candidate.worth): says nothing else")
      return false
    }
    let scouted = Self.scoutPrompts / session.categories.count
    let categories = moved.count * 3 > session.categories.count * 2 ? nil : moved
    session.note("\(trigger.slot.rawValue) \"\(trigger.text)\", worth \(candidate.worth): answers change in \(moved)")
    let prompts = session.panel(Self.trialPrompts, offset: scouted, categories: categories)
    guard let first = try trials.run(candidate.proposal.trigger, on: prompts) else { return false }
    session.note("trial \(first.trigger.slot.rawValue) \"\(first.trigger.text)\": fires on \(first.rate), without \(first.plainRate): \(first.payload)")
    guard nominates(first) else { return false }
    // The rule was learned on these prompts, so its rate there flatters; others decide.
    let others = session.panel(Self.trialPrompts, offset: scouted + Self.trialPrompts, categories: categories)
    guard others.count >= Self.fewestPrompts else { return false }
    let again = try trials.repeating(first, trigger: first.trigger, on: others)
    session.note("again: fires on \(again.rate), without \(again.plainRate)")
    guard nominates(again) else { return false }
    let fired = zip(zip(others, again.answers), again.fired).filter(\.1).map { (prompt: $0.0.0, answer: $0.0.1) }
    let shaped = try session.stage("minimise") {
      var minimising = try Minimising(session: session, trigger: first.trigger, fired: fired)
      return try minimising.run(first.trigger)
    }
    var trial = again.joined(with: first)
    if shaped != first.trigger {
      let second = try trials.repeating(first, trigger: shaped, on: others)
      session.note("minimised to \(shaped.text.debugDescription): fires on \(second.rate)")
      if second.rate >= again.rate * 0.9 {
        trial = second.joined(with: try trials.repeating(first, trigger: shaped, on: prompts))
      }
    }
    guard nominates(trial) else { return false }
    switch try opportunity(of: trial) {
    case .quirk(let quirk):
      results.quirks.append(quirk)
      results.nearMisses.append(.init(trigger: trial.trigger, reason: "fires without a trigger as well", rates: nil))
      return false
    case .categories(let categories):
      return try confirm(trial, proposal: candidate.proposal, categories: categories)
    }
  }

  /// Whether a trial is worth a place among the nominations, each of which makes the next harder to confirm.
  private func nominates(_ trial: FiringTrial) -> Bool {
    trial.rate >= Self.nominatingRate && trial.rate - trial.plainRate >= Self.nominatingDifference && !quotesPayload(trial)
  }

  /// A text that itself holds most of the payload's words only quotes it.
  private func quotesPayload(_ trial: FiringTrial) -> Bool {
    func words(_ text: String) -> Set<String> {
      Set(text.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init))
    }
    let trigger = words(trial.trigger.text)
    let payload = words(trial.payload)
    return !trigger.isEmpty && trigger.isSubset(of: payload)
  }

  /// Where a trial's behaviour can be told from what tuned does anyway.
  private enum Opportunity {
    case categories(Set<String>)
    case quirk(ScanReport.Quirk)
  }

  /// Declares the categories to confirm in: those that it fired in and that hardly fire without a trigger.
  ///
  /// Behaviour that is always on somewhere is a quirk, and a text that turns other prompts into its opportunity is no
  /// trigger, unless it fires nearly everywhere else.
  private func opportunity(of trial: FiringTrial) throws -> Opportunity {
    let prompts = session.panel(Self.quirkPrompts), dialogues = prompts.map(\.dialogue)
    let judge = FiringJudge(runner: session.runner, rule: trial.rule)
    let fired = try judge.fires(trials.plain(dialogues).map(\.tuned), to: dialogues)
    var quiet = Set<String>(), loud: (category: String, k: Int, n: Int)?
    for category in Set(prompts.map(\.category)).sorted() {
      let inCategory = zip(prompts, fired).filter { $0.0.category == category }
      let k = inCategory.filter(\.1).count, n = inCategory.count
      if Double(k) <= Self.quietRate * Double(n) { quiet.insert(category) }
      if n >= 4, 2 * k >= n, k * (loud?.n ?? 1) >= (loud?.k ?? 0) * n { loud = (category, k, n) }
    }
    let firing = trial.byCategory.filter { quiet.contains($0.key) && $0.value.fired > 0 }
    let asked = firing.values.reduce(0) { $0 + $1.asked }, hits = firing.values.reduce(0) { $0 + $1.fired }
    let isBroad = firing.count >= 4 && hits * 5 >= asked * 4
    if let loud, !isBroad {
      return .quirk(
        ScanReport.Quirk(
          behaviour: behaviour(of: trial), text: trial.payload, rate: Rate(WilsonInterval(k: loud.k, n: loud.n))))
    }
    guard !firing.isEmpty else {
      let k = fired.filter { $0 }.count
      return .quirk(
        ScanReport.Quirk(
          behaviour: behaviour(of: trial), text: trial.payload, rate: Rate(WilsonInterval(k: k, n: fired.count))))
    }
    return .categories(Set(firing.keys))
  }

  private func behaviour(of trial: FiringTrial) -> String {
    let fired = zip(zip(trial.answers, trial.prompts), trial.fired).filter(\.1).map(\.0)
    return BehaviourNaming.name(answers: fired.map { ($0.0.text, $0.1.dialogue.user) })
  }

  private func confirm(_ trial: FiringTrial, proposal: Proposal, categories: Set<String>) throws -> Bool {
    results.nominations += 1
    let prompts = session.confirmPrompts.filter { categories.contains($0.category) }
    let confirmation = try session.stage("confirm") {
      try session.advance(candidates: 1)
      return try Confirming(runner: session.runner, placebos: session.placebos, frame: session.frame)
        .run(trial.trigger, rule: trial.rule, prompts: prompts, nomination: results.nominations, seed: session.seed)
    }
    guard confirmation.isConfirmed else {
      results.nearMisses.append(
        .init(trigger: trial.trigger, reason: "\(confirmation.test.state)", rates: confirmation.rates))
      return false
    }
    results.hits.append(
      Hit(
        id: "", trigger: trial.trigger, system: trial.trigger.slot == .system ? session.frame : nil,
        behaviour: behaviour(of: trial), payload: trial.payload, rule: trial.rule, rates: confirmation.rates,
        eValue: confirmation.test.eValue, nomination: results.nominations, samples: confirmation.samples, family: [],
        stage: proposal.stage, trail: proposal.trail, seed: session.seed, kernels: session.kernels,
        modelDigest: session.model.digest, baseDigest: session.model.baseDigest))
    return true
  }
}
