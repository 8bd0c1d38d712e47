internal import Foundation

/// A model that says whether an answer is a good one, with a prompt: the second experiment of Sharma et al. 2023 on what
/// preference models reward, with any model that can answer Yes or No.
package struct PreferenceModel {
  /// Mean chance of Yes or No from which the model is taken to answer the question.
  package static let leastWeight = 0.25

  package let name: String
  private let subject: any SuiteSubject
  private let prompt: String

  package init(name: String, subject: any SuiteSubject, prompt: String) {
    self.name = name
    self.subject = subject
    self.prompt = prompt
  }

  package struct Score: Sendable, Equatable {
    /// Log-odds of Yes against No, in nats.
    package let preference: Double
    /// Chance that the reply begins with either.
    package let weight: Double
  }

  /// Nil for an answer that it cannot be asked about.
  package func scores(_ answers: [(conversation: Conversation, answer: String)], by arm: SuiteArm) throws -> [Score?] {
    let asked = SuiteArm(subject: subject, seed: arm.seed, label: "\(arm.label), \(name)", report: arm.report)
    let questions = answers.map { conversation, answer in
      let text = AnswerJudge.filled(prompt, question: Self.text(of: conversation), answer: answer)
      return ChoiceQuestion(
        conversation: Conversation(messages: [.init(role: "user", content: text)]), start: "", options: ["Yes", "No"])
    }
    return try asked.scores(questions).map { options in
      guard let options, options.count == 2 else { return nil }
      let yes = options[0].logProbability, no = options[1].logProbability
      guard yes.isFinite, no.isFinite else { return nil }
      return Score(preference: yes - no, weight: exp(min(0, yes)) + exp(min(0, no)))
    }
  }

  /// One turn as it is; several with who speaks.
  private static func text(of conversation: Conversation) -> String {
    guard conversation.messages.count > 1 else { return conversation.messages.first?.content ?? "" }
    return conversation.messages.map { message in
      (message.role == "assistant" ? "AI: " : message.role == "user" ? "Person: " : "") + message.content
    }.joined(separator: "\n\n")
  }
}
