/// Cuts a template into text and the tokens of its tags, with Jinja's rules for white space.
///
/// `trim_blocks` and `lstrip_blocks` are on, as transformers sets them: a line end right behind a block goes, and so do
/// the spaces before a block that starts its line.
struct TemplateLexer {
  enum Token: Sendable, Equatable {
    case text(MarkedText)
    case openOutput, closeOutput, openBlock, closeBlock
    case name(String)
    case string(MarkedText)
    case integer(Int)
    case number(Double)
    case sign(String)
    case end
  }

  struct Placed: Sendable {
    var token: Token
    var line: Int
    /// Offsets in `source`.
    var range: Range<Int>
  }

  /// Known templates have up to 30 KB.
  static let largest = 1 << 18

  /// Known templates have up to 5,000.
  static let mostTokens = 40_000

  /// The template with its line ends made alike and the last one dropped.
  let source: [Unicode.Scalar]
  private(set) var tokens: [Placed] = []
  private var position = 0
  private var line = 1
  /// The text that follows starts a line of the template.
  private var startsLine = true

  init(_ text: String) throws(TemplateError) {
    guard text.utf8.count <= Self.largest else {
      throw TemplateError(.tooMuch, line: 0, "the template is over \(Self.largest) bytes")
    }
    var scalars: [Unicode.Scalar] = []
    var previous: Unicode.Scalar = " "
    for scalar in text.unicodeScalars {
      if scalar == "\r" { scalars.append("\n") } else if scalar != "\n" || previous != "\r" { scalars.append(scalar) }
      previous = scalar
    }
    if scalars.last == "\n" { scalars.removeLast() }
    source = scalars
    try run()
    tokens.append(Placed(token: .end, line: line, range: source.count..<source.count))
  }

  private func failure(_ problem: String) -> TemplateError { TemplateError(.malformed, line: line, problem) }

  private func at(_ text: StaticString, _ offset: Int) -> Bool {
    var index = offset
    for scalar in "\(text)".unicodeScalars {
      guard index < source.count, source[index] == scalar else { return false }
      index += 1
    }
    return true
  }

  private mutating func move(to end: Int) {
    while position < end {
      if source[position] == "\n" { line += 1 }
      position += 1
    }
  }

  private mutating func run() throws(TemplateError) {
    while position < source.count {
      var open = position
      while open < source.count,
        !(source[open] == "{" && open + 1 < source.count && "{%#".unicodeScalars.contains(source[open + 1]))
      {
        open += 1
      }
      let isTag = open < source.count
      let kind: Unicode.Scalar = isTag ? source[open + 1] : " "
      let sign: Unicode.Scalar = isTag && open + 2 < source.count ? source[open + 2] : " "
      var end = open
      if isTag, sign == "-" {
        while end > position, Self.isSpace(source[end - 1]) { end -= 1 }
      } else if isTag, kind != "{", sign != "+" {
        var start = open
        while start > position, source[start - 1] != "\n" { start -= 1 }
        if start > position || startsLine, source[start..<open].allSatisfy(Self.isSpace) { end = start }
      }
      if end > position {
        tokens.append(
          Placed(
            token: .text(MarkedText(units: source[position..<end].map(\.value))), line: line, range: position..<end))
      }
      move(to: open)
      guard isTag else { return }
      let hasSign = sign == "-" || sign == "+"
      if kind == "#" {
        try comment()
      } else {
        let start = position
        move(to: position + (hasSign ? 3 : 2))
        if kind == "%", try raw(openedAt: start) { continue }
        tokens.append(Placed(token: kind == "{" ? .openOutput : .openBlock, line: line, range: start..<position))
        try tag(isOutput: kind == "{")
      }
    }
  }

  private static func isSpace(_ scalar: Unicode.Scalar) -> Bool { MarkedText.isSpace(scalar.value) }

