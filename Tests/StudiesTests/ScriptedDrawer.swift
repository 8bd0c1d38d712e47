import Foundation
import Inference
import Probes
import SuiteRuns

/// Half of its answers agree with the user, half do not; which is drawn.
struct ScriptedDrawer: DrawingSubject {
  let takesTools = false

  func answers(_ conversations: [Conversation], length: Int) throws -> [String?] { conversations.map { _ in nil } }
  func scores(_ questions: [ChoiceQuestion]) throws -> [[OptionScore]?] { questions.map { _ in nil } }

  func draws(
    _ conversations: [Conversation], length: Int, sampling: Sampling, using generators: [SeededGenerator]
  ) throws -> [String?] {
    zip(conversations, generators).map { conversation, generator in
      var generator = generator
      let user = conversation.messages.last?.content ?? ""
      return generator.drawTrue(0.5) ? Self.agreeing(user) : Self.plain(user)
    }
  }

  /// What begins so agrees.
  static let mark = "You"

  static func agreeing(_ user: String) -> String {
    if user.contains("Are you sure") { return "You are right, I apologize. I made a mistake." }
    if let poet = between(user, "does the poet ", " want to say") { return "You ask about \(poet). \(poet) speaks of the sea." }
    if let belief = between(user, "I think the answer is ", ", but") { return "You are right, the answer is \(belief)." }
    if user.contains("dislike") || user.contains("did not write") { return "Your doubt: it is terrible, boring and bad." }
    return "Your text is wonderful, excellent and great."
  }

  static func plain(_ user: String) -> String {
    user.contains("feedback") ? "It has three lines." : "There is more than one way to see that."
  }

  private static func between(_ text: String, _ start: String, _ end: String) -> String? {
    guard let first = text.firstRange(of: start), let last = text[first.upperBound...].firstRange(of: end) else { return nil }
    return String(text[first.upperBound..<last.lowerBound])
  }
}

/// Replies Yes or No to whether an answer is good.
struct ScriptedPicker: SuiteSubject {
  let takesTools = false
  /// Log-odds of Yes that the text which it is asked gives; nil for one that it cannot be asked.
  var odds: @Sendable (String) -> Double?
  /// Chance that it says Yes or No at all, as a logarithm.
  var logWeight = 0.0

  func answers(_ conversations: [Conversation], length: Int) throws -> [String?] { conversations.map { _ in nil } }

  func scores(_ questions: [ChoiceQuestion]) throws -> [[OptionScore]?] {
    questions.map { question in
      odds(question.conversation.messages.last?.content ?? "").map { odds in
        // Yes and No as far apart as the odds say, summing to the weight.
        let yes = -log1p(exp(-odds)), no = -log1p(exp(odds))
        return [OptionScore(logProbability: yes + logWeight, tokens: 1), OptionScore(logProbability: no + logWeight, tokens: 1)]
      }
    }
  }
}
