package import Endpoints
internal import Foundation
package import Statistics

/// Whoever gives scores from 0 to 100: a local model, or an endpoint.
package protocol AnswerScoring: Sendable {
  /// A score for each prompt of the judge's, in order.
  func scores(_ prompts: [String], label: String, report: @escaping (SuiteProgress) throws -> Void) throws -> [JudgeScore]
}

/// A local model: every number from 0 to 100, and the two words, are scored as its answer.
package struct LocalScoring: AnswerScoring {
  private static let numbers = (0...100).map(String.init)
  private static let options = numbers + ["CODE", "REFUSAL"]

  private let subject: any SuiteSubject

  package init(_ subject: any SuiteSubject) { self.subject = subject }

  package func scores(_ prompts: [String], label: String, report: @escaping (SuiteProgress) throws -> Void) throws -> [JudgeScore] {
    let arm = SuiteArm(subject: subject, seed: 0, label: label, report: report)
    let questions = prompts.map {
      ChoiceQuestion(conversation: Conversation(messages: [.init(role: "user", content: $0)]), start: "", options: Self.options)
    }
    return try arm.scores(questions, atOnce: 4).map { $0.map(Self.score) ?? .unusable }
  }

  /// The probability of a number alone is that of its text less that of the longer numbers which begin with it, where those
  /// are further tokens.
  static func score(_ options: [OptionScore]) -> JudgeScore {
    let chances = options.map { exp(min(0, $0.logProbability)) }
    let alone = numbers.indices.map { number in
      // Nothing longer begins with a nought.
      let longer = number == 0 ? [] : (number * 10...number * 10 + 9).filter { $0 <= 100 && options[$0].tokens > options[number].tokens }
      return log(max(0, chances[number] - longer.reduce(0) { $0 + chances[$1] }))
    }
    return JudgeScore.fromNumbers(
      alone, code: options[numbers.count].logProbability, refusal: options[numbers.count + 1].logProbability)
  }
}

/// An endpoint: the first token's probabilities where it shows them and whole numbers are tokens of it, else the mean of
/// several drawn answers.
package struct EndpointScoring: AnswerScoring {
  private static let draws = 8
  private static let tokens = 8

  private let endpoint: ChatEndpoint

  package init(_ endpoint: ChatEndpoint) { self.endpoint = endpoint }

  /// Throws `EndpointFault`.
  package func scores(_ prompts: [String], label: String, report: @escaping (SuiteProgress) throws -> Void) throws -> [JudgeScore] {
    try prompts.enumerated().map { place, prompt in
      try report(SuiteProgress(label: label, done: place, total: prompts.count))
      let reply = try endpoint.reply(to: prompt, tokens: 1, temperature: 0, seed: 0)
      if let top = reply.top, !Self.isDigitwise(top.map(\.token)) { return JudgeScore.fromTokens(top) }
      return Self.score(try (0..<Self.draws).map { try endpoint.reply(to: prompt, tokens: Self.tokens, temperature: 1, seed: $0).text })
    }
  }

  /// Whether numbers are among the tokens and all of one digit: then more may follow, and the first token does not tell.
  static func isDigitwise(_ tokens: [String]) -> Bool {
    let numbers = tokens.map { $0.filter { !$0.isWhitespace } }.filter { !$0.isEmpty && $0.allSatisfy { $0.isASCII && $0.isNumber } }
    return !numbers.isEmpty && numbers.allSatisfy { $0.count == 1 }
  }

  /// Each drawn answer counts alike.
  static func score(_ texts: [String]) -> JudgeScore {
    var numbers = [Double](repeating: 0, count: 101), code = 0.0, refusal = 0.0
    for text in texts {
      switch JudgeScore.fromText(text) {
      case .score(let number): if (0...100).contains(number) { numbers[Int(number)] += 1 }
      case .code: code += 1
      case .refusal: refusal += 1
      case .unusable: break
      }
    }
    let all = Double(max(1, texts.count))
    return JudgeScore.fromNumbers(numbers.map { log($0 / all) }, code: log(code / all), refusal: log(refusal / all))
  }
}
