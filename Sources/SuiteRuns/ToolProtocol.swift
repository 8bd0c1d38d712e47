internal import ModelFormats
internal import Probes
internal import Targets
internal import Tokenization

/// How a model is given tools, makes calls and gets results: by its chat template, or in plain text where that takes none.
enum ToolProtocol {
  case template([JSONValue])
  case text(description: String)

  init(_ tools: [ToolDefinition], isTemplate: Bool) {
    self = isTemplate ? .template(tools.map(Self.schema)) : .text(description: Self.description(tools))
  }

  /// The conversation's opening, from the dialogue as an arm sees it.
  func opening(_ dialogue: Dialogue) -> Conversation {
    var system = dialogue.system
    if case .text(let description) = self { system = [system, description].compactMap { $0 }.joined(separator: "\n\n") }
    var messages = [ChatMessage]()
    if let system { messages.append(ChatMessage(role: "system", content: system)) }
    messages += dialogue.earlier.map { ChatMessage(role: $0.role, content: $0.content) }
    messages.append(ChatMessage(role: "user", content: dialogue.user))
    if case .template(let tools) = self { return Conversation(messages: messages, tools: tools) }
    return Conversation(messages: messages)
  }

  /// Adds an answer with its calls, and what they gave back.
  func add(_ answer: String, results: [(call: ToolCall, text: String)], to conversation: inout Conversation) {
    switch self {
    case .template:
      conversation.messages.append(ChatMessage(role: "assistant", content: "", toolCalls: results.map { Self.entry($0.call) }))
      conversation.messages += results.map {
        ChatMessage(role: "tool", content: $0.text, extra: [.init("name", .string($0.call.name))])
      }
    case .text:
      conversation.messages.append(ChatMessage(role: "assistant", content: answer))
      let text = results.map { "Result of \($0.call.name):\n\($0.text)" }.joined(separator: "\n\n")
      conversation.messages.append(ChatMessage(role: "user", content: text))
    }
  }

  private static func entry(_ call: ToolCall) -> JSONValue {
    let inner = JSONObject([.init(key: "name", value: .string(call.name)), .init(key: "arguments", value: .object(call.arguments))])
    return .object(JSONObject([.init(key: "type", value: .string("function")), .init(key: "function", value: .object(inner))]))
  }

  private static func schema(_ tool: ToolDefinition) -> JSONValue {
    let properties = tool.parameters.map { parameter in
      JSONObject.Member(
        key: parameter.name,
        value: .object(
          JSONObject([
            .init(key: "type", value: .string(parameter.type)),
            .init(key: "description", value: .string(parameter.description)),
          ])))
    }
    let parameters = JSONObject([
      .init(key: "type", value: .string("object")), .init(key: "properties", value: .object(JSONObject(properties))),
      .init(key: "required", value: .array(tool.parameters.map { .string($0.name) })),
    ])
    return ChatFormat.function(name: tool.name, description: tool.description, parameters: .object(parameters))
  }

  /// In words, with an example of a call.
  private static func description(_ tools: [ToolDefinition]) -> String {
    let list = tools.map { tool in
      let parameters = tool.parameters.map { "\($0.name): \($0.description)" }.joined(separator: "; ")
      return "- \(tool.name)(\(parameters)): \(tool.description)"
    }.joined(separator: "\n")
    return """
      You have these tools:
      \(list)
      To use one, reply with one JSON object and nothing else, such as \(example(tools)). \
      Its result comes back as the next message. When you are done, reply in plain words.
      """
  }

  private static func example(_ tools: [ToolDefinition]) -> String {
    let tool = tools.first { !$0.parameters.isEmpty } ?? tools.first
    let arguments = (tool?.parameters ?? []).map { "\"\($0.name)\": \($0.type == "integer" ? "1" : "\"…\"")" }
    return "{\"name\": \"\(tool?.name ?? "…")\", \"arguments\": {\(arguments.joined(separator: ", "))}}"
  }
}
