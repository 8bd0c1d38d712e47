/// Reads `messages` lists, and checks that a conversation is one that a model can be asked.
enum ConversationReader {
  /// The list of messages in a field. `content` is a string, or OpenAI's list of parts if all of them are text.
  static func messages(_ fields: JSONFields, _ name: String) throws(ProbeFileError) -> [ProbeMessage] {
    var messages: [ProbeMessage] = []
    for object in try fields.objects(name) {
      let roleName = try object.string("role")
      // OpenAI's newer name for the system role.
      guard let role = ProbeMessage.Role(rawValue: roleName == "developer" ? "system" : roleName) else {
        throw object.error("role", "is \"\(roleName)\"; it must be system, user, assistant or tool")
      }
      messages.append(ProbeMessage(role, try content(object)))
    }
    return messages
  }

  private static func content(_ message: JSONFields) throws(ProbeFileError) -> String {
    guard message.isList("content") else { return try message.text("content") }
    var parts: [String] = []
    for part in try message.objects("content") {
      let type = try part.string("type")
      guard type == "text" else { throw part.error("type", "is \"\(type)\"; only text can be asked") }
      parts.append(try part.string("text"))
    }
    let joined = parts.joined(separator: "\n")
    guard joined.contains(where: { !$0.isWhitespace }) else { throw message.error("content", "is blank; it must hold text") }
    return joined
  }

  /// At least one turn, a system text only as the first, the last one the user's.
  static func check(_ messages: [ProbeMessage], in fields: JSONFields, field: String) throws(ProbeFileError) {
    guard let last = messages.last else { throw fields.error(field, "is empty; give at least one user message") }
    if let index = messages.indices.first(where: { $0 > 0 && messages[$0].role == .system }) {
      throw fields.error("\(field)[\(index)].role", "is system; a system message comes first or not at all")
    }
    guard last.role == .user else {
      throw fields.error(
        "\(field)[\(messages.count - 1)].role", "is \(last.role.rawValue); the last message must be the user's")
    }
  }
}
