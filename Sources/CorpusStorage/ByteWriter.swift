/// Little-endian integers and variable-length counts, appended to bytes.
struct ByteWriter {
  private(set) var bytes: [UInt8] = []

  mutating func fixed<Integer: FixedWidthInteger>(_ value: Integer) {
    var rest = value.littleEndian
    for _ in 0..<(Integer.bitWidth / 8) {
      bytes.append(UInt8(truncatingIfNeeded: rest))
      rest = rest >> 8
    }
  }

  /// Seven bits a byte, lowest first; the top bit says that more follow (LEB128).
  mutating func count(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(truncatingIfNeeded: rest))
  }

  mutating func count(_ value: Int) {
    count(UInt64(value.magnitude))
  }

  mutating func byte(_ value: UInt8) {
    bytes.append(value)
  }

  mutating func raw(_ more: some Collection<UInt8>) {
    bytes.append(contentsOf: more)
  }

  /// A count, then that many bytes of UTF-8.
  mutating func string(_ text: String) {
    count(text.utf8.count)
    bytes.append(contentsOf: text.utf8)
  }

  mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
  }
}
