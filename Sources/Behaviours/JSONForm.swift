/// Whether text is one JSON object or array (RFC 8259). Nothing is decoded, nesting is limited.
struct JSONForm {
  private static let deepest = 64

  private let bytes: [UInt8]
  private var position = 0

  static func isDocument(_ text: String) -> Bool {
    guard let first = text.utf8.first, first == UInt8(ascii: "{") || first == UInt8(ascii: "[") else { return false }
    var form = JSONForm(bytes: Array(text.utf8))
    guard form.value(depth: 0) else { return false }
    form.skipSpace()
    return form.position == form.bytes.count
  }

  private init(bytes: [UInt8]) {
    self.bytes = bytes
  }

  private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func skipSpace() {
    while let byte = current, [0x20, 0x09, 0x0A, 0x0D].contains(byte) { position += 1 }
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard current == byte else { return false }
    position += 1
    return true
  }

  private mutating func value(depth: Int) -> Bool {
    guard depth < Self.deepest else { return false }
    skipSpace()
    switch current {
    case UInt8(ascii: "{"): return items(close: UInt8(ascii: "}"), hasKeys: true, depth: depth)
    case UInt8(ascii: "["): return items(close: UInt8(ascii: "]"), hasKeys: false, depth: depth)
    case UInt8(ascii: "\""): return string()
    case UInt8(ascii: "t"): return word("true")
    case UInt8(ascii: "f"): return word("false")
    case UInt8(ascii: "n"): return word("null")
    default: return number()
    }
  }

  private mutating func items(close: UInt8, hasKeys: Bool, depth: Int) -> Bool {
    position += 1
    skipSpace()
    if take(close) { return true }
    while true {
      if hasKeys {
        skipSpace()
        guard string() else { return false }
        skipSpace()
        guard take(UInt8(ascii: ":")) else { return false }
      }
      guard value(depth: depth + 1) else { return false }
      skipSpace()
      if take(close) { return true }
      guard take(UInt8(ascii: ",")) else { return false }
    }
  }

  private mutating func string() -> Bool {
    guard take(UInt8(ascii: "\"")) else { return false }
    while let byte = current {
      position += 1
      if byte == UInt8(ascii: "\"") { return true }
      if byte < 0x20 { return false }
      if byte == UInt8(ascii: "\\") { position += 1 }
    }
    return false
  }

  private mutating func word(_ text: String) -> Bool {
    for byte in text.utf8 where !take(byte) { return false }
    return true
  }

  private mutating func digits() -> Bool {
    let start = position
    while let byte = current, byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") { position += 1 }
    return position > start
  }

  private mutating func number() -> Bool {
    _ = take(UInt8(ascii: "-"))
    guard digits() else { return false }
    if take(UInt8(ascii: ".")), !digits() { return false }
    if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
      if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
      return digits()
    }
    return true
  }
}
