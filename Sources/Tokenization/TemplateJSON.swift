/// `tojson` as transformers defines it: Python's `json.dumps` with `ensure_ascii=False`, nothing escaped for HTML.
struct TemplateJSON {
  private let indentation: MarkedText?
  private let itemSeparator: MarkedText
  private let keySeparator: MarkedText
  private let sortsKeys: Bool
  private let escapesUnicode: Bool
  private let limit: Int
  private let line: Int
  private var output: [UInt32] = []

  static func written(
    _ value: TemplateValue, _ given: TemplateArguments, limit: Int, line: Int
  ) throws(TemplateError) -> MarkedText {
    var indentation: MarkedText?
    switch given.named["indent"] ?? given[1, "indent"] {
    case .integer(let width)?: indentation = MarkedText(units: Array(repeating: 0x20, count: min(max(0, width), 64)))
    case .text(let text)?:
      guard text.count <= 64 else {
        throw TemplateError(.tooMuch, line: line, "an indentation of more than 64 characters")
      }
      indentation = text
    default: break
    }
    var separators = [MarkedText(indentation == nil ? ", " : ","), MarkedText(": ")]
    if case .list(let list)? = given.named["separators"] {
      let texts = list.compactMap(\.text)
      guard texts.count == 2 else { throw TemplateError(.malformed, line: line, "separators are two strings") }
      separators = texts
    }
    var writer = TemplateJSON(
      indentation: indentation, itemSeparator: separators[0], keySeparator: separators[1],
      sortsKeys: given.named["sort_keys"]?.isTrue ?? false,
      escapesUnicode: (given.named["ensure_ascii"] ?? given[0, "ensure_ascii"])?.isTrue ?? false, limit: limit,
      line: line)
    try writer.write(value, level: 0)
    return MarkedText(units: writer.output)
  }

  private init(
    indentation: MarkedText?, itemSeparator: MarkedText, keySeparator: MarkedText, sortsKeys: Bool,
    escapesUnicode: Bool,
    limit: Int, line: Int
  ) {
    self.indentation = indentation
    self.itemSeparator = itemSeparator
    self.keySeparator = keySeparator
    self.sortsKeys = sortsKeys
    self.escapesUnicode = escapesUnicode
    self.limit = limit
    self.line = line
  }

  private mutating func put(_ text: String) { output += MarkedText(text).units }

  private mutating func write(_ value: TemplateValue, level: Int) throws(TemplateError) {
    guard output.count <= limit else {
      throw TemplateError(.tooMuch, line: line, "JSON of more than \(limit) characters")
    }
    switch value {
    case .none: put("null")
    case .bool(let flag): put(flag ? "true" : "false")
    case .integer(let number): put(String(number))
    case .number(let number):
      put(
        number.isNaN
          ? "NaN" : number.isInfinite ? (number < 0 ? "-Infinity" : "Infinity") : TemplateValue.python(number))
    case .text(let text): write(text)
    case .list(let list):
      if list.isEmpty { return put("[]") }
      put("[")
      for (index, item) in list.enumerated() {
        separate(index, level)
        try write(item, level: level + 1)
      }
      close("]", level)
    case .map(let map):
      if map.entries.isEmpty { return put("{}") }
      put("{")
      var entries = map.entries
      if sortsKeys { entries.sort { $0.key.precedes($1.key) ?? false } }
      for (index, entry) in entries.enumerated() {
        separate(index, level)
        try writeKey(entry.key)
        output += keySeparator.units
        try write(entry.value, level: level + 1)
      }
      close("}", level)
    default: throw TemplateError(.malformed, line: line, "\(value.typeName) cannot be written as JSON")
    }
  }

  private mutating func writeKey(_ key: TemplateValue) throws(TemplateError) {
    switch key {
    case .text(let text): write(text)
    case .none: put("\"null\"")
    case .bool(let flag): put(flag ? "\"true\"" : "\"false\"")
    case .integer, .number: put("\"\(key.printed.string)\"")
    default: throw TemplateError(.malformed, line: line, "a key that JSON cannot have")
    }
  }

  private mutating func separate(_ index: Int, _ level: Int) {
    if index > 0 { output += itemSeparator.units }
    breakLine(level + 1)
  }

  private mutating func close(_ sign: String, _ level: Int) {
    breakLine(level)
    put(sign)
  }

  private mutating func breakLine(_ level: Int) {
    guard let indentation else { return }
    put("\n")
    for _ in 0..<level { output += indentation.units }
  }

  private mutating func write(_ text: MarkedText) {
    put("\"")
    output +=
      text.mapping { scalar, _ in
        switch scalar {
        case "\"": return "\\\""
        case "\\": return "\\\\"
        case "\n": return "\\n"
        case "\r": return "\\r"
        case "\t": return "\\t"
        case "\u{8}": return "\\b"
        case "\u{C}": return "\\f"
        case _ where scalar.value < 0x20: return "\\u" + TemplateValue.hexadecimal(scalar.value, digits: 4)
        case _ where escapesUnicode && scalar.value > 0x7E:
          return String(scalar).utf16.map { "\\u" + TemplateValue.hexadecimal(UInt32($0), digits: 4) }.joined()
        default: return String(scalar)
        }
      }.units
    put("\"")
  }
}
