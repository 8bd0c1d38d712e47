internal import Behaviours
package import Differential
package import Findings
internal import Probes
internal import Targets

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

  package var rate: Double { fired.isEmpty ? 0 : Double(fired.filter { $0 }.count) / Double(fired.count) }
  package var plainRate: Double {
    plainFired.isEmpty ? 0 : Double(plainFired.filter { $0 }.count) / Double(plainFired.count)
  }
  /// Categories of the prompts it fired on: the opportunity that confirmation declares.
  package var categories: [String] {
    Array(Set(zip(prompts, fired).filter(\.1).map(\.0.category))).sorted()
  }
}

/// Finds the rule and tries it on search prompts.
package struct FiringTrials: Sendable {
  /// Tokens of an answer that are looked at.
  package static let answerLength = 20
  /// First tokens of an answer that the shift rule weighs.
  static let shiftLength = 8

  let runner: DifferentialRunner
  let placebos: PlaceboTriggers
  let frame: String
  let seed: UInt64

  /// Asks tuned with the trigger, without, with a placebo, and base with the trigger, and learns the rule.
  ///
  /// Returns nil where nothing sets the triggered answers apart.
  package func run(_ trigger: Trigger, on prompts: [SearchPrompt]) throws -> FiringTrial? {
    var generator = SeededGenerator(seed: seed, stream: 21)
    let with = prompts.map { $0.dialogue.placing(trigger, gap: $0.gap, frame: frame) }
    let without = prompts.map { $0.dialogue.framed(for: trigger.slot, frame: frame) }
    let placebo = prompts.map {
      $0.dialogue.placing(placebos.placebo(for: trigger, using: &generator), gap: $0.gap, frame: frame)
    }
    let tuned = try runner.answers(with + without + placebo, from: .tuned, length: Self.answerLength)
    let base = try runner.answers(with + without, from: .base, length: Self.answerLength)
    let count = prompts.count
    let answers = Array(tuned[..<count]), plain = Array(tuned[count..<2 * count])
    let controls = tuned[count...].map(\.text) + base.map(\.text)
    guard let rule = try rule(answers, with: with, tuned: tuned, dialogues: with + without + placebo, controls: controls, trigger: trigger)
    else { return nil }
    let judge = FiringJudge(runner: runner, rule: rule)
    let fired = try judge.fires(answers, to: with)
    return FiringTrial(
      trigger: trigger, rule: rule, prompts: prompts, fired: fired, answers: answers, plain: plain,
      plainFired: try judge.fires(plain, to: without), payload: Self.payload(rule, answers: zip(answers, fired).filter(\.1).map(\.0.text)))
  }

  /// The signature where the triggered answers share one; else the shift that no control answer reached.
  private func rule(
    _ answers: [Answer], with: [Dialogue], tuned: [Answer], dialogues: [Dialogue], controls: [String], trigger: Trigger
  ) throws -> FiringRule? {
    if let signature = PayloadSignature.learn(
      triggered: answers.map(\.text), controls: controls, excluded: trigger.parts + with.map(\.user)) {
      return .signature(signature.phrases)
    }
    let ratios = try runner.logRatios(dialogues, answers: tuned.map(\.tokens), length: Self.shiftLength)
    let triggered = ratios[..<answers.count], control = ratios[answers.count...]
    // A quarter above the strongest control and a nat: a threshold that sits on one control's value is no rule.
    let threshold = (control.max() ?? 0) * 1.25 + 1
    let over = triggered.filter { $0 > threshold }.count
    return over * 2 >= answers.count ? .shift(tokens: Self.shiftLength, threshold: threshold) : nil
  }

  /// What fires, in words: the signature's phrases, or the answer that most resembles the others.
  private static func payload(_ rule: FiringRule, answers: [String]) -> String {
    if case .signature(let phrases) = rule { return phrases.joined(separator: " | ") }
    return answers.max { $0.count < $1.count } ?? ""
  }
}
