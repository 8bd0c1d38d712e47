/// The parts of a splitting expression.
indirect enum SplitNode: Sendable, Equatable {
  case empty
  case set(ScalarSet)
  case sequence([SplitNode])
  case choice([SplitNode])
  /// `most` nil: without bound.
  case repetition(SplitNode, least: Int, most: Int?, mode: Mode)
  case lookahead(SplitNode, negated: Bool)
  case lookbehind(ScalarSet, negated: Bool)
  case start
  case end

  enum Mode: Sendable, Equatable { case greedy, lazy, possessive }

  /// Whether it can match without taking anything.
  var isNullable: Bool {
    switch self {
    case .set: false
    case .sequence(let nodes): nodes.allSatisfy(\.isNullable)
    case .choice(let nodes): nodes.contains(where: \.isNullable)
    case .repetition(let node, let least, _, _): least == 0 || node.isNullable
    case .empty, .lookahead, .lookbehind, .start, .end: true
    }
  }
}

/// Parses a splitting expression; what it does not know it refuses by name.
struct SplitParser {
  static let longest = 16_384
  static let deepest = 32

  private let scalars: [Unicode.Scalar]
  private var position = 0
  private var depth = 0
  private var foldsCase = false

  static func parse(_ expression: String) throws(SplitPattern.Refusal) -> SplitNode {
    guard expression.utf8.count <= longest else {
      throw SplitPattern.Refusal(problem: "an expression over \(longest) bytes")
    }
    var parser = SplitParser(scalars: Array(expression.unicodeScalars))
    let node = try parser.choice()
    guard parser.position == parser.scalars.count else { throw parser.refusal("an unmatched )") }
    return node
  }

  private init(scalars: [Unicode.Scalar]) { self.scalars = scalars }

  private func refusal(_ what: String) -> SplitPattern.Refusal {
    SplitPattern.Refusal(problem: "\(what) at character \(position) of the expression")
  }

