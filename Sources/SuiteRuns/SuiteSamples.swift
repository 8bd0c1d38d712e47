internal import Findings
internal import Probes
internal import Targets

/// Answers that a report shows.
enum SuiteSamples {
  /// Of each kind, those that show the behaviour and those that do not.
  static let most = 2

  /// What was read: cases with their answers and outcomes, those that were not settled left out.
  static func read(_ cases: [SuiteCase], _ answers: [String?], _ fired: [Bool?], by arm: SuiteArm) -> [SuiteAnswer] {
    zip(cases, zip(answers, fired)).compactMap { suiteCase, read in
      guard let answer = read.0, let fired = read.1 else { return nil }
      return SuiteAnswer(
        item: suiteCase.id, prompt: arm.placed(suiteCase.dialogue, item: suiteCase.item).user, answer: answer, fired: fired)
    }
  }

  static func chosen(_ answers: [SuiteAnswer]) -> [SuiteAnswer] {
    Array(answers.filter(\.fired).prefix(most)) + Array(answers.filter { !$0.fired }.prefix(most))
  }
}
