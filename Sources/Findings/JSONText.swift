internal import Foundation

/// JSON whose object fields stand in the order in which a type writes them, so that equal values give equal bytes.
///
/// Characters that a terminal would obey or hide (C0, DEL, C1, bidirectional and zero-width marks) are written as `\uXXXX`,
/// which loses nothing and lets a document with a hostile model's text be shown as it is. Numbers that JSON has no
/// spelling for become the strings `"Infinity"`, `"-Infinity"` and `"NaN"`.
package enum JSONText {
  /// One line, or two-space indented lines; no line break at the end.
  package static func encode(_ value: some Encodable, indented: Bool = false) throws -> String {
    let node = JSONNode()
    try node.set(value, path: [])
    var text = ""
    node.write(to: &text, indentation: indented ? 0 : nil)
    return text
  }

  /// Reads what `encode` wrote.
  package static func decode<Value: Decodable>(_ type: Value.Type, from text: String) throws -> Value {
    try decode(type, fromUTF8: text.utf8)
  }

  /// Reads UTF-8 bytes that `encode` wrote.
  package static func decode<Value: Decodable>(
    _ type: Value.Type, fromUTF8 bytes: some Sequence<UInt8>
  ) throws -> Value {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: "NaN")
    return try decoder.decode(type, from: Data(bytes))
  }

  /// A JSON string literal with its quotes.
  package static func literal(_ string: String) -> String {
    var text = ""
    text.reserveCapacity(string.utf8.count + 2)
    write(string, to: &text)
    return text
  }

  static func write(_ string: String, to text: inout String) {
    text.append("\"")
    defer { text.append("\"") }
    if string.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F && $0 != 0x22 && $0 != 0x5C }) {
      text.append(string)
      return
    }
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"": text.append("\\\"")
      case "\\": text.append("\\\\")
      case "\n": text.append("\\n")
      case "\r": text.append("\\r")
      case "\t": text.append("\\t")
      default:
        if scalar.isUnsafeToShow {
          for unit in String(scalar).utf16 {
            let digits = String(unit, radix: 16)
            text.append("\\u" + String(repeating: "0", count: 4 - digits.count) + digits)
          }
        } else {
          text.unicodeScalars.append(scalar)
        }
      }
    }
  }
}

extension Unicode.Scalar {
  /// Whether a terminal may obey this character or show nothing for it: controls, format marks (bidirectional,
  /// zero-width, tags), line and paragraph separators, variation selectors, and blank fillers.
  package var isUnsafeToShow: Bool {
    if value >= 0x20 && value < 0x7F { return false }
    switch properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate: return true
    default: return properties.isDefaultIgnorableCodePoint
    }
  }
}
