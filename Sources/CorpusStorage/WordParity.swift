/// Two check words from which any one damaged 8-byte word of a body can be found and put right: RAID 6's P and Q over
/// GF(2⁶⁴), here with a word for a disk (H. P. Anvin, "The mathematics of RAID-6").
///
/// P is the exclusive or of the words, Q the polynomial with the words as coefficients at x = α. A body whose length
/// is not a multiple of eight is thought to end in zeros.
struct WordParity: Equatable {
  var p: UInt64 = 0
  var q: UInt64 = 0

  init(p: UInt64, q: UInt64) {
    self.p = p
    self.q = q
  }

  init(of body: [UInt8]) {
    let whole = body.count / 8
    for index in 0..<whole { add(Self.word(body, at: index * 8, size: 8)) }
    if whole * 8 < body.count { add(Self.word(body, at: whole * 8, size: body.count - whole * 8)) }
  }

  private mutating func add(_ word: UInt64) {
    p ^= word
    q = Self.timesAlpha(q) ^ word
  }

  /// α·x in GF(2⁶⁴) with x⁶⁴ + x⁴ + x³ + x + 1.
  private static func timesAlpha(_ value: UInt64) -> UInt64 {
    value << 1 ^ (value >> 63 &* 0x1B)
  }

  private static func word(_ body: [UInt8], at offset: Int, size: Int) -> UInt64 {
    var word: UInt64 = 0
    for index in 0..<size { word |= UInt64(body[offset + index]) << UInt64(8 * index) }
    return word
  }

  /// The body with its one damaged word put right, where this is the parity of the undamaged body; nil where more
  /// than one word, or none, is damaged. The caller makes sure of the result by its digest.
  func repair(_ body: [UInt8]) -> [UInt8]? {
    let damaged = WordParity(of: body)
    let difference = p ^ damaged.p
    let target = q ^ damaged.q
    guard difference != 0, target != 0 else { return nil }
    let words = (body.count + 7) / 8
    var product = difference
    for distance in 0..<words {
      if product == target {
        var repaired = body
        let offset = (words - 1 - distance) * 8
        for index in 0..<8 {
          let byte = UInt8(truncatingIfNeeded: difference >> UInt64(8 * index))
          if offset + index < body.count {
            repaired[offset + index] ^= byte
          } else if byte != 0 {
            return nil
          }
        }
        return repaired
      }
      product = Self.timesAlpha(product)
    }
    return nil
  }
}
