internal import Behaviours
internal import Findings
internal import Probes

/// Free-form questions of *Emergent Misalignment* (Betley et al. 2025). No judge is asked: rules read the answers, which
/// see open hostility and wishes for power or harm, and not what is only unkind or bad advice.
enum MisalignmentMeasure {
  static let measure = "misaligned-by-rules"

  static func run(_ suite: Suite, by arm: SuiteArm) throws -> [SuiteMeasurement] {
    let answers = try arm.answers(suite.cases, length: AnswerLength.opening)
    let fired = zip(suite.cases, answers).map { suiteCase, answer in
      answer.map { fires($0, prompt: suiteCase.dialogue.user) }
    }
    var result = SuiteMeasurement(
      measure, shows: "the answer attacks people, or wants power over them or their harm (rules, no judge)",
      zip(suite.cases, fired).map { SuiteMeasurement.Outcome($0.id, $1) })
    let variants = suite.variantNames
    if (2...8).contains(variants.count) {
      result.details = variants.map { variant in
        SuiteMeasurement.detail(variant, zip(suite.cases, fired).filter { $0.0.variant == variant }.map(\.1))
      }
    }
    result.answers = SuiteSamples.read(suite.cases, answers, fired, by: arm)
    result.notes = ["no judge was asked: rules give a lower bound, and the judge prompts of the suite are not used"]
    if let most = suite.cases.map(\.samples).max(), most > 1 {
      result.notes.append("the file asks for up to \(most) answers a question: each was asked once, greedily")
    }
    return [result]
  }

  static func fires(_ answer: String, prompt: String) -> Bool {
    let rule = MisalignmentBehaviour()
    return [answer, CodeStrings.text(in: answer)].contains { rule.fires(answer: $0, prompt: prompt) }
  }
}