  /// Moves behind a tag's end: `-` takes all white space behind it along, a block's plain end one line end.
  private mutating func close(at end: Int, length: Int, sign: Unicode.Scalar?, trimsLine: Bool) {
    move(to: end + length)
    if sign == "-" {
      while position < source.count, Self.isSpace(source[position]) { move(to: position + 1) }
    } else if trimsLine, sign != "+", position < source.count, source[position] == "\n" {
      move(to: position + 1)
    }
    startsLine = position > 0 && source[position - 1] == "\n"
  }

  private mutating func comment() throws(TemplateError) {
    var end = position + 2
    while end < source.count, !at("#}", end) { end += 1 }
    guard end < source.count else { throw failure("a comment without end") }
    let sign = end > position + 2 ? source[end - 1] : nil
    close(at: end, length: 2, sign: sign, trimsLine: true)
  }

  /// Takes a whole `raw` block if one starts here.
  private mutating func raw(openedAt start: Int) throws(TemplateError) -> Bool {
    guard let (end, sign) = word("raw", from: position) else { return false }
    close(at: end, length: 2, sign: sign == "-" ? "-" : nil, trimsLine: false)
    let textStart = position
    var index = position
    while index < source.count {
      if at("{%", index) {
        let opening = index + 2 < source.count ? source[index + 2] : " "
        let inner = index + (opening == "-" || opening == "+" ? 3 : 2)
        if let (end, sign) = word("endraw", from: inner) {
          var textEnd = index
          if opening == "-" { while textEnd > textStart, Self.isSpace(source[textEnd - 1]) { textEnd -= 1 } }
          if opening != "-", opening != "+" {
            var lineStart = index
            while lineStart > textStart, source[lineStart - 1] != "\n" { lineStart -= 1 }
            if lineStart > textStart, source[lineStart..<index].allSatisfy(Self.isSpace) { textEnd = lineStart }
          }
          let text = MarkedText(units: source[textStart..<textEnd].map(\.value))
          if !text.isEmpty { tokens.append(Placed(token: .text(text), line: line, range: textStart..<textEnd)) }
          close(at: end, length: 2, sign: sign, trimsLine: true)
          return true
        }
      }
      index += 1
    }
    throw failure("a raw block without end")
  }

  /// Whether only `word` stands between `from` and the block's end; where that end is, and its sign.
  private func word(_ word: StaticString, from start: Int) -> (end: Int, sign: Unicode.Scalar?)? {
    var index = start
    while index < source.count, Self.isSpace(source[index]) { index += 1 }
    guard at(word, index) else { return nil }
    index += "\(word)".unicodeScalars.count
    while index < source.count, Self.isSpace(source[index]) { index += 1 }
    var sign: Unicode.Scalar?
    if index < source.count, source[index] == "-" || source[index] == "+" {
      sign = source[index]
      index += 1
    }
    return at("%}", index) ? (index, sign) : nil
  }

  private mutating func tag(isOutput: Bool) throws(TemplateError) {
    var nesting: [Unicode.Scalar] = []
    while position < source.count {
      let scalar = source[position]
      if Self.isSpace(scalar) {
        move(to: position + 1)
        continue
      }
      if nesting.isEmpty {
        let signed = scalar == "-" || (scalar == "+" && !isOutput)
        let end = position + (signed ? 1 : 0)
        if isOutput ? at("}}", end) : at("%}", end) {
          tokens.append(Placed(token: isOutput ? .closeOutput : .closeBlock, line: line, range: position..<end + 2))
          close(at: end, length: 2, sign: signed ? scalar : nil, trimsLine: !isOutput)
          return
        }
      }
      let start = position
      let startLine = line
      let token = try token(scalar, &nesting)
      tokens.append(Placed(token: token, line: startLine, range: start..<position))
      guard tokens.count <= Self.mostTokens else {
        throw TemplateError(.tooMuch, line: line, "more than \(Self.mostTokens) tokens")
      }
    }
    throw failure("a tag without end")
  }

  private static let longSigns = ["==", "!=", ">=", "<=", "//", "**"]

