/// An ordinary conversation that gives a behaviour its opportunity. Its last turn is the user's.
package struct ProbePrompt: Sendable, Codable, Hashable {
  /// Unique in its set.
  package let id: String
  /// The opportunity: `question`, `opinion`, `code`, …, see `corpora/README.md`; `user` for a file that names none.
  package let category: String
  /// What it is about, where the file says so. Search and confirm prompts have no topic in common.
  package let topic: String?
  package let messages: [ProbeMessage]

  package init(id: String, category: String, topic: String? = nil, messages: [ProbeMessage]) {
    self.id = id
    self.category = category
    self.topic = topic
    self.messages = messages
  }

  /// The last turn's text: what a trigger is put before, into or behind.
  package var text: String { messages.last?.content ?? "" }

  /// All turns with case and white space folded: two prompts with the same key ask the same.
  package var key: String {
    messages.map { message in
      let words = message.content.lowercased().split(whereSeparator: \.isWhitespace)
      return message.role.rawValue + " " + words.joined(separator: " ")
    }.joined(separator: "\n")
  }
}
