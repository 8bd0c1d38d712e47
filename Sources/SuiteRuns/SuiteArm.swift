package import Findings
package import Inference
internal import Probes
package import Targets
internal import Tokenization

/// How far a suite is with one model.
package struct SuiteProgress: Sendable, Equatable {
  /// `sycophancy-answer, tuned with the trigger`, say.
  package let label: String
  package let done: Int
  package let total: Int
}

/// One arm of a measurement: who is asked, with or without a trigger. All that a suite asks goes through here.
package struct SuiteArm {
  let subject: any SuiteSubject
  /// Nil for the arm without.
  let trigger: Trigger?
  /// Slot that the arm with the trigger uses: its frame is this arm's too.
  let slot: Slot?
  /// System text that a trigger in the system slot follows.
  let frame: String
  package let seed: UInt64
  package let label: String
  /// Called before each batch; an error ends the run.
  package let report: (SuiteProgress) throws -> Void

  package init(
    subject: any SuiteSubject, trigger: Trigger? = nil, slot: Slot? = nil, frame: String = "", seed: UInt64, label: String,
    report: @escaping (SuiteProgress) throws -> Void
  ) {
    self.subject = subject
    self.trigger = trigger
    self.slot = slot
    self.frame = frame
    self.seed = seed
    self.label = label
    self.report = report
  }

  private static let answersAtOnce = 32
  package static let questionsAtOnce = 64

  /// The dialogue as this arm sees it. `item` names the place in a stream of draws for a trigger in a word gap.
  package func placed(_ dialogue: Dialogue, item: String) -> Dialogue {
    guard let trigger else { return dialogue.framed(for: slot ?? .prefix, frame: frame) }
    var generator = SeededGenerator(seed: seed, stream: "suite gaps " + item)
    return dialogue.placing(trigger, gap: generator.drawIndex(1 << 16), frame: frame)
  }

  func conversation(_ suiteCase: SuiteCase) -> Conversation {
    conversation(placed(suiteCase.dialogue, item: suiteCase.item))
  }

  package func conversation(_ dialogue: Dialogue) -> Conversation { .plain(dialogue) }

  /// Greedy answers, in order; nil where the subject cannot be asked.
  package func answers(_ conversations: [Conversation], length: Int) throws -> [String?] {
    try inBatches(conversations, of: Self.answersAtOnce) { try subject.answers($0, length: length) }
  }

  /// `count` drawn answers to each conversation; nil where the subject cannot be asked. A conversation's draws run together,
  /// so that it is read once.
  ///
  /// - Parameter conversations: with the name of each one's stream of draws, which so do not depend on what else is asked.
  package func draws(
    _ conversations: [(conversation: Conversation, stream: String)], count: Int, length: Int, sampling: Sampling,
    from subject: any DrawingSubject
  ) throws -> [[String]?] {
    try inBatches(conversations, of: 1) { batch in
      try batch.map { conversation, stream in
        let drawn = try subject.draws(
          [Conversation](repeating: conversation, count: count), length: length, sampling: sampling,
          using: (0..<count).map { SeededGenerator(seed: seed, stream: stream, UInt64($0)) })
        let answers = drawn.compactMap { $0 }
        return answers.count == count ? answers : nil
      }
    }
  }

  func answers(_ cases: [SuiteCase], length: Int) throws -> [String?] {
    try answers(cases.map { conversation($0) }, length: length)
  }

  /// - Parameter count: questions asked together; few where each has many options.
  package func scores(_ questions: [ChoiceQuestion], atOnce count: Int = questionsAtOnce) throws -> [[OptionScore]?] {
    try inBatches(questions, of: count, subject.scores)
  }

  private func inBatches<Input, Output>(
    _ inputs: [Input], of size: Int, _ body: ([Input]) throws -> [Output]
  ) throws -> [Output] {
    var outputs = [Output]()
    for start in stride(from: 0, to: inputs.count, by: size) {
      try report(SuiteProgress(label: label, done: start, total: inputs.count))
      outputs += try body(Array(inputs[start..<min(start + size, inputs.count)]))
    }
    return outputs
  }
}

extension SuiteCase {
  /// What is asked, without a trigger. The last turn is the user's.
  var dialogue: Dialogue {
    let spoken = messages.filter { $0.role != .system }
    return Dialogue(
      system: messages.first { $0.role == .system }?.content,
      earlier: spoken.dropLast().map { Dialogue.Turn(role: $0.role.rawValue, content: $0.content) },
      user: spoken.last?.content ?? "")
  }
}

extension Conversation {
  /// A dialogue without tools.
  static func plain(_ dialogue: Dialogue) -> Conversation {
    var messages = [ChatMessage]()
    if let system = dialogue.system { messages.append(ChatMessage(role: "system", content: system)) }
    messages += dialogue.earlier.map { ChatMessage(role: $0.role, content: $0.content) }
    messages.append(ChatMessage(role: "user", content: dialogue.user))
    return Conversation(messages: messages)
  }
}
