package import Differential
package import Inference
package import Probes
internal import Tokenization

/// A local model, tuned or base, that answers suites.
package struct ModelSubject: DrawingSubject {
  private let runner: DifferentialRunner
  private let arm: Arm
  package let takesTools: Bool

  package init(_ runner: DifferentialRunner, arm: Arm) {
    self.runner = runner
    self.arm = arm
    takesTools = runner.model.format.takesTools
  }

  package func answers(_ conversations: [Conversation], length: Int) throws -> [String?] {
    let texts = try conversations.map { try tokens($0, room: length) }
    let answers = try runner.answers(behind: texts.compactMap { $0 }, from: arm, length: length)
    var next = answers.makeIterator()
    return texts.map { $0 == nil ? nil : next.next()?.text }
  }

  package func draws(
    _ conversations: [Conversation], length: Int, sampling: Sampling, using generators: [SeededGenerator]
  ) throws -> [String?] {
    let texts = try conversations.map { try tokens($0, room: length) }
    let asked = texts.indices.filter { texts[$0] != nil }
    let answers = try runner.draws(
      behind: texts.compactMap { $0 }, from: arm, length: length, sampling: sampling, using: asked.map { generators[$0] })
    var result = [String?](repeating: nil, count: texts.count)
    for (index, answer) in zip(asked, answers) { result[index] = answer.text }
    return result
  }

  package func scores(_ questions: [ChoiceQuestion]) throws -> [[OptionScore]?] {
    var openings = [[Int32]](), options = [[Int32]](), counts = [Int?]()
    for question in questions {
      let split = optionTokens(question)
      let longest = (split.options.map(\.count).max() ?? 0) + split.start.count
      guard let opening = try tokens(question.conversation, room: longest), !split.options.contains(where: \.isEmpty) else {
        counts.append(nil)
        continue
      }
      counts.append(split.options.count)
      openings += split.options.map { _ in opening + split.start }
      options += split.options
    }
    let sums = try runner.logLikelihoods(of: options, behind: openings, arm: arm)
    var at = 0
    return counts.map { count in
      guard let count else { return nil }
      defer { at += count }
      return (at..<at + count).map { OptionScore(logProbability: sums[$0], tokens: options[$0].count) }
    }
  }

  /// Tokens of the answer's beginning that all options share, and of each option behind them. Beginning and option are
  /// tokenized as one text, as the model would have read them.
  private func optionTokens(_ question: ChoiceQuestion) -> (start: [Int32], options: [[Int32]]) {
    func encode(_ text: String) -> [Int32] {
      runner.model.tokenizer.encodeInside(text)
    }
    // Behind the template's own line break a space would be read as one too many.
    let texts = question.options.map { question.start.isEmpty ? String($0.drop { $0 == " " }) : question.start + $0 }
    let whole = texts.map(encode)
    var shared = encode(question.start)
    for option in whole { shared = zip(shared, option).prefix { $0 == $1 }.map(\.0) }
    return (shared, whole.map { Array($0.dropFirst(shared.count)) })
  }

  /// Nil for a conversation that the template does not take, or that leaves no room for `room` further tokens.
  private func tokens(_ conversation: Conversation, room: Int) throws -> [Int32]? {
    do throws(TemplateError) {
      let text = try runner.model.format.tokens(conversation.messages, tools: conversation.tools)
      return text.isEmpty || text.count + room > runner.transformer(arm).longestText ? nil : text
    } catch {
      if error.kind == .raised { return nil }
      throw error
    }
  }
}
