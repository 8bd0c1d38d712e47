/// Equality, order and printing as Python does them.
extension TemplateValue {
  func equals(_ other: TemplateValue) -> Bool {
    switch (self, other) {
    case (.undefined, .undefined), (.none, .none): return true
    case (.text(let one), .text(let two)): return one == two
    case (.list(let one), .list(let two)):
      return one.isTuple == two.isTuple && one.count == two.count && zip(one, two).allSatisfy { $0.equals($1) }
    case (.map(let one), .map(let two)):
      return one.entries.count == two.entries.count
        && one.entries.allSatisfy { entry in two[entry.key].map { entry.value.equals($0) } ?? false }
    case (.namespace(let one), .namespace(let two)): return one === two
    default:
      if let one = integer, let two = other.integer { return one == two }
      guard let one = double, let two = other.double else { return false }
      return one == two
    }
  }

  /// Whether it comes before `other`; nil where Python has no order for the two.
  func precedes(_ other: TemplateValue) -> Bool? {
    switch (self, other) {
    case (.text(let one), .text(let two)): return one < two
    case (.list(let one), .list(let two)):
      for (a, b) in zip(one, two) where !a.equals(b) { return a.precedes(b) }
      return one.count < two.count
    default:
      if let one = integer, let two = other.integer { return one < two }
      guard let one = double, let two = other.double else { return nil }
      return one < two
    }
  }

  /// `str(value)`
  var printed: MarkedText {
    switch self {
    case .undefined: MarkedText()
    case .text(let text): text
    default: represented
    }
  }

  /// `repr(value)`
  var represented: MarkedText {
    switch self {
    case .undefined: return MarkedText("Undefined")
    case .none: return MarkedText("None")
    case .bool(let value): return MarkedText(value ? "True" : "False")
    case .integer(let value): return MarkedText(String(value))
    case .number(let value): return MarkedText(Self.python(value))
    case .text(let text): return Self.quoted(text)
    case .list(let items):
      let parts = items.map(\.represented)
      return items.isTuple ? Self.enclosed("(", parts, parts.count == 1 ? ",)" : ")") : Self.enclosed("[", parts, "]")
    case .map(let map):
      return Self.enclosed("{", map.entries.map { $0.key.represented + MarkedText(": ") + $0.value.represented }, "}")
    case .namespace: return MarkedText("<Namespace>")
    case .macro(let macro), .caller(let macro, _): return MarkedText("<Macro '\(macro.name)'>")
    case .function(let name): return MarkedText("<function \(name)>")
    case .loop(let loop): return MarkedText("<LoopContext \(loop.index + 1)/\(loop.items.count)>")
    }
  }

  private static func enclosed(_ open: String, _ items: [MarkedText], _ close: String) -> MarkedText {
    let separator = MarkedText(", ").units
    return MarkedText(
      units: MarkedText(open).units + items.map(\.units).joined(separator: separator) + MarkedText(close).units)
  }

  private static func quoted(_ text: MarkedText) -> MarkedText {
    let hasSingle = text.units.contains { MarkedText.code($0) == 0x27 }
    let hasDouble = text.units.contains { MarkedText.code($0) == 0x22 }
    let quote: Unicode.Scalar = hasSingle && !hasDouble ? "\"" : "'"
    let inner = text.mapping { scalar, _ in
      switch scalar {
      case "\\": "\\\\"
      case "\n": "\\n"
      case "\r": "\\r"
      case "\t": "\\t"
      case quote: "\\\(scalar)"
      case _ where scalar.value < 0x20 || scalar.value == 0x7F: "\\x" + hexadecimal(scalar.value, digits: 2)
      default: String(scalar)
      }
    }
    let mark = MarkedText(String(quote))
    return mark + inner + mark
  }

  static func hexadecimal(_ value: UInt32, digits: Int) -> String {
    let text = String(value, radix: 16)
    return String(repeating: "0", count: max(0, digits - text.count)) + text
  }

  /// The shortest text that reads back as the same number, in Python's layout.
  static func python(_ value: Double) -> String {
    if value.isNaN { return "nan" }
    if value.isInfinite { return value < 0 ? "-inf" : "inf" }
    let text = "\(value)"
    guard let mark = text.firstIndex(of: "e"), let exponent = Int(text[text.index(after: mark)...]) else { return text }
    // Swift changes to exponents at 2^54, Python at 1e16.
    if exponent == 16, value == value.rounded(), abs(value) < 1e16 { return String(Int(value)) + ".0" }
    var mantissa = String(text[..<mark])
    if mantissa.hasSuffix(".0") { mantissa.removeLast(2) }
    let digits = String(abs(exponent))
    return "\(mantissa)e\(exponent < 0 ? "-" : "+")\(digits.count == 1 ? "0" : "")\(digits)"
  }
}
