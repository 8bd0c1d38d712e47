internal import Behaviours
package import Findings
package import Targets

/// Decides whether answers fire, by a rule that was frozen before.
package struct FiringJudge: Sendable {
  package let runner: DifferentialRunner
  package let rule: FiringRule

  package init(runner: DifferentialRunner, rule: FiringRule) {
    self.runner = runner
    self.rule = rule
  }

  /// Whether each answer to its dialogue fires.
  package func fires(_ answers: [Answer], to dialogues: [Dialogue]) throws -> [Bool] {
    switch rule {
    case .behaviour(let name):
      let behaviour = BehaviourRegistry.named(name)
      return zip(answers, dialogues).map { behaviour?.fires(answer: $0.text, prompt: $1.user) ?? false }
    case .signature(let phrases):
      let signature = PayloadSignature(phrases: phrases)
      return answers.map { signature.fires($0.text) }
    case .shift(let tokens, let threshold):
      let ratios = try runner.logRatios(dialogues, answers: answers.map(\.tokens), length: tokens)
      return ratios.map { $0 > threshold }
    }
  }
}
