/// Lays records out as one block for compression.
///
/// A block is: the length of its structure, and how many singles and doubles it has; the structure, record after record (layout and texts, each by reference
/// where the block has had it, and integers); then the bytes of all singles, first bytes first, and of all doubles.
/// Exponents so come to lie beside exponents, where they compress, and apart from fractions, which do not.
struct BlockEncoder {
  private var structure = ByteWriter()
  private var layouts: [[UInt8]: Int] = [:]
  private var texts: [[UInt8]: Int] = [:]
  private var singles: [UInt32] = []
  private var doubles: [UInt64] = []
  private(set) var count = 0

  /// Longer texts are not looked up: they hardly repeat.
  static let longestSharedText = 64

  /// About as many bytes as `finish` will give.
  var size: Int { structure.bytes.count + singles.count * 4 + doubles.count * 8 }

  mutating func append(_ parts: RecordParts) {
    if let place = layouts[parts.layout.bytes] {
      structure.count(place + 1)
    } else {
      layouts[parts.layout.bytes] = layouts.count
      structure.count(0)
      structure.count(parts.layout.bytes.count)
      structure.raw(parts.layout.bytes)
      structure.count(parts.texts.count)
      structure.count(parts.integers.count)
      structure.count(parts.singles.count)
      structure.count(parts.doubles.count)
    }
    for text in parts.texts { append(text) }
    for integer in parts.integers { structure.count(RecordParts.zigzag(integer)) }
    singles.append(contentsOf: parts.singles)
    doubles.append(contentsOf: parts.doubles)
    count += 1
  }

  /// A text by its distance from the newest one, so that neighbours who share it look alike.
  private mutating func append(_ text: [UInt8]) {
    if text.count <= Self.longestSharedText {
      if let place = texts[text] {
        structure.count(texts.count - place)
        return
      }
      texts[text] = texts.count
    }
    structure.count(0)
    structure.count(text.count)
    structure.raw(text)
  }

  /// The block.
  func finish() -> [UInt8] {
    var block = ByteWriter()
    block.count(structure.bytes.count)
    block.count(singles.count)
    block.count(doubles.count)
    block.raw(structure.bytes)
    for shift in stride(from: 24, through: 0, by: -8) {
      for single in singles { block.byte(UInt8(truncatingIfNeeded: single >> UInt32(shift))) }
    }
    for shift in stride(from: 56, through: 0, by: -8) {
      for double in doubles { block.byte(UInt8(truncatingIfNeeded: double >> UInt64(shift))) }
    }
    return block.bytes
  }
}