  private var current: Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }

  private func peek(_ text: String) -> Bool {
    let wanted = Array(text.unicodeScalars)
    return scalars.count - position >= wanted.count
      && scalars[position..<position + wanted.count].elementsEqual(wanted)
  }

  private mutating func take(_ text: String) -> Bool {
    guard peek(text) else { return false }
    position += text.unicodeScalars.count
    return true
  }

  private mutating func choice() throws(SplitPattern.Refusal) -> SplitNode {
    depth += 1
    guard depth <= Self.deepest else { throw refusal("groups nested deeper than \(Self.deepest)") }
    var branches = [try sequence()]
    while take("|") { branches.append(try sequence()) }
    depth -= 1
    return branches.count == 1 ? branches[0] : .choice(branches)
  }

  private mutating func sequence() throws(SplitPattern.Refusal) -> SplitNode {
    var nodes: [SplitNode] = []
    while let scalar = current, scalar != "|", scalar != ")" {
      var node = try atom()
      while let repeated = try repetition(of: node) { node = repeated }
      nodes.append(node)
    }
    return nodes.isEmpty ? .empty : nodes.count == 1 ? nodes[0] : .sequence(nodes)
  }

  private mutating func repetition(of node: SplitNode) throws(SplitPattern.Refusal) -> SplitNode? {
    var least = 0
    var most: Int?
    if take("*") {
    } else if take("+") {
      least = 1
    } else if take("?") {
      most = 1
    } else if peek("{"), let bounds = bounds() {
      (least, most) = bounds
      guard least <= 64, most ?? 0 <= 64, least <= most ?? 64 else { throw refusal("a repetition over 64 times") }
    } else {
      return nil
    }
    guard !node.isNullable else { throw refusal("a repetition of what can be empty") }
    var mode = SplitNode.Mode.greedy
    if take("?") {
      mode = .lazy
    } else if take("+") {
      mode = .possessive
      guard case .set = node else { throw refusal("a possessive repetition of more than one character") }
    }
    return .repetition(node, least: least, most: most, mode: mode)
  }

  /// `{2}`, `{2,}`, `{,3}` or `{2,3}`; anything else is text.
  private mutating func bounds() -> (Int, Int?)? {
    var index = position + 1
    var numbers: [Int?] = [nil]
    while index < scalars.count, scalars[index] != "}" {
      if scalars[index] == ",", numbers.count == 1 {
        numbers.append(nil)
      } else if let digit = scalars[index].properties.numericType == .decimal ? Int(scalars[index].value) - 48 : nil,
        (0...9).contains(digit), (numbers[numbers.count - 1] ?? 0) < 10_000
      {
        numbers[numbers.count - 1] = (numbers[numbers.count - 1] ?? 0) * 10 + digit
      } else {
        return nil
      }
      index += 1
    }
    guard index < scalars.count, numbers.contains(where: { $0 != nil }) else { return nil }
    position = index + 1
    return (numbers[0] ?? 0, numbers.count == 1 ? numbers[0] : numbers[1])
  }

  private mutating func atom() throws(SplitPattern.Refusal) -> SplitNode {
    guard let scalar = current else { return .empty }
    switch scalar {
    case "(": return try group()
    case "[":
      position += 1
      var set = try bracket()
      set.seal()
      return .set(set)
    case ".":
      position += 1
      var set = ScalarSet.anyButLineEnd
      set.seal()
      return .set(set)
    case "^":
      position += 1
      return .start
    case "$":
      position += 1
      return .end
    case "\\":
      if take("\\A") { return .start }
      if take("\\z") || take("\\Z") { return .end }
      var set = try escape()
      if foldsCase { set.foldCase() }
      set.seal()
      return .set(set)
    case "*", "+", "?": throw refusal("a repetition of nothing")
    default:
      position += 1
      var set = ScalarSet(scalar.value)
      if foldsCase { set.foldCase() }
      set.seal()
      return .set(set)
    }
  }

  private mutating func group() throws(SplitPattern.Refusal) -> SplitNode {
    let outerFold = foldsCase
    defer { foldsCase = outerFold }
    var make: (SplitNode) throws(SplitPattern.Refusal) -> SplitNode = { $0 }
    let here = refusal("a lookbehind at more than one character")
    if take("(?:") {
    } else if take("(?i:") {
      foldsCase = true
    } else if take("(?=") {
      make = { .lookahead($0, negated: false) }
    } else if take("(?!") {
      make = { .lookahead($0, negated: true) }
    } else if peek("(?<=") || peek("(?<!") {
      let negated = take("(?<!")
      if !negated { position += 4 }
      make = { (node) throws(SplitPattern.Refusal) in
        guard case .set(let set) = node else { throw here }
        return .lookbehind(set, negated: negated)
      }
    } else if peek("(?") {
      throw refusal("a group of an unknown kind")
    } else {
      position += 1
    }
    let node = try choice()
    guard take(")") else { throw refusal("an unclosed group") }
    return try make(node)
  }

  private mutating func bracket() throws(SplitPattern.Refusal) -> ScalarSet {
    depth += 1
    guard depth <= Self.deepest else { throw refusal("sets nested deeper than \(Self.deepest)") }
    var set = ScalarSet()
    set.isNegated = take("^")
    var isFirst = true
    while true {
      guard let scalar = current else { throw refusal("an unclosed set") }
      if scalar == "]", !isFirst {
        position += 1
        break
      }
      if peek("&&") || peek("[:") { throw refusal("a set operation") }
      isFirst = false
      var item: ScalarSet
      if scalar == "[" {
        position += 1
        item = try bracket()
      } else if scalar == "\\" {
        item = try escape()
      } else {
        position += 1
        item = ScalarSet(scalar.value)
      }
      if let low = Self.single(item), peek("-"), position + 1 < scalars.count, scalars[position + 1] != "]" {
        position += 1
        let high = current == "\\" ? try escape() : ScalarSet(scalars[position].value)
        if current != "\\", high.ranges.first?.lowerBound == current?.value { position += 1 }
        guard let upper = Self.single(high), low <= upper else { throw refusal("a range that is out of order") }
        item = ScalarSet()
        item.ranges = [low...upper]
      }
      if foldsCase { item.foldCase() }
      if item.isNegated || !item.nested.isEmpty {
        set.nested.append(item)
      } else {
        set.ranges += item.ranges
        set.classes.formUnion(item.classes)
        set.negatedClasses += item.negatedClasses
      }
    }
    depth -= 1
    return set
  }

  private static func single(_ set: ScalarSet) -> UInt32? {
    guard let range = set.ranges.first, set.ranges.count == 1, range.lowerBound == range.upperBound, !set.isNegated,
      set.classes.isEmpty, set.negatedClasses.isEmpty, set.nested.isEmpty
    else { return nil }
    return range.lowerBound
  }

  private mutating func escape() throws(SplitPattern.Refusal) -> ScalarSet {
    position += 1
    guard let scalar = current else { throw refusal("a backslash at the end") }
    position += 1
    var set = ScalarSet()
    switch scalar {
    case "s": set.classes = .space
    case "S": set.negatedClasses = [.space]
    case "d": set.classes = .decimal
    case "D": set.negatedClasses = [.decimal]
    case "w": return .word
    case "W":
      set = .word
      set.isNegated = true
    case "n": return ScalarSet(0x0A)
    case "r": return ScalarSet(0x0D)
    case "t": return ScalarSet(0x09)
    case "f": return ScalarSet(0x0C)
    case "v": return ScalarSet(0x0B)
    case "p", "P": return try property(negated: scalar == "P")
    case "u": return ScalarSet(try code(digits: 4))
    case "x": return ScalarSet(try peek("{") ? braced() : code(digits: 2))
    case _ where scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil):
      throw refusal("the escape \\\(scalar)")
    default: return ScalarSet(scalar.value)
    }
    return set
  }

  private mutating func code(digits: Int) throws(SplitPattern.Refusal) -> UInt32 {
    guard scalars.count - position >= digits else { throw refusal("an unfinished code") }
    var value: UInt32 = 0
    for _ in 0..<digits {
      guard let byte = UInt8(exactly: scalars[position].value), let digit = hexadecimalDigit(byte) else {
        throw refusal("a code that is not hexadecimal")
      }
      value = value << 4 | UInt32(digit)
      position += 1
    }
    return value
  }

  private mutating func braced() throws(SplitPattern.Refusal) -> UInt32 {
    position += 1
    var digits = 0
    while position + digits < scalars.count, scalars[position + digits] != "}" { digits += 1 }
    guard (1...6).contains(digits) else { throw refusal("an unfinished code") }
    let value = try code(digits: digits)
    position += 1
    return value
  }

  private mutating func property(negated: Bool) throws(SplitPattern.Refusal) -> ScalarSet {
    var name = ""
    if take("{") {
      while let scalar = current, scalar != "}" {
        name.unicodeScalars.append(scalar)
        position += 1
      }
      guard take("}") else { throw refusal("an unfinished class") }
    } else if let scalar = current {
      name.unicodeScalars.append(scalar)
      position += 1
    }
    var isNegated = negated
    if name.hasPrefix("^") {
      isNegated.toggle()
      name.removeFirst()
    }
    var set = ScalarSet()
    if let classes = Self.properties[name] {
      if isNegated { set.negatedClasses = [classes] } else { set.classes = classes }
    } else if let ranges = Self.scripts[name] {
      set.ranges = ranges
      set.isNegated = isNegated
    } else {
      throw refusal("the class \\p{\(name.prefix(40))}")
    }
    return set
  }

  private static let properties: [String: ScalarClass] = [
    "L": .letter, "N": .number, "Lu": .upper, "Ll": .lower, "Lt": .title, "Lm": .modifier, "Lo": .otherLetter,
    "M": .mark, "Mn": .nonspacingMark, "Nd": .decimal, "P": .punctuation, "S": .symbol, "Pc": .connector,
    "Letter": .letter, "Number": .number, "Punctuation": .punctuation, "Symbol": .symbol, "Mark": .mark,
  ]

  /// Blocks of the scripts that tokenizer files name (Unicode 16, Scripts.txt).
  private static let scripts: [String: [ClosedRange<UInt32>]] = [
    "Han": [
      0x2E80...0x2E99, 0x2E9B...0x2EF3, 0x2F00...0x2FD5, 0x3005...0x3005, 0x3007...0x3007, 0x3021...0x3029,
      0x3038...0x303B, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xF900...0xFA6D, 0xFA70...0xFAD9, 0x16FE2...0x16FE3,
      0x16FF0...0x16FF1, 0x20000...0x2A6DF, 0x2A700...0x2B739, 0x2B740...0x2B81D, 0x2B820...0x2CEA1,
      0x2CEB0...0x2EBE0, 0x2EBF0...0x2EE5D, 0x2F800...0x2FA1D, 0x30000...0x3134A, 0x31350...0x323AF,
    ],
    "Hiragana": [
      0x3041...0x3096, 0x309D...0x309F, 0x1B001...0x1B11F, 0x1B132...0x1B132, 0x1B150...0x1B152, 0x1F200...0x1F200,
    ],
    "Katakana": [
      0x30A1...0x30FA, 0x30FD...0x30FF, 0x31F0...0x31FF, 0x32D0...0x32FE, 0x3300...0x3357, 0xFF66...0xFF6F,
      0xFF71...0xFF9D, 0x1AFF0...0x1AFF3, 0x1AFF5...0x1AFFB, 0x1AFFD...0x1AFFE, 0x1B000...0x1B000,
      0x1B120...0x1B122, 0x1B155...0x1B155, 0x1B164...0x1B167,
    ],
    "Hangul": [
      0x1100...0x11FF, 0x302E...0x302F, 0x3131...0x318E, 0x3200...0x321E, 0x3260...0x327E, 0xA960...0xA97C,
      0xAC00...0xD7A3, 0xD7B0...0xD7C6, 0xD7CB...0xD7FB, 0xFFA0...0xFFBE, 0xFFC2...0xFFC7, 0xFFCA...0xFFCF,
      0xFFD2...0xFFD7, 0xFFDA...0xFFDC,
    ],
  ]
}
