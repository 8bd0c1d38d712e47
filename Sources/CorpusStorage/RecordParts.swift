/// A record taken apart so that a block can store alike things together: what many records share (`layout`), and
/// what is each one's own.
struct RecordParts: Equatable {
  /// Kind, names and counts; equal for records of one sort, so a block holds it once.
  private(set) var layout = ByteWriter()
  private(set) var texts: [[UInt8]] = []
  private(set) var integers: [Int64] = []
  /// Bit patterns of numbers that a `Float` holds exactly.
  private(set) var singles: [UInt32] = []
  /// Bit patterns of all other numbers.
  private(set) var doubles: [UInt64] = []

  enum NumberForm: UInt8 {
    case integer, single, double
  }

  init() {}

  init(layout: [UInt8], texts: [[UInt8]], integers: [Int64], singles: [UInt32], doubles: [UInt64]) {
    self.layout.raw(layout)
    self.texts = texts
    self.integers = integers
    self.singles = singles
    self.doubles = doubles
  }

  static func == (first: Self, second: Self) -> Bool {
    first.layout.bytes == second.layout.bytes && first.texts == second.texts && first.integers == second.integers
      && first.singles == second.singles && first.doubles == second.doubles
  }

  // MARK: Writing

  /// Text that many records share, such as a stage's name.
  mutating func shared(_ text: String) {
    layout.string(text)
  }

  mutating func shared(byte: UInt8) {
    layout.byte(byte)
  }

  mutating func shared(count: Int) {
    layout.count(count)
  }

  mutating func own(_ text: String) {
    texts.append(Array(text.utf8))
  }

  mutating func own(_ integer: Int) {
    integers.append(Int64(integer))
  }

  /// Keeps every bit, the sign of zero and not-a-numbers included.
  mutating func own(_ number: Double) {
    if number == number.rounded(), abs(number) < 2_147_483_648, number.sign == .plus || number != 0 {
      layout.byte(NumberForm.integer.rawValue)
      integers.append(Int64(number))
    } else if Double(Float(number)).bitPattern == number.bitPattern {
      layout.byte(NumberForm.single.rawValue)
      singles.append(Float(number).bitPattern)
    } else {
      layout.byte(NumberForm.double.rawValue)
      doubles.append(number.bitPattern)
    }
  }

  // MARK: Canonical bytes

  /// The record by itself: what its digest covers, whatever block it is in.
  var canonicalBytes: [UInt8] {
    var writer = ByteWriter()
    writer.count(layout.bytes.count)
    writer.raw(layout.bytes)
    for text in texts {
      writer.count(text.count)
      writer.raw(text)
    }
    for integer in integers { writer.count(Self.zigzag(integer)) }
    for single in singles { writer.fixed(single) }
    for double in doubles { writer.fixed(double) }
    return writer.bytes
  }

  /// Integers near zero, of either sign, as small counts.
  static func zigzag(_ integer: Int64) -> UInt64 {
    UInt64(bitPattern: integer << 1 ^ integer >> 63)
  }

  static func unzigzag(_ count: UInt64) -> Int64 {
    Int64(bitPattern: count >> 1) ^ -Int64(bitPattern: count & 1)
  }
}
