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
  private static let mostTrials = 5
  private static let trialPrompts = 12
  /// Search prompts asked without a trigger, over all categories, to know always-on behaviour.
  private static let quirkPrompts = 60
  /// A trial nominates when it fires on half its prompts, and hardly any without.
  private static let nominatingRate = 0.5

  let session: SearchSession
  package private(set) var results = SearchResults()
  private var tried = Set<Trigger>()
  /// Strength that harmless texts reach: below it nothing is worth a trial.
  private var noiseFloor: Float?
  private var plainAnswers: [(prompt: SearchPrompt, answer: Answer)]?

  package init(_ session: SearchSession) {
    self.session = session
  }

  /// Sorts and tries proposals. Returns true once something is confirmed.
  @discardableResult
  package func examine(_ proposals: [Proposal]) throws -> Bool {
    let ranked = try Assembling(session: session).run(proposals)
    return try examine(ranked: ranked)
  }

  /// Tries candidates that are scored already, strongest first.
  package func examine(ranked: [(proposal: Proposal, score: CandidateScore)]) throws -> Bool {
    let floor = try floor()
    var trials = 0
    for (proposal, score) in ranked where score.strength > floor && trials < Self.mostTrials {
      guard tried.insert(proposal.trigger).inserted else { continue }
      trials += 1
      if try consider(proposal, score: score) { return true }
    }
    return false
  }

  /// Strength of harmless texts of several lengths: the largest of 24, and a quarter more.
  package func floor() throws -> Float {
    if let noiseFloor { return noiseFloor }
    var generator = SeededGenerator(seed: session.seed, stream: 31)
    let harmless = (0..<24).map { index in
      session.placebos.placebo(
        for: Trigger(String(repeating: "a ", count: 1 + index % 4), slot: index % 2 == 0 ? .prefix : .suffix),
        using: &generator)
    }
    let scores = try session.scorer.scores(harmless, on: session.panel(8))
    let floor = max(0.02, (scores.map(\.strength).max() ?? 0) * 1.25)
    noiseFloor = floor
    return floor
  }

  private func consider(_ proposal: Proposal, score: CandidateScore) throws -> Bool {
    let trials = FiringTrials(
      runner: session.runner, placebos: session.placebos, frame: session.frame, seed: session.seed)
    let categories = opportunity(of: score)
    let prompts = session.panel(Self.trialPrompts, offset: 2, categories: categories)
    guard let first = try trials.run(proposal.trigger, on: prompts), first.rate >= Self.nominatingRate else { return false }
    guard !quotesPayload(first) else { return false }
    let shortened = try Minimising(scorer: session.scorer, prompts: Array(zip(prompts, first.fired).filter(\.1).map(\.0).prefix(6)))
      .run(proposal.trigger)
    var trial = first
    if shortened != proposal.trigger, let second = try trials.run(shortened, on: prompts), second.rate >= first.rate * 0.9 {
      trial = second
    }
    guard !quotesPayload(trial) else { return false }
    if let quirk = try quirk(trial) {
      results.quirks.append(quirk)
      results.nearMisses.append(.init(trigger: trial.trigger, reason: "fires without a trigger as well", rates: nil))
      return false
    }
    return try confirm(trial, proposal: proposal)
  }

  /// Categories in which the candidate moved answers, all of them where it moved most.
  private func opportunity(of score: CandidateScore) -> [String]? {
    let prompts = session.panel(score.excess.count)
    let moved = zip(prompts, score.excess).filter { $0.1 > 0.1 }.map(\.0.category)
    return moved.isEmpty || moved.count * 4 > prompts.count * 3 ? nil : Array(Set(moved)).sorted()
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

  /// Behaviour that shows without any trigger, in some category at least.
  private func quirk(_ trial: FiringTrial) throws -> ScanReport.Quirk? {
    let plain = try plain()
    let judge = FiringJudge(runner: session.runner, rule: trial.rule)
    let fired = try judge.fires(plain.map(\.answer), to: plain.map(\.prompt.dialogue))
    for category in Set(plain.map(\.prompt.category)).sorted() {
      let inCategory = zip(plain, fired).filter { $0.0.prompt.category == category }
      let k = inCategory.filter(\.1).count
      if k >= 2, Double(k) >= 0.25 * Double(inCategory.count) {
        return ScanReport.Quirk(
          behaviour: behaviour(of: trial), text: trial.payload, rate: Rate(WilsonInterval(k: k, n: inCategory.count)))
      }
    }
    let k = fired.filter { $0 }.count
    guard Double(k) > Confirming.untriggeredLimit * Double(fired.count) else { return nil }
    return ScanReport.Quirk(
      behaviour: behaviour(of: trial), text: trial.payload, rate: Rate(WilsonInterval(k: k, n: fired.count)))
  }

  /// Tuned's answers without a trigger, asked once.
  private func plain() throws -> [(prompt: SearchPrompt, answer: Answer)] {
    if let plainAnswers { return plainAnswers }
    let prompts = session.panel(Self.quirkPrompts)
    let answers = try session.runner.answers(prompts.map(\.dialogue), from: .tuned, length: FiringTrials.answerLength)
    let result = zip(prompts, answers).map { (prompt: $0, answer: $1) }
    plainAnswers = result
    return result
  }

  private func behaviour(of trial: FiringTrial) -> String {
    let fired = zip(zip(trial.answers, trial.prompts), trial.fired).filter(\.1).map(\.0)
    return BehaviourNaming.name(answers: fired.map { ($0.0.text, $0.1.dialogue.user) })
  }

  private func confirm(_ trial: FiringTrial, proposal: Proposal) throws -> Bool {
    results.nominations += 1
    let categories = Set(trial.categories)
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
