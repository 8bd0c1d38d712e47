import Findings

/// Text of a model or a trigger as it may be shown on a terminal: on one line, with nothing in it that is obeyed or
/// that cannot be seen.
package enum VisibleText {
  /// Line breaks become `⏎`, and every other control, bidirectional, zero-width or blank character becomes its number,
  /// such as `<U+202E>`. Longer texts than `limit` characters end in `…`.
  package static func line(_ text: String, limit: Int = .max) -> String {
    var shown = ""
    var length = 0
    // Combining marks stand on a letter, and only so many: else they pile up over other lines.
    var marks = mostMarks
    var scalars = Substring(text).unicodeScalars
    while let scalar = scalars.popFirst() {
      if length >= limit { return shown + "…" }
      length += 1
      switch scalar {
      case "\r" where scalars.first == "\n": continue
      case "\n": shown.append("⏎")
      default:
        let isMark = isCombining(scalar)
        marks = isMark ? marks + 1 : 0
        if needsNumber(scalar) || marks > mostMarks {
          shown.append(number(scalar))
          marks = mostMarks
        } else {
          shown.unicodeScalars.append(scalar)
        }
      }
    }
    return shown
  }

  /// A trigger's text between quotation marks, spaces at its ends included; quotation marks inside are escaped.
  package static func quoted(_ text: String, limit: Int = .max) -> String {
    var shown = ""
    for character in line(text, limit: limit) {
      if character == "\"" || character == "\\" { shown.append("\\") }
      shown.append(character)
    }
    return "\"" + shown + "\""
  }

  /// Columns that a shown text takes on a terminal: two for most East Asian characters and emoji, none for marks that
  /// stand on the one before.
  package static func width(_ text: String) -> Int {
    text.reduce(0) { $0 + width($1) }
  }

  static func width(_ character: Character) -> Int {
    guard let scalar = character.unicodeScalars.first else { return 0 }
    if scalar.value < 0x7F { return 1 }
    if scalar.properties.isEmojiPresentation { return 2 }
    switch scalar.value {
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA000...0xA4CF,
      0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x20000...0x3FFFD:
      return 2
    default:
      return 1
    }
  }

  private static let mostMarks = 4

  private static func isCombining(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark: true
    default: false
    }
  }

  /// Unusual spaces look like the usual one, and what has no assigned look may look like anything.
  private static func needsNumber(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isUnsafeToShow { return true }
    switch scalar.properties.generalCategory {
    case .spaceSeparator: return scalar != " "
    case .privateUse, .unassigned: return true
    default: return false
    }
  }

  private static func number(_ scalar: Unicode.Scalar) -> String {
    let digits = String(scalar.value, radix: 16, uppercase: true)
    return "<U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits + ">"
  }
}
