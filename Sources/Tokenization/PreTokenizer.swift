/// Cuts normalized text into the pieces that the model encodes one by one.
indirect enum PreTokenizer: Sendable {
  /// The known splitting patterns.
  case words(WordPattern)
  /// Any other expression, or a literal text.
  case split(SplitPattern, SplitBehaviour, inverted: Bool)
  /// Runs of numbers, or each number alone.
  case digits(individual: Bool)
  /// A space before the text where it has none (ByteLevel's `add_prefix_space`).
  case prefixSpace
  /// SentencePiece's mark for spaces.
  case metaspace(replacement: [UInt8], prepends: Prepending, splits: Bool)
  /// Scalars of some classes as delimiters.
  case classes(ScalarClass, asciiPunctuation: Bool, SplitBehaviour)
  /// `\w+|[^\w\s]+`
  case wordsAndSigns
  case sequence([PreTokenizer])

  enum Prepending: String, Sendable {
    case always, never, first
  }

  func apply(to pieces: inout Pieces) {
    switch self {
    case .words(let pattern): pieces.cut(pattern.end)
    case .split(let pattern, let behaviour, let inverted):
      pieces.split(by: behaviour, inverted: inverted) { pattern.matches($0, $1) }
    case .digits(let individual):
      pieces.split(by: individual ? .isolated : .contiguous) { bytes, range in
        Self.scalars(bytes, range) { !ScalarClass($0).isDisjoint(with: .number) }
      }
    case .prefixSpace:
      Self.rewrite(&pieces) { output, bytes, range, _ in
        if bytes[range.lowerBound] != 0x20 { output.append(0x20) }
        output.append(contentsOf: bytes[range])
      }
    case .metaspace(let replacement, let prepends, let splits):
      Self.rewrite(&pieces) { output, bytes, range, isFirst in
        let wantsPrefix = prepends == .always || (prepends == .first && isFirst)
        let starts = bytes[range.lowerBound] == 0x20 || bytes[range].starts(with: replacement)
        if wantsPrefix, !starts { output.append(contentsOf: replacement) }
        for byte in bytes[range] {
          if byte == 0x20 { output.append(contentsOf: replacement) } else { output.append(byte) }
        }
      }
      if splits {
        pieces.split(by: .mergedWithNext) { bytes, range in Self.occurrences(of: replacement, bytes, range) }
      }
    case .classes(let classes, let asciiPunctuation, let behaviour):
      pieces.split(by: behaviour) { bytes, range in
        Self.scalars(bytes, range) { code in
          !ScalarClass(code).isDisjoint(with: classes)
            || (asciiPunctuation && code < 0x80 && Self.isASCIIPunctuation(UInt8(code)))
        }
      }
    case .wordsAndSigns:
      pieces.split(by: .removed, inverted: true) { bytes, range in Self.wordsAndSigns(bytes, range) }
    case .sequence(let steps):
      for step in steps { step.apply(to: &pieces) }
    }
  }

  private static func rewrite(
    _ pieces: inout Pieces,
    _ append: (_ output: inout [UInt8], _ bytes: [UInt8], _ range: Range<Int>, _ isFirst: Bool) -> Void
  ) {
    var output: [UInt8] = []
    output.reserveCapacity(pieces.bytes.count + 16)
    var ranges: [Range<Int>] = []
    for (index, range) in pieces.ranges.enumerated() where !range.isEmpty {
      let start = output.count
      append(&output, pieces.bytes, range, index == 0 && pieces.startsInput)
      ranges.append(start..<output.count)
    }
    pieces.bytes = output
    pieces.ranges = ranges
  }

  static func isASCIIPunctuation(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x21...0x2F, 0x3A...0x40, 0x5B...0x60, 0x7B...0x7E: true
    default: false
    }
  }

  private static func scalars(_ bytes: [UInt8], _ range: Range<Int>, where test: (UInt32) -> Bool) -> [Range<Int>] {
    var found: [Range<Int>] = []
    var position = range.lowerBound
    while position < range.upperBound {
      let (code, length) = decodeScalar(bytes, position, range.upperBound)
      if test(code) { found.append(position..<position + length) }
      position += length
    }
    return found
  }

  static func occurrences(of text: [UInt8], _ bytes: [UInt8], _ range: Range<Int>) -> [Range<Int>] {
    var found: [Range<Int>] = []
    guard let first = text.first else { return [] }
    var position = range.lowerBound
    while position + text.count <= range.upperBound {
      if bytes[position] == first, bytes[position..<position + text.count].elementsEqual(text) {
        found.append(position..<position + text.count)
        position += text.count
      } else {
        position += 1
      }
    }
    return found
  }

  private static func wordsAndSigns(_ bytes: [UInt8], _ range: Range<Int>) -> [Range<Int>] {
    var found: [Range<Int>] = []
    var position = range.lowerBound
    var start = position
    var kind = 0
    while position <= range.upperBound {
      var next = 0
      var length = 1
      if position < range.upperBound {
        let (code, scalarLength) = decodeScalar(bytes, position, range.upperBound)
        let set = ScalarClass(code)
        length = scalarLength
        next = set.contains(.space) ? 0 : set.isDisjoint(with: [.letter, .decimal, .mark, .connector]) ? 2 : 1
      }
      if next != kind || position == range.upperBound {
        if kind != 0 { found.append(start..<position) }
        start = position
        kind = next
      }
      position += length
    }
    return found
  }
}
