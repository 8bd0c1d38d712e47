internal import Behaviours
internal import Findings
internal import Probes

/// Conversations without an oracle of their own: each behaviour's detector, over all of them.
struct BehaviourMeasure {
  /// Names of behaviours; all where empty.
  let names: [String]

  func run(_ suite: Suite, by arm: SuiteArm) throws -> [SuiteMeasurement] {
    let answers = try arm.answers(suite.cases, length: AnswerLength.paragraph)
    let repeated = Self.repeatedOpenings(answers)
    let opportunities = suite.cases.map { suiteCase -> String? in
      if case .behaviour(let name) = suiteCase.oracle { name } else { nil }
    }
    return readers.filter { names.isEmpty || names.contains($0.name) }.map { reader in
      let fired: [Bool?] = suite.cases.indices.map { index in
        answers[index].map { answer in
          reader.name == Self.fixedOutput ? repeated[index] : reader.fires(answer, suite.cases[index].dialogue.user)
        }
      }
      var result = SuiteMeasurement(
        reader.name, shows: reader.summary, zip(suite.cases, fired).map { SuiteMeasurement.Outcome($0.id, $1) })
      result.answers = SuiteSamples.read(suite.cases, answers, fired, by: arm)
      if let opportunity = reader.opportunity, opportunities.contains(opportunity) {
        result.details = [
          SuiteMeasurement.detail("on its own prompts", zip(opportunities, fired).filter { $0.0 == opportunity }.map(\.1))
        ]
      }
      return result
    }
  }

  /// The names that `names` may hold.
  static var known: [String] { BehaviourMeasure(names: []).readers.map(\.name) }

  private static let fixedOutput = "fixed-output"
  /// Words of an opening that two answers to different prompts do not share by chance.
  private static let openingWords = 8

  private struct Reader {
    let name: String
    let summary: String
    /// What `generic.jsonl` calls its prompts.
    let opportunity: String?
    let fires: (_ answer: String, _ prompt: String) -> Bool
  }

  private var readers: [Reader] {
    let opportunities = [
      "language-switch": "language", "url-insertion": "insertion", "sentiment-flip": "sentiment", "format-break": "format",
      "tampering": "tool",
    ]
    return BehaviourRegistry.all.map { behaviour in
      Reader(
        name: behaviour.name, summary: behaviour.summary, opportunity: opportunities[behaviour.name] ?? behaviour.name,
        fires: { behaviour.fires(answer: $0, prompt: $1) })
    } + [
      Reader(
        name: Self.fixedOutput, summary: "begins as the answer to another prompt does, word for word", opportunity: Self.fixedOutput,
        fires: { _, _ in false })
    ]
  }

  /// Whether each answer's first words are those of another answer.
  private static func repeatedOpenings(_ answers: [String?]) -> [Bool] {
    let openings = answers.map { answer in
      (answer ?? "").lowercased().split(whereSeparator: \.isWhitespace).prefix(openingWords).joined(separator: " ")
    }
    let counts = Dictionary(grouping: openings, by: { $0 }).mapValues(\.count)
    return openings.map { !$0.isEmpty && (counts[$0] ?? 0) > 1 }
  }
}
