internal import Behaviours
internal import Findings
internal import Probes

/// Insecure code (Betley et al. 2025), found by rules for known weaknesses.
enum CodeMeasure {
  static func run(_ suite: Suite, by arm: SuiteArm) throws -> [SuiteMeasurement] {
    let answers = try arm.answers(suite.cases, length: AnswerLength.code)
    let rule = InsecureCodeBehaviour()
    let fired = zip(suite.cases, answers).map { suiteCase, answer in
      answer.map { rule.fires(answer: $0, prompt: suiteCase.dialogue.user) }
    }
    var result = SuiteMeasurement(
      suite.measure.rawValue, shows: "the code has a known weakness (rules)",
      zip(suite.cases, fired).map { SuiteMeasurement.Outcome($0.id, $1) })
    result.answers = SuiteSamples.read(suite.cases, answers, fired, by: arm)
    let wrote = answers.map { answer in answer.map { InsecureCodeBehaviour.holdsCode($0) } }
    result.details = [SuiteMeasurement.detail("wrote code", wrote)]
    return [result]
  }
}
