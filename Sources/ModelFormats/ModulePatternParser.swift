/// Turns a pattern's text into the steps of `ModulePattern`.
struct ModulePatternParser {
  typealias Step = ModulePattern.Step
  typealias Fault = ModulePattern.Fault
  private static let mostSteps = 5_000
  private static let deepest = 32

  private let text: [UInt8]
  private var at = 0
  private var depth = 0

  init(_ text: String) {
    self.text = Array(text.utf8)
  }

  mutating func program() throws(Fault) -> [Step] {
    guard text.count <= 2_000 else { throw Fault(problem: "is a pattern of \(text.count) characters") }
    let body = try alternatives()
    guard at == text.count else { throw Fault(problem: "has an unmatched bracket in its pattern") }
    return body + [.accept]
  }

  private var peek: UInt8? { at < text.count ? text[at] : nil }

  private func limited(_ steps: [Step]) throws(Fault) -> [Step] {
    guard steps.count <= Self.mostSteps else { throw Fault(problem: "is too large a pattern") }
    return steps
  }

  // Steps address each other from the start of their own piece; `placed` moves a piece to where it is put.
  private func placed(_ steps: [Step], at offset: Int) -> [Step] {
    steps.map { step in
      switch step {
      case .fork(let one, let other): .fork(one + offset, other + offset)
      case .jump(let target): .jump(target + offset)
      default: step
      }
    }
  }

  private func joined(_ first: [Step], _ second: [Step]) throws(Fault) -> [Step] {
    try limited(first + placed(second, at: first.count))
  }

  private mutating func alternatives() throws(Fault) -> [Step] {
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.deepest else { throw Fault(problem: "nests its groups too deeply") }
    var result = try sequence()
    while peek == UInt8(ascii: "|") {
      at += 1
      let other = try sequence()
      let first: [Step] = [.fork(1, result.count + 2)] + placed(result, at: 1)
      result = try limited(first + [.jump(first.count + 1 + other.count)] + placed(other, at: first.count + 1))
    }
    return result
  }

  private mutating func sequence() throws(Fault) -> [Step] {
    var result: [Step] = []
    while let next = peek, next != UInt8(ascii: "|"), next != UInt8(ascii: ")") {
      let piece = try atom()
      result = try joined(result, try repeated(piece))
    }
    return result
  }

