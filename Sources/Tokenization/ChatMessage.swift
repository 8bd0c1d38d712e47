/// One turn of a conversation.
package struct ChatMessage: Sendable, Equatable {
  package var role: String
  package var content: String
  /// The calls that an assistant's turn made, in the form that templates read: `{"type":"function","function":{"name",…}}`.
  package var toolCalls: [JSONNode]
  /// Further fields of the message as templates see them (`name`, `tool_call_id`, `reasoning_content`, …).
  package var extra: [JSONNode.Member]

  package init(role: String, content: String, toolCalls: [JSONNode] = [], extra: [JSONNode.Member] = []) {
    self.role = role
    self.content = content
    self.toolCalls = toolCalls
    self.extra = extra
  }
}
