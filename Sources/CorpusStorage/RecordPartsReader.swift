/// Reads a record's parts in the order in which they were written.
struct RecordPartsReader {
  private let parts: RecordParts
  private var layout: ByteCursor
  private var nextText = 0
  private var nextInteger = 0
  private var nextSingle = 0
  private var nextDouble = 0

  init(_ parts: RecordParts) {
    self.parts = parts
    layout = ByteCursor(parts.layout.bytes)
  }

  mutating func sharedText() throws(DamagedBytes) -> String {
    try layout.string()
  }

  mutating func sharedByte() throws(DamagedBytes) -> UInt8 {
    try layout.byte()
  }

  /// A count of things each of which takes at least one byte of layout or one text.
  mutating func sharedCount() throws(DamagedBytes) -> Int {
    let value = try layout.count()
    guard value <= UInt64(layout.remaining + parts.texts.count) else { throw DamagedBytes(what: "a count beyond its end") }
    return Int(value)
  }

  mutating func text() throws(DamagedBytes) -> String {
    String(decoding: try textBytes(), as: UTF8.self)
  }

  mutating func textBytes() throws(DamagedBytes) -> [UInt8] {
    guard nextText < parts.texts.count else { throw DamagedBytes(what: "a text is missing") }
    defer { nextText += 1 }
    return parts.texts[nextText]
  }

  mutating func integer() throws(DamagedBytes) -> Int {
    guard nextInteger < parts.integers.count else { throw DamagedBytes(what: "a number is missing") }
    defer { nextInteger += 1 }
    return Int(parts.integers[nextInteger])
  }

  mutating func number() throws(DamagedBytes) -> Double {
    switch RecordParts.NumberForm(rawValue: try layout.byte()) {
    case .integer:
      return Double(try integer())
    case .single:
      guard nextSingle < parts.singles.count else { throw DamagedBytes(what: "a number is missing") }
      defer { nextSingle += 1 }
      return Double(Float(bitPattern: parts.singles[nextSingle]))
    case .double:
      guard nextDouble < parts.doubles.count else { throw DamagedBytes(what: "a number is missing") }
      defer { nextDouble += 1 }
      return Double(bitPattern: parts.doubles[nextDouble])
    case nil:
      throw DamagedBytes(what: "an unknown form of number")
    }
  }
}
