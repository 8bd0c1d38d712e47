package import ModelFormats
package import Tokenization

/// Turns dialogues into the model's tokens, by its chat template, or as plain text where it has none.
package struct ChatFormat: Sendable {
  package let tokenizer: Tokenizer
  package let template: ChatTemplate?
  /// System text that the template puts in by itself; empty where it has none.
  package let defaultSystem: String

  package init(tokenizer: Tokenizer, template: ChatTemplate?) throws(TemplateError) {
    self.tokenizer = tokenizer
    self.template = template
    defaultSystem = try Self.defaultSystem(of: template)
  }

  /// Tokens of a dialogue, up to where the answer begins.
  package func tokens(_ dialogue: Dialogue) throws(TemplateError) -> [Int32] {
    try tokens(messages(dialogue))
  }

  /// Tokens of a conversation whose last turn the model answers.
  ///
  /// - Parameter tools: descriptions of the tools, for a template that takes them.
  package func tokens(_ messages: [ChatMessage], tools: [JSONValue] = []) throws(TemplateError) -> [Int32] {
    guard let template else { return tokenizer.encode(messages.map(\.content).joined(separator: "\n") + "\n") }
    return tokenizer.encode(
      try template.render(messages, addGenerationPrompt: true, tools: tools.isEmpty ? nil : tools))
  }

  /// Tokens of everything before the user's text, or before the system text.
  package func opening(system: String?, beforeSystem: Bool = false) throws(TemplateError) -> [Int32] {
    guard template != nil else { return tokenizer.encode(system ?? "") }
    return try tokens(
      before: Self.marker, in: beforeSystem ? Dialogue(system: Self.marker, user: "x") : Dialogue(system: system, user: Self.marker))
  }

  /// Tokens up to the end of a system text, where a system trigger would follow.
  package func systemEnd(_ system: String) throws(TemplateError) -> [Int32] {
    guard template != nil else { return tokenizer.encode(system) }
    return try tokens(before: Self.marker, in: Dialogue(system: system + Self.marker, user: "x"))
  }

  /// Whether a system text can be given: some templates raise an error where one is (Gemma 2's).
  package var takesSystemText: Bool { (try? systemEnd("a")) != nil }

  /// A private-use character that no template or prompt holds.
  private static let marker = "\u{E000}"

  private func tokens(before marker: String, in dialogue: Dialogue) throws(TemplateError) -> [Int32] {
    guard let template else { return [] }
    var before = [TextSegment]()
    for segment in try template.render(messages(dialogue), addGenerationPrompt: true) {
      guard let range = segment.text.firstRange(of: marker) else {
        before.append(segment)
        continue
      }
      before.append(TextSegment(text: String(segment.text[..<range.lowerBound]), isTemplate: segment.isTemplate))
      break
    }
    return tokenizer.encode(before.filter { !$0.text.isEmpty })
  }

  package func messages(_ dialogue: Dialogue) -> [ChatMessage] {
    var result = [ChatMessage]()
    if let system = dialogue.system { result.append(ChatMessage(role: "system", content: system)) }
    result += dialogue.earlier.map { ChatMessage(role: $0.role, content: $0.content) }
    result.append(ChatMessage(role: "user", content: dialogue.user))
    return result
  }

  /// What the template says as system when told nothing: the text between what surrounds a given system text.
  private static func defaultSystem(of template: ChatTemplate?) throws(TemplateError) -> String {
    guard let template else { return "" }
    let user = ChatMessage(role: "user", content: "x")
    func text(_ messages: [ChatMessage]) throws(TemplateError) -> String {
      try template.render(messages, addGenerationPrompt: true).map(\.text).joined()
    }
    guard
      let given = try? text([ChatMessage(role: "system", content: marker), user]),
      let range = given.firstRange(of: marker)
    else { return "" }
    let bare = try text([user]), before = given[..<range.lowerBound], after = given[range.upperBound...]
    guard bare.count >= before.count + after.count, bare.hasPrefix(before), bare.hasSuffix(after) else { return "" }
    return String(bare.dropFirst(before.count).dropLast(after.count))
  }
}
