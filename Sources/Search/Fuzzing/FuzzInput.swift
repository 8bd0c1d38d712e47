package import Findings

/// A candidate of the fuzzing loop: the pieces that its text is joined from, and its slot.
package struct FuzzInput: Sendable, Hashable {
  /// Pieces of all parts together, at most: longer texts push by length alone.
  package static let longest = 12

  package let slot: Slot
  /// Two parts for `both`, one for other slots, in pieces: tokens' texts mostly, with the spaces they begin with. No part's
  /// text is empty.
  package let parts: [[String]]

  /// Nil where a part has no text, where there are too many pieces, or where the slot needs another number of parts.
  package init?(_ parts: [[String]], slot: Slot) {
    guard parts.count == (slot == .both ? 2 : 1), parts.reduce(0, { $0 + $1.count }) <= Self.longest,
      parts.allSatisfy({ !$0.joined().trimmingSpaces.isEmpty && !$0.joined().contains("\u{FFFD}") })
    else { return nil }
    self.parts = parts
    self.slot = slot
  }

  package init?(_ pieces: [String], slot: Slot) {
    self.init([pieces], slot: slot)
  }

  /// What is placed in prompts: texts without spaces at their ends.
  package var trigger: Trigger {
    let texts = parts.map { $0.joined().trimmingSpaces }
    return texts.count == 2 ? Trigger(before: texts[0], after: texts[1]) : Trigger(texts.first ?? "", slot: slot)
  }

  package var pieceCount: Int { parts.reduce(0) { $0 + $1.count } }

  /// The input with one part changed.
  func replacing(part index: Int, with pieces: [String]) -> FuzzInput? {
    var changed = parts
    changed[index] = pieces
    return FuzzInput(changed, slot: slot)
  }

  /// The input without each of its pieces in turn; the part of two that is left alone goes where it stood.
  package var shortened: [FuzzInput] {
    var result = [FuzzInput](), seen: Set = [trigger]
    for part in parts.indices {
      for gone in parts[part].indices {
        var left = parts[part]
        left.remove(at: gone)
        let shorter = replacing(part: part, with: left)
          ?? (slot == .both ? FuzzInput(parts[1 - part], slot: part == 0 ? .suffix : .prefix) : nil)
        if let shorter, seen.insert(shorter.trigger).inserted { result.append(shorter) }
      }
    }
    return result
  }
}
