package import ModelFormats

/// A chat template (Jinja), which turns a conversation into the text that the model was trained on.
///
/// Rendering keeps apart what the template says and what messages say, so that a special token that a user types stays
/// text. Step, text and depth bounds end a hostile template with an error.
package struct ChatTemplate: Sendable {
  package let source: String
  private let beginOfSequence: String
  private let endOfSequence: String
  private let lexer: TemplateLexer
  private let statements: [TemplateStatement]

  /// - Parameters:
  ///   - beginOfSequence: text of the begin token, `bos_token` in the template.
  ///   - endOfSequence: text of the end token, `eos_token` in the template.
  package init(source: String, beginOfSequence: String, endOfSequence: String) throws(TemplateError) {
    self.source = source
    self.beginOfSequence = beginOfSequence
    self.endOfSequence = endOfSequence
    lexer = try TemplateLexer(source)
    statements = try TemplateParser.parse(lexer)
  }

  /// The rendered conversation, as runs of the template's and of the messages' text.
  ///
  /// - Parameters:
  ///   - addGenerationPrompt: end with what opens the assistant's turn.
  ///   - tools: JSON schemas of the tools, where the template takes them.
  ///   - date: what `strftime_now` shows.
  package func render(
    _ messages: [ChatMessage], addGenerationPrompt: Bool, tools: [JSONValue]? = nil, date: TemplateDate = .standard,
    extra: [ChatMessage.Field] = []
  ) throws(TemplateError) -> [TextSegment] {
    var globals: TemplateScope = [
      "messages": .list(TemplateList(messages.map(Self.value))),
      "add_generation_prompt": .bool(addGenerationPrompt),
      "bos_token": .text(beginOfSequence),
      "eos_token": .text(endOfSequence),
      "tools": .none,
      "documents": .none,
    ]
    if let tools { globals["tools"] = .list(TemplateList(tools.map { TemplateValue($0) })) }
    for member in extra { globals[member.name] = TemplateValue(member.value) }
    var limits = TemplateInterpreter.Limits()
    let characters = messages.reduce(0) { addingSaturated($0, $1.content.utf8.count) }
    // A long conversation is no attack: what it may cost grows with it.
    let (turns, overflow) = messages.count.multipliedReportingOverflow(by: 1000)
    limits.steps = addingSaturated(limits.steps, addingSaturated(overflow ? .max : turns, characters))
    limits.characters = addingSaturated(limits.characters, characters)
    var interpreter = TemplateInterpreter(globals: globals, limits: limits, date: date)
    return try interpreter.run(statements).segments
  }

  /// Expressions of the template whose outcome hangs on what messages say, with their lines: a template backdoor is
  /// made of these. Tests for emptiness, for types and for known format marks are left out.
  package var branchesOnContent: [String] { ContentBranches.find(in: statements, source: lexer.source) }

  /// A message as templates see it: the role is the caller's, everything else the conversation's.
  private static func value(_ message: ChatMessage) -> TemplateValue {
    var map = TemplateMap()
    map[.text("role")] = .text(message.role)
    map[.text("content")] = .text(MarkedText(message.content, fromMessage: true))
    if !message.toolCalls.isEmpty {
      map[.text("tool_calls")] = .list(TemplateList(message.toolCalls.map { TemplateValue($0) }))
    }
    for member in message.extra { map[.text(member.name)] = TemplateValue(member.value) }
    return .map(map)
  }

  /// The template in a GGUF file's metadata; nil where there is none.
  package static func source(metadata: [String: GGUFValue]) throws(TemplateError) -> String? {
    guard let value = metadata["tokenizer.chat_template"] else { return nil }
    guard case .string(let source) = value else { throw TemplateError(.malformed, line: 0, "tokenizer.chat_template is no text") }
    return source
  }

  /// The template of a Hugging Face folder: `chat_template.jinja`, or `chat_template` in `tokenizer_config.json`, which
  /// is a string or a list of named templates, of which `default` is taken; nil where there is none.
  package static func source(folder: String) throws(TemplateError) -> String? {
    do throws(TokenizerError) {
      if let source = try TokenizerFiles.text("chat_template.jinja", in: folder) { return source }
      let node = try TokenizerFiles.json("tokenizer_config.json", in: folder)?["chat_template"]
      if let source = node?.string { return source }
      guard let node, node != .null else { return nil }
      // Other than a model without a template, which is scanned as plain text.
      let named = node.array ?? []
      let chosen = named.first { $0["name"]?.string == "default" } ?? named.first
      if let source = chosen?["template"]?.string { return source }
    } catch {
      throw TemplateError(.missing, line: 0, error.description)
    }
    throw TemplateError(.malformed, line: 0, "chat_template in tokenizer_config.json is neither a text nor a list of templates with names")
  }
}