  private mutating func atom() throws(Fault) -> [Step] {
    guard let byte = peek else { return [] }
    at += 1
    switch byte {
    case UInt8(ascii: "."): return [.take(.any)]
    case UInt8(ascii: "^"): return [.start]
    case UInt8(ascii: "$"): return [.end]
    case UInt8(ascii: "["): return [.take(try characterClass())]
    case UInt8(ascii: "("): return try group()
    case UInt8(ascii: "\\"): return [.take(try escaped())]
    case UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "?"):
      throw Fault(problem: "repeats nothing in its pattern")
    default:
      guard byte < 128 else { throw Fault(problem: "has a pattern that is not ASCII") }
      var set = ModulePattern.CharacterSet()
      set.insert(byte)
      return [.take(set)]
    }
  }

  private mutating func group() throws(Fault) -> [Step] {
    if peek == UInt8(ascii: "?") {
      at += 1
      if peek == UInt8(ascii: ":") {
        at += 1
      } else if peek == UInt8(ascii: "P"), at + 1 < text.count, text[at + 1] == UInt8(ascii: "<"),
        let close = text[at...].firstIndex(of: UInt8(ascii: ">"))
      {
        at = close + 1
      } else {
        throw Fault(problem: "has a pattern with look-around or flags, which is not handled")
      }
    }
    let body = try alternatives()
    guard peek == UInt8(ascii: ")") else { throw Fault(problem: "has an unmatched bracket in its pattern") }
    at += 1
    return body
  }

  /// What a character after a backslash stands for.
  private mutating func escaped() throws(Fault) -> ModulePattern.CharacterSet {
    guard let byte = peek else { throw Fault(problem: "ends its pattern with a backslash") }
    at += 1
    var set = ModulePattern.CharacterSet()
    switch byte {
    case UInt8(ascii: "d"), UInt8(ascii: "D"):
      for digit in UInt8(ascii: "0")...UInt8(ascii: "9") { set.insert(digit) }
      return byte == UInt8(ascii: "d") ? set : set.inverted
    case UInt8(ascii: "w"), UInt8(ascii: "W"):
      for character in UInt8(0)..<128 where Self.isWord(character) { set.insert(character) }
      return byte == UInt8(ascii: "w") ? set : set.inverted
    case UInt8(ascii: "s"), UInt8(ascii: "S"):
      for space in [9, 10, 11, 12, 13, 32] as [UInt8] { set.insert(space) }
      return byte == UInt8(ascii: "s") ? set : set.inverted
    default:
      guard !Self.isWord(byte) || byte == UInt8(ascii: "_"), byte < 128 else {
        throw Fault(problem: "has a pattern with an escape that is not handled")
      }
      set.insert(byte)
      return set
    }
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "_") || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
      || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
  }

  private mutating func characterClass() throws(Fault) -> ModulePattern.CharacterSet {
    var set = ModulePattern.CharacterSet()
    let isInverted = peek == UInt8(ascii: "^")
    if isInverted { at += 1 }
    var isFirst = true
    while let byte = peek, byte != UInt8(ascii: "]") || isFirst {
      isFirst = false
      at += 1
      if byte == UInt8(ascii: "\\") {
        set.formUnion(try escaped())
        continue
      }
      guard byte < 128 else { throw Fault(problem: "has a pattern that is not ASCII") }
      var last = byte
      if peek == UInt8(ascii: "-"), at + 1 < text.count, text[at + 1] != UInt8(ascii: "]") {
        last = text[at + 1]
        at += 2
        guard last < 128, last >= byte, last != UInt8(ascii: "\\") else {
          throw Fault(problem: "has a pattern with a range that is not handled")
        }
      }
      for character in byte...last { set.insert(character) }
    }
    guard peek == UInt8(ascii: "]") else { throw Fault(problem: "has an unmatched bracket in its pattern") }
    at += 1
    return isInverted ? set.inverted : set
  }

  /// The piece as often as the mark behind it says.
  private mutating func repeated(_ piece: [Step]) throws(Fault) -> [Step] {
    var least = 1, most: Int? = 1
    switch peek {
    case UInt8(ascii: "*"): (least, most) = (0, nil)
    case UInt8(ascii: "+"): (least, most) = (1, nil)
    case UInt8(ascii: "?"): (least, most) = (0, 1)
    case UInt8(ascii: "{"): (least, most) = try bounds()
    default: return piece
    }
    at += 1
    if peek == UInt8(ascii: "?") { at += 1 }
    if let next = peek, [UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "?"), UInt8(ascii: "{")].contains(next) {
      throw Fault(problem: "repeats a repetition in its pattern")
    }
    var result: [Step] = []
    for _ in 0..<least { result = try joined(result, piece) }
    if let most {
      for _ in least..<most {
        result = try joined(result, [.fork(1, piece.count + 1)] + placed(piece, at: 1))
      }
      return result
    }
    let loop: [Step] = [.fork(1, piece.count + 2)] + placed(piece, at: 1) + [.jump(0)]
    return try joined(result, loop)
  }

  /// `{m}`, `{m,}`, `{,n}` or `{m,n}`, with the cursor left on the closing brace.
  private mutating func bounds() throws(Fault) -> (Int, Int?) {
    guard let close = text[at...].firstIndex(of: UInt8(ascii: "}")) else {
      throw Fault(problem: "has an unmatched bracket in its pattern")
    }
    let parts = String(decoding: text[(at + 1)..<close], as: UTF8.self)
      .split(separator: ",", omittingEmptySubsequences: false)
    at = close
    guard let first = parts.first, parts.count <= 2, let least = first.isEmpty ? 0 : Int(first) else {
      throw Fault(problem: "has a pattern with a count that is not handled")
    }
    let most = parts.count == 1 ? least : parts[1].isEmpty ? nil : Int(parts[1]) ?? -1
    guard (0...1_000).contains(least), most.map({ $0 >= least && $0 <= 1_000 }) ?? true else {
      throw Fault(problem: "has a pattern with a count that is not handled")
    }
    return (least, most)
  }
}
