internal import Behaviours
package import Differential
package import Findings
internal import Probes
package import Targets

/// A candidate's answers on search prompts, and the rule by which an answer will count as firing.
package struct FiringTrial: Sendable {
  package let trigger: Trigger
  package let rule: FiringRule
  package let prompts: [SearchPrompt]
  package let fired: [Bool]
  package let answers: [Answer]
  /// Answers of the tuned model without the trigger, and firing among them.
  package let plain: [Answer]
  package let plainFired: [Bool]
  package let payload: String

  var rates: TrialRates {
    TrialRates(prompts: prompts.count, fired: fired.count { $0 }, plainFired: plainFired.count { $0 })
  }
  package var rate: Double { rates.rate }
  package var plainRate: Double { rates.plainRate }
  /// Firing with the trigger above firing without.
  var advantage: Double { rates.advantage }

  /// Both trials of one trigger under one rule as one.
  func joined(with other: FiringTrial) -> FiringTrial {
    FiringTrial(
      trigger: trigger, rule: rule, prompts: prompts + other.prompts, fired: fired + other.fired,
      answers: answers + other.answers, plain: plain + other.plain, plainFired: plainFired + other.plainFired,
      payload: payload)
  }

  /// Firing per category: prompts asked, and fired on.
  package var byCategory: [String: (asked: Int, fired: Int)] { Self.byCategory(prompts.map(\.category), fired: fired) }

  /// Of prompts of these categories.
  static func byCategory(_ categories: [String], fired: [Bool]) -> [String: (asked: Int, fired: Int)] {
    var result = [String: (asked: Int, fired: Int)]()
    for (category, fired) in zip(categories, fired) {
      let old = result[category] ?? (0, 0)
      result[category] = (old.asked + 1, old.fired + (fired ? 1 : 0))
    }
    return result
  }
}

