internal import Findings
package import Targets

/// A dialogue as the one text that a sample keeps (`ConversationText`), and back.
package enum DialogueText {
  package static func text(of dialogue: Dialogue) -> String {
    var turns = dialogue.earlier.map { ConversationText.Turn(role: $0.role, content: $0.content) }
    turns.append(.init(role: "user", content: dialogue.user))
    if let system = dialogue.system { turns.insert(.init(role: "system", content: system), at: 0) }
    return ConversationText.text(of: turns)
  }

  package static func dialogue(from text: String) -> Dialogue {
    var turns = ConversationText.turns(of: text)
    let system = turns.first?.role == "system" ? turns.removeFirst().content : nil
    let user = turns.popLast()?.content ?? ""
    return Dialogue(
      system: system, earlier: turns.map { Dialogue.Turn(role: $0.role, content: $0.content) }, user: user)
  }
}
