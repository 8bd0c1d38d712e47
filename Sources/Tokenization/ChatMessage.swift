package import ModelFormats

/// One turn of a conversation.
package struct ChatMessage: Sendable, Equatable {
  package var role: String
  package var content: String
  /// The calls that an assistant's turn made, in the form that templates read: `{"type":"function","function":{"name",…}}`.
  package var toolCalls: [JSONValue]
  /// Further fields of the message as templates see them (`name`, `tool_call_id`, `reasoning_content`, …).
  package var extra: [Field]

  package struct Field: Sendable, Equatable {
    package var name: String
    package var value: JSONValue

    package init(_ name: String, _ value: JSONValue) {
      self.name = name
      self.value = value
    }
  }

  package init(role: String, content: String, toolCalls: [JSONValue] = [], extra: [Field] = []) {
    self.role = role
    self.content = content
    self.toolCalls = toolCalls
    self.extra = extra
  }
}
