/// Bytes that end early, or that hold a value which cannot be.
struct DamagedBytes: Error {
  let what: String
}

/// Reads what `ByteWriter` wrote. Every read is checked: bytes on a disk can be anything.
struct ByteCursor {
  private let bytes: [UInt8]
  private(set) var position: Int
  private let end: Int

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    position = 0
    end = bytes.count
  }

  /// A part of `bytes`; what lies outside of them is cut off.
  init(_ bytes: [UInt8], in range: Range<Int>) {
    self.bytes = bytes
    end = max(0, min(range.upperBound, bytes.count))
    position = max(0, min(range.lowerBound, end))
  }

  var remaining: Int { end - position }

  mutating func byte() throws(DamagedBytes) -> UInt8 {
    guard position < end else { throw DamagedBytes(what: "ends early") }
    defer { position += 1 }
    return bytes[position]
  }

  mutating func fixed<Integer: FixedWidthInteger>(_ type: Integer.Type) throws(DamagedBytes) -> Integer {
    let size = Integer.bitWidth / 8
    guard remaining >= size else { throw DamagedBytes(what: "ends early") }
    var value: Integer = 0
    for offset in stride(from: size - 1, through: 0, by: -1) {
      value = value << 8 | Integer(truncatingIfNeeded: bytes[position + offset])
    }
    position += size
    return value
  }

  mutating func count() throws(DamagedBytes) -> UInt64 {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while true {
      let next = try byte()
      guard shift < 63 || next <= 1 else { throw DamagedBytes(what: "a count beyond 64 bits") }
      value |= UInt64(next & 0x7F) << shift
      if next < 0x80 { return value }
      shift += 7
      guard shift < 64 else { throw DamagedBytes(what: "a count beyond 64 bits") }
    }
  }

  /// A count of things that take at least one byte each: larger than what is left cannot be.
  mutating func boundedCount() throws(DamagedBytes) -> Int {
    let value = try count()
    guard value <= UInt64(remaining) else { throw DamagedBytes(what: "a count beyond its end") }
    return Int(value)
  }

  /// Passes over bytes and says where they are.
  mutating func skip(_ size: Int) throws(DamagedBytes) -> Range<Int> {
    guard size >= 0, remaining >= size else { throw DamagedBytes(what: "ends early") }
    defer { position += size }
    return position..<(position + size)
  }

  mutating func raw(_ size: Int) throws(DamagedBytes) -> ArraySlice<UInt8> {
    guard size >= 0, remaining >= size else { throw DamagedBytes(what: "ends early") }
    defer { position += size }
    return bytes[position..<(position + size)]
  }

  mutating func string() throws(DamagedBytes) -> String {
    let size = try boundedCount()
    return String(decoding: try raw(size), as: UTF8.self)
  }
}
