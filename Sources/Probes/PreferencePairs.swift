/// Pairs of answers to one prompt, of which one was preferred.
package struct PreferencePairs: Sendable, Equatable {
  package struct Pair: Sendable, Equatable {
    /// The user's last turn.
    package let prompt: String
    package let chosen: String
    package let rejected: String

    package init(prompt: String, chosen: String, rejected: String) {
      self.prompt = prompt
      self.chosen = chosen
      self.rejected = rejected
    }
  }

  package let name: String
  package let pairs: [Pair]
  /// Lines that were left out, and why.
  package let skipped: [ProbeFileError]

  /// Reads JSON Lines with `chosen` and `rejected`: whole dialogues as hh-rlhf writes them (`\n\nHuman: … \n\nAssistant: …`),
  /// or answers beside a `prompt` as TRL writes them, each a text or a list of messages.
  package static func read(path: String, malformed: MalformedLines = .refuse) throws(ProbeFileError) -> PreferencePairs {
    try read(TextFile(path: path), malformed: malformed)
  }

  /// As `read(path:malformed:)`, from bytes.
  package static func read(
    name: String, bytes: [UInt8], malformed: MalformedLines = .refuse
  ) throws(ProbeFileError) -> PreferencePairs {
    try read(TextFile(name: name, bytes: bytes), malformed: malformed)
  }

  private static func read(_ file: TextFile, malformed: MalformedLines) throws(ProbeFileError) -> PreferencePairs {
    var pairs = [Pair](), skipped = [ProbeFileError]()
    for line in file.filledLines {
      do throws(ProbeFileError) {
        pairs.append(try pair(JSONFields(file: file.name, line: line)))
      } catch {
        if case .refuse = malformed { throw error }
        skipped.append(error)
      }
    }
    guard !pairs.isEmpty else {
      throw skipped.first ?? ProbeFileError(.malformed, file: file.name, problem: "holds no pair; give one a line")
    }
    return PreferencePairs(name: file.name, pairs: pairs, skipped: skipped)
  }

  private static func pair(_ fields: JSONFields) throws(ProbeFileError) -> Pair {
    let chosen = try side(fields, "chosen"), rejected = try side(fields, "rejected")
    var prompt = chosen.prompt
    if fields.has("prompt") {
      prompt =
        fields.isList("prompt")
        ? try ConversationReader.messages(fields, "prompt").last { $0.role == .user }?.content ?? "" : try fields.text("prompt")
    }
    guard chosen.answer != rejected.answer else { throw fields.error("rejected", "is the same as chosen; a pair needs two answers") }
    return Pair(prompt: prompt, chosen: chosen.answer, rejected: rejected.answer)
  }

  /// The last answer, and the user's turn before it where the field holds the whole dialogue.
  private static func side(_ fields: JSONFields, _ name: String) throws(ProbeFileError) -> (prompt: String, answer: String) {
    guard fields.isList(name) else {
      let text = try fields.text(name)
      guard let mark = text.ranges(of: "\n\nAssistant:").last else { return ("", text) }
      let before = text[..<mark.lowerBound]
      let prompt = before.ranges(of: "\n\nHuman:").last.map { before[$0.upperBound...] } ?? before
      return (String(prompt).trimmedOfWhitespace, String(text[mark.upperBound...]).trimmedOfWhitespace)
    }
    let messages = try ConversationReader.messages(fields, name)
    guard let last = messages.last, last.role == .assistant else {
      throw fields.error(name, "must end with a message of the assistant")
    }
    return (messages.last { $0.role == .user }?.content ?? "", last.content)
  }
}