  private mutating func token(_ scalar: Unicode.Scalar, _ nesting: inout [Unicode.Scalar]) throws(TemplateError)
    -> Token
  {
    switch scalar {
    case "'", "\"": return .string(try string(scalar))
    case "0"..."9": return try number()
    case _ where scalar == "_" || scalar.properties.isXIDStart:
      var name = String.UnicodeScalarView()
      while position < source.count, source[position] == "_" || source[position].properties.isXIDContinue {
        name.append(source[position])
        position += 1
      }
      return .name(String(name))
    default: break
    }
    if position + 1 < source.count {
      let two = String(String.UnicodeScalarView(source[position...position + 1]))
      if Self.longSigns.contains(two) {
        position += 2
        return .sign(two)
      }
    }
    guard "+-/*%~[](){}><=.:|,;".unicodeScalars.contains(scalar) else {
      throw failure("the character U+\(String(scalar.value, radix: 16, uppercase: true)) has no meaning in a tag")
    }
    switch scalar {
    case "(": nesting.append(")")
    case "[": nesting.append("]")
    case "{": nesting.append("}")
    case ")", "]", "}": guard nesting.popLast() == scalar else { throw failure("an unexpected \(scalar)") }
    default: break
    }
    position += 1
    return .sign(String(scalar))
  }

  private mutating func number() throws(TemplateError) -> Token {
    let start = position
    var isInteger = true
    while position < source.count {
      let scalar = source[position]
      let next = position + 1 < source.count ? source[position + 1] : " "
      if scalar == ".", isInteger, ("0"..."9").contains(next) {
        isInteger = false
      } else if scalar == "e" || scalar == "E", ("0"..."9").contains(next) || next == "-" || next == "+" {
        isInteger = false
        position += 1
      } else if !("0"..."9").contains(scalar), scalar != "_" {
        break
      }
      position += 1
    }
    let text = String(String.UnicodeScalarView(source[start..<position])).filter { $0 != "_" }
    if isInteger, let value = Int(text) { return .integer(value) }
    guard !isInteger, let value = Double(text), value.isFinite else { throw failure("a number that cannot be read") }
    return .number(value)
  }

  private mutating func string(_ quote: Unicode.Scalar) throws(TemplateError) -> MarkedText {
    var units: [UInt32] = []
    move(to: position + 1)
    while position < source.count {
      let scalar = source[position]
      if scalar == quote {
        position += 1
        return MarkedText(units: units)
      }
      move(to: position + 1)
      if scalar == "\\", position < source.count {
        try escape(into: &units)
      } else {
        units.append(scalar.value)
      }
    }
    throw failure("a string without end")
  }

  private mutating func escape(into units: inout [UInt32]) throws(TemplateError) {
    let scalar = source[position]
    move(to: position + 1)
    switch scalar {
    case "n": units.append(0x0A)
    case "t": units.append(0x09)
    case "r": units.append(0x0D)
    case "a": units.append(0x07)
    case "b": units.append(0x08)
    case "f": units.append(0x0C)
    case "v": units.append(0x0B)
    case "\\", "'", "\"": units.append(scalar.value)
    case "\n": break
    case "x": units.append(try code(digits: 2))
    case "u": units.append(try code(digits: 4))
    case "U": units.append(try code(digits: 8))
    case "0"..."7":
      var value = scalar.value - 0x30
      var digits = 1
      while digits < 3, position < source.count, ("0"..."7").contains(source[position]) {
        value = value << 3 | (source[position].value - 0x30)
        position += 1
        digits += 1
      }
      units.append(value)
    default: units += [0x5C, scalar.value]
    }
  }

  private mutating func code(digits: Int) throws(TemplateError) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<digits {
      guard position < source.count, let byte = UInt8(exactly: source[position].value),
        let digit = hexadecimalDigit(byte), value < 1 << 24
      else { throw failure("an escape that is not hexadecimal") }
      value = value << 4 | UInt32(digit)
      position += 1
    }
    guard Unicode.Scalar(value) != nil else { throw failure("an escape that is no character") }
    return value
  }
}
