/// Text on its way to the model: bytes of valid UTF-8, cut into pieces that follow one another.
struct Pieces: Sendable {
  var bytes: [UInt8]
  var ranges: [Range<Int>]
  /// The first byte of this text is the first of the whole input (Metaspace treats it apart).
  var startsInput: Bool

  init(_ bytes: [UInt8], startsInput: Bool) {
    self.bytes = bytes
    self.startsInput = startsInput
    ranges = bytes.isEmpty ? [] : [0..<bytes.count]
  }

  /// Cuts each piece where `next` says that the piece from a position ends.
  mutating func cut(_ next: (_ bytes: [UInt8], _ start: Int, _ end: Int) -> Int) {
    var cut: [Range<Int>] = []
    cut.reserveCapacity(ranges.count)
    for range in ranges {
      var start = range.lowerBound
      while start < range.upperBound {
        let end = max(start + 1, min(next(bytes, start, range.upperBound), range.upperBound))
        cut.append(start..<end)
        start = end
      }
    }
    ranges = cut
  }

  /// Applies `find`'s matches to each piece: a match and what lies between matches become pieces by `behaviour`.
  mutating func split(
    by behaviour: SplitBehaviour, inverted: Bool = false, _ find: (_ bytes: [UInt8], Range<Int>) -> [Range<Int>]
  ) {
    var result: [Range<Int>] = []
    for range in ranges {
      let parts = Self.parts(of: range, find(bytes, range), inverted)
      result.append(contentsOf: behaviour.join(parts))
    }
    ranges = result
  }

  private static func parts(of range: Range<Int>, _ matches: [Range<Int>], _ inverted: Bool) -> [SplitBehaviour.Part] {
    var parts: [SplitBehaviour.Part] = []
    var position = range.lowerBound
    for match in matches {
      if match.lowerBound > position { parts.append((position..<match.lowerBound, inverted)) }
      if !match.isEmpty { parts.append((match, !inverted)) }
      position = match.upperBound
    }
    if position < range.upperBound { parts.append((position..<range.upperBound, inverted)) }
    return parts
  }
}

/// What becomes of a delimiter that a split found.
enum SplitBehaviour: String, Sendable {
  case removed = "Removed"
  case isolated = "Isolated"
  case mergedWithPrevious = "MergedWithPrevious"
  case mergedWithNext = "MergedWithNext"
  case contiguous = "Contiguous"

  typealias Part = (range: Range<Int>, isDelimiter: Bool)

  func join(_ parts: [Part]) -> [Range<Int>] {
    var result: [Range<Int>] = []
    var previousWasDelimiter = false
    switch self {
    case .removed: return parts.filter { !$0.isDelimiter }.map(\.range)
    case .isolated: return parts.map(\.range)
    case .contiguous:
      for part in parts {
        if let last = result.last, part.isDelimiter == previousWasDelimiter {
          result[result.count - 1] = last.lowerBound..<part.range.upperBound
        } else {
          result.append(part.range)
        }
        previousWasDelimiter = part.isDelimiter
      }
    case .mergedWithPrevious:
      for part in parts {
        if part.isDelimiter, !previousWasDelimiter, let last = result.last {
          result[result.count - 1] = last.lowerBound..<part.range.upperBound
        } else {
          result.append(part.range)
        }
        previousWasDelimiter = part.isDelimiter
      }
    case .mergedWithNext:
      for part in parts.reversed() {
        if part.isDelimiter, !previousWasDelimiter, let last = result.last {
          result[result.count - 1] = part.range.lowerBound..<last.upperBound
        } else {
          result.append(part.range)
        }
        previousWasDelimiter = part.isDelimiter
      }
      result.reverse()
    }
    return result
  }
}
