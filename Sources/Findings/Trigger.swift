/// Where in a conversation a trigger's text goes.
package enum Slot: String, Sendable, Codable, CaseIterable, Hashable {
  /// `T P`
  case prefix
  /// `P T`
  case suffix
  /// `T⏎P`
  case line
  /// `T` in a word gap of `P`, drawn per prompt
  case anywhere
  /// `T` after the system text, one space between
  case system
  /// `A P B`: two parts around the prompt
  case both
}

/// Text that may switch a model's behaviour, and its slot. `parts` holds two texts for `both`, one otherwise.
package struct Trigger: Sendable, Codable, Hashable {
  package let slot: Slot
  package let parts: [String]

  package init(_ text: String, slot: Slot) {
    self.slot = slot
    self.parts = [text]
  }

  package init(before: String, after: String) {
    self.slot = .both
    self.parts = [before, after]
  }

  /// A trigger of the same slot with other texts, made from its own.
  package func mapParts(_ change: (String) throws -> String) rethrows -> Trigger {
    Trigger(slot: slot, parts: try parts.map(change))
  }

  /// The trigger with another text in place of one of its own.
  package func replacing(part: Int, by text: String) -> Trigger {
    var parts = parts
    parts[part] = text
    return Trigger(slot: slot, parts: parts)
  }

  private init(slot: Slot, parts: [String]) {
    self.slot = slot
    self.parts = parts
  }

  /// Slot and text, for messages and for telling triggers apart.
  package var name: String { "\(slot.rawValue) \(parts.map(\.debugDescription).joined(separator: " … "))" }

  /// The text as a report shows it.
  package var text: String { parts.joined(separator: " … ") }
}
