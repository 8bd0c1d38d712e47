package import Findings
package import Targets

/// Where in the model's tokens a slot's text begins, and what that text's tokens are there.
package struct SlotOpening {
  package let slot: Slot
  /// Tokens before the text: the template up to the user's text for a prefix, a prompt more for a suffix, the system text
  /// for a system trigger.
  package let tokens: [Int32]
  /// Whether a space stands between those and the text.
  private let isSpaced: Bool
  private let format: ChatFormat

  package init(_ slot: Slot, format: ChatFormat, prompt: Dialogue, frame: String) throws {
    self.slot = slot
    self.format = format
    switch slot {
    case .suffix:
      // What a prompt and a longer one share is the template up to the prompt's end.
      let full = try format.tokens(prompt), longer = try format.tokens(prompt.placing(Trigger("a", slot: .suffix), gap: 0, frame: frame))
      tokens = Array(zip(full, longer).prefix { $0 == $1 }.map(\.0))
      isSpaced = true
    case .system:
      tokens = try format.systemEnd(frame)
      isSpaced = !frame.isEmpty
    default:
      tokens = try format.opening(system: nil)
      isSpaced = false
    }
  }

  /// On the session's first search prompt.
  init(_ slot: Slot, in session: SearchSession) throws {
    try self.init(
      slot, format: session.model.format, prompt: session.panel(1).first?.dialogue ?? Dialogue(user: ""), frame: session.frame)
  }

  /// A text's tokens behind the opening.
  package func encode(_ text: String) -> [Int32] { format.tokenizer.encodeInside(isSpaced ? " " + text : text) }

  /// A token's text; the space between the opening and a first token is not part of it.
  func decode(_ token: Int32) -> String { format.tokenizer.decode([token]) }
}
