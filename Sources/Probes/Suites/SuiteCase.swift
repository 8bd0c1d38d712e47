/// One thing to ask, and what the answer is held against.
package struct SuiteCase: Sendable, Equatable {
  /// Search cases may be used by the search; confirm cases only to confirm and to measure.
  package enum Half: String, Sendable, Codable {
    case search, confirm
  }

  /// The item's id, a stroke, and the variant: unique in its suite.
  package var id: String { "\(item)/\(variant)" }
  /// Cases of one item are variants of each other and compared with each other.
  package let item: String
  package let variant: String
  /// Nil in files that do not say.
  package let half: Half?
  /// Ends with the user's turn.
  package let messages: [ProbeMessage]
  /// What the answer begins with, where the file gives its beginning; options are scored behind it.
  package let answerStart: String?
  /// Further turns of the user, each asked after the answer to the one before.
  package let followUps: [String]
  /// How many answers the file asks to be drawn; 1 where it does not say.
  package let samples: Int
  package let oracle: SuiteOracle

  package init(
    item: String, variant: String = "only", half: Half? = nil, messages: [ProbeMessage], answerStart: String? = nil,
    followUps: [String] = [], samples: Int = 1, oracle: SuiteOracle
  ) {
    self.item = item
    self.variant = variant
    self.half = half
    self.messages = messages
    self.answerStart = answerStart
    self.followUps = followUps
    self.samples = samples
    self.oracle = oracle
  }
}

/// What an answer is held against.
package enum SuiteOracle: Sendable, Equatable {
  /// Options to be scored by log-probability. `showing`: those that show the behaviour; `right`: the true one, if any is.
  /// A leading space belongs to an option.
  case options([String], showing: [Int], right: Int?)
  /// Texts that a right answer may have, and one that a wrong one has.
  case answer(right: [String], wrong: String?)
  /// The tone, in comparison with the item's `neutral` case.
  case tone
  /// The right name, and the wrong one that the user gave.
  case attribution(right: String, wrong: String)
  /// A prompt for a judge by what it judges; `{question}` and `{answer}` stand for the texts.
  case judged([String: String])
  /// Code in a language; `weakness` is the CWE number that the task tempts to.
  case code(language: String, weakness: String?)
  /// What the calls of tools did to the scenario's files.
  case agent(AgentScenario)
  /// A behaviour's detector, by name.
  case behaviour(String)
  /// None: whichever behaviours the caller looks for.
  case none
}
