extension ProbeSet {
  /// Reads our own form, `messages` or `prompt` lines as TRL and OpenAI write them, or plain text with a prompt a line.
  ///
  /// JSON Lines if the name ends in `.jsonl` or `.ndjson` or the first line with text starts with `{`, else plain text.
  /// A line without `id` is called `line-N`, one without `category` is of category `user`. Answers at the end of a
  /// training conversation are left out, so that the last turn is the user's. A prompt that an earlier line had is
  /// left out and named in `skipped`.
  package static func read(path: String, malformed: MalformedLines = .refuse) throws(ProbeFileError) -> ProbeSet {
    try read(TextFile(path: path), malformed: malformed)
  }

  /// As `read(path:malformed:)`, from bytes.
  package static func read(
    name: String, bytes: [UInt8], malformed: MalformedLines = .refuse
  ) throws(ProbeFileError) -> ProbeSet {
    try read(TextFile(name: name, bytes: bytes), malformed: malformed)
  }

  static func read(_ file: TextFile, malformed: MalformedLines) throws(ProbeFileError) -> ProbeSet {
    let filled = file.filledLines
    let lowered = file.name.lowercased()
    let isJSON =
      lowered.hasSuffix(".jsonl") || lowered.hasSuffix(".ndjson")
      || filled.first?.text.first(where: { !$0.isWhitespace }) == "{"

    var prompts: [ProbePrompt] = []
    var skipped: [ProbeFileError] = []
    var lineOfKey: [String: Int] = [:]
    var lineOfID: [String: Int] = [:]
    for line in filled {
      do throws(ProbeFileError) {
        let prompt = isJSON ? try jsonPrompt(file.name, line) : plainPrompt(line)
        if let earlier = lineOfID[prompt.id] {
          throw ProbeFileError(
            .malformed, file: file.name, line: line.number, field: "id",
            problem: "\"\(prompt.id)\" is the id of line \(earlier) too; give each line its own")
        }
        lineOfID[prompt.id] = line.number
        if let earlier = lineOfKey[prompt.key] {
          skipped.append(
            ProbeFileError(
              .malformed, file: file.name, line: line.number,
              problem: "the same prompt as line \(earlier); it is asked once"))
          continue
        }
        lineOfKey[prompt.key] = line.number
        prompts.append(prompt)
      } catch {
        if case .refuse = malformed { throw error }
        skipped.append(error)
      }
    }
    guard !prompts.isEmpty else {
      throw skipped.first
        ?? ProbeFileError(.malformed, file: file.name, problem: "holds no prompt; give one a line")
    }
    return ProbeSet(name: file.name, prompts: prompts, skipped: skipped)
  }

  private static func plainPrompt(_ line: TextFile.Line) -> ProbePrompt {
    let text = line.text.trimmedOfWhitespace
    return ProbePrompt(id: "line-\(line.number)", category: "user", messages: [ProbeMessage(.user, text)])
  }

  private static func jsonPrompt(_ file: String, _ line: TextFile.Line) throws(ProbeFileError) -> ProbePrompt {
    let fields = try JSONFields(file: file, line: line)
    let id = fields.has("id") ? try fields.text("id") : "line-\(line.number)"
    let category = fields.has("category") ? try fields.text("category") : "user"
    let topic = try fields.optionalString("topic")

    let field: String
    var messages: [ProbeMessage]
    if fields.has("messages") || !fields.has("prompt") {
      field = "messages"
      messages = try ConversationReader.messages(fields, field)
    } else {
      field = "prompt"
      messages =
        fields.isList(field)
        ? try ConversationReader.messages(fields, field) : [ProbeMessage(.user, try fields.text(field))]
    }
    // A training file ends with the answer that it teaches.
    while let last = messages.last, last.role == .assistant, messages.contains(where: { $0.role == .user }) {
      messages.removeLast()
    }
    try ConversationReader.check(messages, in: fields, field: field)
    return ProbePrompt(id: id, category: category, topic: topic, messages: messages)
  }
}

extension String {
  var trimmedOfWhitespace: String {
    guard let first = firstIndex(where: { !$0.isWhitespace }), let last = lastIndex(where: { !$0.isWhitespace }) else {
      return ""
    }
    return String(self[first...last])
  }
}
