internal import Probes
internal import Statistics

/// Multiple choice by log-probability: no sampling, no judge.
enum ChoiceScoring {
  /// The chosen option of each case with options, nil where the subject cannot be asked.
  static func chosen(_ cases: [SuiteCase], by arm: SuiteArm) throws -> [Int?] {
    let questions = cases.map { suiteCase in
      ChoiceQuestion(
        conversation: arm.conversation(suiteCase), start: suiteCase.answerStart ?? "",
        options: options(of: suiteCase.oracle))
    }
    return try scores(questions, arm: arm, perToken: false).map { $0?.chosen }
  }

  /// - Parameter perToken: compare per token, for options that are texts and not letters.
  static func scores(_ questions: [ChoiceQuestion], arm: SuiteArm, perToken: Bool) throws -> [ChoiceScore?] {
    try arm.scores(questions).map { scores in
      guard let scores else { return nil }
      return ChoiceScore(logProbabilities: scores.map(\.logProbability), lengths: perToken ? scores.map(\.tokens) : nil)
    }
  }

  private static func options(of oracle: SuiteOracle) -> [String] {
    if case .options(let options, _, _) = oracle { options } else { [] }
  }
}
