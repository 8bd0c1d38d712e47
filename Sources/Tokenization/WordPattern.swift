/// The splitting patterns of the common byte-level tokenizers, written out by hand.
///
/// Each takes the next piece from a position, as the regular expression does when every match is a piece of its own.
enum WordPattern: Sendable, Equatable {
  /// GPT-2: contractions, then ` ?letters`, ` ?numbers`, ` ?others`, spaces.
  case gpt2
  /// Llama 3 (three digits a piece) and Qwen2 (one): contractions in any case, letters with one sign before them,
  /// line ends with what precedes them.
  case modern(digits: Int)

  /// The expressions as tokenizer files spell them.
  static let spelled: [(expression: String, pattern: WordPattern)] = [
    (#"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"#, .gpt2),
    (
      #"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"#,
      .modern(digits: 3)
    ),
    (
      #"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"#,
      .modern(digits: 1)
    ),
  ]

  /// Where the piece that starts at `start` ends; always after `start`.
  func end(_ bytes: [UInt8], _ start: Int, _ end: Int) -> Int {
    switch self {
    case .gpt2: Self.gpt2End(bytes, start, end)
    case .modern(let digits): Self.modernEnd(bytes, start, end, digits)
    }
  }

  @inline(__always)
  private static func look(_ bytes: [UInt8], _ position: Int, _ end: Int) -> (set: ScalarClass, length: Int) {
    let (code, length) = decodeScalar(bytes, position, end)
    return (ScalarClass(code), length)
  }

  /// The end of the run of scalars from `start` that have (or lack) one of the classes.
  private static func run(
    _ bytes: [UInt8], _ start: Int, _ end: Int, _ classes: ScalarClass, member: Bool, atMost limit: Int = .max
  ) -> Int {
    var position = start
    var taken = 0
    while position < end, taken < limit {
      let (set, length) = look(bytes, position, end)
      if set.isDisjoint(with: classes) == member { break }
      position += length
      taken += 1
    }
    return position
  }

  private static func contraction(_ bytes: [UInt8], _ start: Int, _ end: Int, anyCase: Bool) -> Int? {
    guard bytes[start] == UInt8(ascii: "'"), start + 1 < end else { return nil }
    let fold: UInt8 = anyCase ? 0x20 : 0
    switch bytes[start + 1] | fold {
    case UInt8(ascii: "s"), UInt8(ascii: "t"), UInt8(ascii: "m"), UInt8(ascii: "d"): return start + 2
    case let first where start + 2 < end:
      switch (first, bytes[start + 2] | fold) {
      case (UInt8(ascii: "r"), UInt8(ascii: "e")), (UInt8(ascii: "v"), UInt8(ascii: "e")),
        (UInt8(ascii: "l"), UInt8(ascii: "l")):
        return start + 3
      // U+017F folds to s.
      case (0xC5 | fold, 0xBF) where anyCase && bytes[start + 1] == 0xC5: return start + 3
      default: return nil
      }
    default: return nil
    }
  }

  /// `\s+(?!\S)|\s+`: a run of spaces leaves its last one to the word behind it.
  private static func spaces(_ bytes: [UInt8], _ start: Int, _ end: Int) -> Int {
    var position = start
    var last = start
    while position < end {
      let (set, length) = look(bytes, position, end)
      if !set.contains(.space) { break }
      last = position
      position += length
    }
    return position == end || last == start ? position : last
  }

  private static func gpt2End(_ bytes: [UInt8], _ start: Int, _ end: Int) -> Int {
    if let position = contraction(bytes, start, end, anyCase: false) { return position }
    var position = start
    var (set, length) = look(bytes, start, end)
    if bytes[start] == 0x20, start + 1 < end {
      let (nextSet, nextLength) = look(bytes, start + 1, end)
      if !nextSet.contains(.space) {
        position = start + 1
        (set, length) = (nextSet, nextLength)
      }
    }
    if set.contains(.letter) { return run(bytes, position + length, end, .letter, member: true) }
    if set.contains(.number) { return run(bytes, position + length, end, .number, member: true) }
    if !set.contains(.space) { return run(bytes, position + length, end, [.space, .letter, .number], member: false) }
    return spaces(bytes, start, end)
  }

  private static func modernEnd(_ bytes: [UInt8], _ start: Int, _ end: Int, _ digits: Int) -> Int {
    if let position = contraction(bytes, start, end, anyCase: true) { return position }
    let (set, length) = look(bytes, start, end)
    if set.contains(.letter) { return run(bytes, start + length, end, .letter, member: true) }
    if set.contains(.number) { return run(bytes, start, end, .number, member: true, atMost: digits) }
    let next = start + length
    let isLineEnd = bytes[start] == 0x0A || bytes[start] == 0x0D
    var following: ScalarClass = .space
    if next < end {
      following = look(bytes, next, end).set
      if !isLineEnd, following.contains(.letter) { return run(bytes, next, end, .letter, member: true) }
    }
    let others: ScalarClass = [.space, .letter, .number]
    if !set.contains(.space) || (bytes[start] == 0x20 && following.isDisjoint(with: others)) {
      var position = run(bytes, next, end, others, member: false)
      while position < end, bytes[position] == 0x0A || bytes[position] == 0x0D { position += 1 }
      return position
    }
    // Spaces: up to the last line end in the run if there is one.
    var lastLineEnd = 0
    var position = start
    while position < end {
      let (set, length) = look(bytes, position, end)
      if !set.contains(.space) { break }
      position += length
      if bytes[position - 1] == 0x0A || bytes[position - 1] == 0x0D { lastLineEnd = position }
    }
    return lastLineEnd > 0 ? lastLineEnd : spaces(bytes, start, end)
  }
}
