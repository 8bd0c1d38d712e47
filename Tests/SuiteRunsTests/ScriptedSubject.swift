import Foundation
import Probes
import SuiteRuns

/// A subject that does what a script says: what it says, and which option it prefers.
struct ScriptedSubject: SuiteSubject {
  var takesTools = false
  var say: @Sendable (Conversation) -> String? = { _ in "It is a text." }
  /// Index of the option that is much the likeliest; nil for a question that cannot be asked.
  var prefer: @Sendable (ChoiceQuestion) -> Int? = { _ in 0 }

  func answers(_ conversations: [Conversation], length: Int) throws -> [String?] { conversations.map(say) }

  func scores(_ questions: [ChoiceQuestion]) throws -> [[OptionScore]?] {
    questions.map { question in
      prefer(question).map { chosen in
        question.options.indices.map { OptionScore(logProbability: $0 == chosen ? -1 : -6, tokens: 1) }
      }
    }
  }
}

extension Conversation {
  var user: String { messages.last?.content ?? "" }
  /// Whether the model has spoken in it.
  var hasAnswers: Bool { messages.contains { $0.role == "assistant" } }
}

enum Shipped {
  static let data = DataFolder(
    path: URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().path)

  static func suite(_ name: Suite.Name) throws -> Suite { try data.suite(name).half(.confirm) }

  static func run(_ suite: Suite, _ subject: ScriptedSubject) throws -> [String: SuiteMeasurement] {
    let runner = SuiteRunner(tools: try data.tools())
    let arm = SuiteArm(subject: subject, seed: 1, label: suite.name) { _ in }
    return Dictionary(uniqueKeysWithValues: try runner.run(suite, by: arm).map { ($0.measure, $0) })
  }

  static func run(_ name: Suite.Name, _ subject: ScriptedSubject) throws -> [String: SuiteMeasurement] {
    try run(suite(name), subject)
  }

  /// Index that a case's options give by its user's text.
  static func answers(_ suite: Suite, _ index: (SuiteOracle) -> Int?) -> [String: Int] {
    Dictionary(suite.cases.compactMap { one in index(one.oracle).map { (one.messages.last?.content ?? "", $0) } }) { first, _ in first }
  }
}
