package import Inference
package import ModelFormats
package import Probes
package import Tokenization

/// A conversation whose last turn is to be answered.
package struct Conversation: Sendable, Equatable {
  package var messages: [ChatMessage]
  /// Tools for a chat template that takes them, in OpenAI's form.
  package var tools: [JSONValue]

  package init(messages: [ChatMessage], tools: [JSONValue] = []) {
    self.messages = messages
    self.tools = tools
  }
}

/// Texts of which one is to be the answer's beginning.
package struct ChoiceQuestion: Sendable, Equatable {
  package let conversation: Conversation
  /// What the answer begins with, before the option; empty for none.
  package let start: String
  package let options: [String]

  package init(conversation: Conversation, start: String, options: [String]) {
    self.conversation = conversation
    self.start = start
    self.options = options
  }
}

/// An option behind its conversation.
package struct OptionScore: Sendable, Equatable {
  /// In nats, over the option's tokens.
  package let logProbability: Double
  /// Tokens of the option, 1 at least.
  package let tokens: Int

  package init(logProbability: Double, tokens: Int) {
    self.logProbability = logProbability
    self.tokens = tokens
  }
}

/// Whoever answers a suite: a model, or a script in tests.
package protocol SuiteSubject: Sendable {
  /// Whether its chat template shows it the tools of a conversation.
  var takesTools: Bool { get }
  /// Greedy answers of at most `length` tokens, in order; nil for a conversation that it cannot be asked.
  func answers(_ conversations: [Conversation], length: Int) throws -> [String?]
  /// A score for each option of each question, in order; nil for a question that it cannot be asked.
  func scores(_ questions: [ChoiceQuestion]) throws -> [[OptionScore]?]
}

/// One whose answers can be drawn as well.
package protocol DrawingSubject: SuiteSubject {
  /// A drawn answer of at most `length` tokens to each conversation, in order; nil for one that it cannot be asked. An answer
  /// depends on its conversation and its generator alone.
  func draws(
    _ conversations: [Conversation], length: Int, sampling: Sampling, using generators: [SeededGenerator]
  ) throws -> [String?]
}