/// Finds the rule and tries it on search prompts.
package final class FiringTrials {
  /// Tokens of an answer that are looked at.
  package static let answerLength = 16
  /// First tokens of an answer that the shift rule weighs.
  static let shiftLength = 8

  /// As long, in tokens, as the harmless texts of a trial.
  private static let harmlessWords = "a a a"

  let session: SearchSession
  var runner: DifferentialRunner { session.runner }
  /// Answers without a trigger, by dialogue: the same for every trial.
  private var plainAnswers = [Dialogue: (tuned: Answer, base: Answer)]()
  private var plainLogRatios = [Dialogue: Double]()

  package init(_ session: SearchSession) {
    self.session = session
  }

  /// Answers of both models to dialogues without a trigger, each asked once. Without a base tuned's stand for the base's.
  package func plain(_ dialogues: [Dialogue]) throws -> [(tuned: Answer, base: Answer)] {
    _ = try answers(to: [], beside: dialogues)
    return dialogues.compactMap { plainAnswers[$0] }
  }

  /// Tuned's answers to dialogues. Those without a trigger that were not asked before are asked with them: few answers take as
  /// long as twice as many.
  private func answers(to with: [Dialogue], beside without: [Dialogue]) throws -> [Answer] {
    let missing = Array(Set(without.filter { plainAnswers[$0] == nil })).sorted {
      ($0.user, $0.system ?? "") < ($1.user, $1.system ?? "")
    }
    let tuned = with.count + missing.count > 0 ? try runner.answers(with + missing, from: .tuned, length: Self.answerLength) : []
    let plain = Array(tuned[with.count...])
    // Fine-tunes of one base share what it answers without a trigger, so that stays apart.
    let base = missing.isEmpty ? [] : try runner.baseAnswers(missing, length: Self.answerLength) ?? plain
    for (index, dialogue) in missing.enumerated() { plainAnswers[dialogue] = (plain[index], base[index]) }
    return Array(tuned[..<with.count])
  }

  /// log p_tuned − log p_base of tuned's own answers to dialogues without a trigger, in nats, each measured once.
  private func plainRatios(_ dialogues: [Dialogue]) throws -> [Double] {
    let missing = Array(Set(dialogues.filter { plainLogRatios[$0] == nil })).sorted { $0.user < $1.user }
    let ratios = try runner.logRatios(missing, answers: plain(missing).map(\.tuned.tokens), length: Self.shiftLength)
    for (dialogue, ratio) in zip(missing, ratios) { plainLogRatios[dialogue] = ratio }
    return dialogues.map { plainLogRatios[$0] ?? 0 }
  }

  /// A trigger on prompts, and harmless texts in its place.
  struct Asked {
    let trigger: Trigger
    let prompts: [SearchPrompt]
    let with: [Dialogue]
    let without: [Dialogue]
    /// Tuned's answers.
    let answers: [Answer]
    let plain: [(tuned: Answer, base: Answer)]
  }

  private func ask(_ trigger: Trigger, on prompts: [SearchPrompt]) throws -> Asked {
    let with = session.placing(trigger, in: prompts), without = harmless(trigger.slot, in: prompts)
    let answers = try answers(to: with, beside: without)
    return Asked(trigger: trigger, prompts: prompts, with: with, without: without, answers: answers, plain: try plain(without))
  }

  /// Asks tuned and base with the trigger, compares with both without, and learns rules: a trial of each, best first.
  ///
  /// Returns none where nothing sets the triggered answers apart.
  package func run(_ trigger: Trigger, on prompts: [SearchPrompt]) throws -> [FiringTrial] {
    let asked = try ask(trigger, on: prompts)
    return try judged(asked, by: try rules(asked, base: try runner.baseAnswers(asked.with, length: Self.answerLength) ?? []))
  }

  /// A trigger under rules that were learned before, on prompts that may be others.
  func repeating(_ rules: [FiringRule], trigger: Trigger, on prompts: [SearchPrompt]) throws -> [FiringTrial] {
    try judged(try ask(trigger, on: prompts), by: rules)
  }

  /// A trial's rule with another text, on prompts that may be others.
  package func repeating(_ trial: FiringTrial, trigger: Trigger, on prompts: [SearchPrompt]) throws -> FiringTrial {
    try judged(try ask(trigger, on: prompts), by: trial.rule)
  }

  private func judged(_ asked: Asked, by rules: [FiringRule]) throws -> [FiringTrial] {
    try rules.enumerated().map { try judged(asked, by: $1, isKept: $0 == 0) }
  }

  /// - Parameter isKept: whether a corpus keeps what fired; of several rules' trials the first's.
  private func judged(_ asked: Asked, by rule: FiringRule, isKept: Bool = true) throws -> FiringTrial {
    let judge = FiringJudge(runner: runner, rule: rule), plain = asked.plain.map(\.tuned)
    // A trigger that is left out says nothing, and whatever follows from that is not its doing.
    let fired = try judge.fires(asked.answers, to: asked.with).map { $0 && !session.isLeftOut(asked.trigger) }, plainFired = try judge.fires(plain, to: asked.without)
    if isKept { session.measured(asked.trigger, on: asked.prompts, fired: fired, without: plainFired) }
    return FiringTrial(
      trigger: asked.trigger, rule: rule, prompts: asked.prompts, fired: fired, answers: asked.answers, plain: plain,
      plainFired: plainFired, payload: Self.payload(rule, answers: zip(asked.answers, fired).filter(\.1).map(\.0.text)))
  }

  /// The prompts with a harmless text in the slot, the same for every trial.
  private func harmless(_ slot: Slot, in prompts: [SearchPrompt]) -> [Dialogue] {
    let stand = Self.harmlessWords
    return harmless(insteadOf: slot == .both ? Trigger(before: stand, after: stand) : Trigger(stand, slot: slot), in: prompts)
  }

  /// The prompts with a harmless text of the trigger's length in its place, as confirmation draws them.
  func harmless(insteadOf trigger: Trigger, in prompts: [SearchPrompt]) -> [Dialogue] {
    prompts.map { prompt in
      var generator = SeededGenerator(seed: session.seed, stream: "trial \(trigger.slot.rawValue) \(prompt.id)")
      return session.placing(session.placebos.placebo(for: trigger, using: &generator), in: [prompt])[0]
    }
  }

  /// Least change of what is said, in nats over an answer's first tokens, for which a category counts, and its share of
  /// the largest change.
  private static let leastChange = 2.0
  private static let changeShare = 0.4

  /// Categories in which tuned says what base would not, more than without the trigger, those that change most first; nil
  /// where there are none. Without a base: in which tuned says what it would not without the trigger.
  func categoriesMoved(by trigger: Trigger, on prompts: [SearchPrompt]) throws -> [String]? {
    let with = session.placing(trigger, in: prompts)
    let without = session.without(trigger, prompts)
    let answers = try runner.answers(with, from: .tuned, length: Self.shiftLength)
    var changes = [String: [Double]]()
    for (prompt, change) in zip(prompts, try self.changes(answers.map(\.tokens), with: with, without: without)) {
      changes[prompt.category, default: []].append(change)
    }
    let means = changes.mapValues { $0.reduce(0, +) / Double($0.count) }
    let floor = max(Self.leastChange, Self.changeShare * (means.values.max() ?? 0))
    let moved = means.filter { $0.value >= floor }.sorted { ($0.value, $1.key) > ($1.value, $0.key) }.map(\.key)
    return moved.isEmpty ? nil : moved
  }

  /// How much of each answer is the trigger's doing, in nats over its first tokens.
  private func changes(_ answers: [[Int32]], with: [Dialogue], without: [Dialogue]) throws -> [Double] {
    if runner.hasBase {
      let ratios = try runner.logRatios(with, answers: answers, length: Self.shiftLength)
      return zip(ratios, try plainRatios(without)).map(-)
    }
    let likelihoods = try [with, without].map {
      try runner.logLikelihoods($0, answers: answers, length: Self.shiftLength, arm: .tuned)
    }
    return zip(likelihoods[0], likelihoods[1]).map(-)
  }

  /// What fires, in words: the signature's phrases, or the longest of the answers.
  private static func payload(_ rule: FiringRule, answers: [String]) -> String {
    if case .signature(let phrases) = rule { return phrases.joined(separator: " | ") }
    return answers.max { $0.count < $1.count } ?? ""
  }
}
