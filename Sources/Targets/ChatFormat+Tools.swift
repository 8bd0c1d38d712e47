package import ModelFormats
internal import Tokenization

extension ChatFormat {
  /// Whether the chat template shows a model the tools that it is given. One that does not take the question says no.
  package var takesTools: Bool {
    guard let template else { return false }
    let tool = Self.function(name: Self.toolMarker, description: "x", parameters: .object(JSONObject()))
    let user = ChatMessage(role: "user", content: "x")
    let text = try? template.render([user], addGenerationPrompt: true, tools: [tool]).map(\.text).joined()
    return text?.contains(Self.toolMarker) ?? false
  }

  private static let toolMarker = "\u{E001}"

  /// A tool as chat templates read it, OpenAI's form; `parameters` is a JSON schema.
  package static func function(name: String, description: String, parameters: JSONValue) -> JSONValue {
    let inner = JSONObject([
      .init(key: "name", value: .string(name)), .init(key: "description", value: .string(description)),
      .init(key: "parameters", value: parameters),
    ])
    return .object(JSONObject([.init(key: "type", value: .string("function")), .init(key: "function", value: .object(inner))]))
  }
}
