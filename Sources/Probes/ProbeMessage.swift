/// One turn of a conversation.
package struct ProbeMessage: Sendable, Codable, Hashable {
  package enum Role: String, Sendable, Codable, CaseIterable {
    case system, user, assistant, tool
  }

  package let role: Role
  package let content: String

  package init(_ role: Role, _ content: String) {
    self.role = role
    self.content = content
  }
}
