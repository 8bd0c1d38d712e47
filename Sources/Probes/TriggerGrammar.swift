/// One line of a trigger dictionary: a text with choices, and all the texts that it stands for. The form is described
/// in `triggers/README.md`.
struct TriggerGrammar: Equatable {
  /// A choice is a list of one or more texts; plain text is a choice of one.
  private let choices: [[String]]
  /// How many combinations there are; `Int.max` if they cannot be counted.
  let count: Int

  /// The longest choice that a range may give.
  static let rangeLimit = 100_000

  /// - Parameter sets: what `{=name}` stands for.
  /// - Throws: a problem in words; the caller knows file and line.
  init(_ line: String, sets: [String: [String]]) throws(Problem) {
    var choices: [[String]] = []
    var plain = ""
    var scanner = Scanner(line)
    while let scalar = scanner.take() {
      switch scalar {
      case "\\":
        plain.unicodeScalars.append(try scanner.escaped())
      case "{":
        if !plain.isEmpty { choices.append([plain]) }
        plain = ""
        choices.append(try scanner.choice(sets: sets))
      case "}":
        throw Problem("a closing brace without an opening one; write \\} for the sign itself")
      default:
        plain.unicodeScalars.append(scalar)
      }
    }
    if !plain.isEmpty { choices.append([plain]) }
    self.choices = choices
    self.count = choices.reduce(1) { product, choice in
      let (next, overflow) = product.multipliedReportingOverflow(by: choice.count)
      return overflow ? Int.max : next
    }
  }

  /// The alternatives of a set's definition.
  static func alternatives(_ text: String) throws(Problem) -> [String] {
    var scanner = Scanner(text + "}")
    let choice = try scanner.choice(sets: [:])
    guard scanner.isAtEnd else { throw Problem("a set holds a brace; write \\{ or \\} for the sign itself") }
    return choice
  }

  /// The combination with this number, the last choice turning fastest. `index` must be below `count`.
  func text(at index: Int) -> String {
    var rest = index
    var parts: [String] = []
    for choice in choices.reversed() {
      parts.append(choice[rest % choice.count])
      rest /= choice.count
    }
    return parts.reversed().joined()
  }

  /// All combinations, or `limit` of them at equal steps.
  func texts(limit: Int) -> [String] {
    guard count > limit else { return (0..<count).map(text(at:)) }
    return (0..<max(limit, 0)).map { step in
      // step × count / limit without overflow
      let (high, low) = step.multipliedFullWidth(by: count)
      return text(at: limit.dividingFullWidth((high, low)).quotient)
    }
  }

  struct Problem: Error, Equatable {
    let text: String
    init(_ text: String) { self.text = text }
  }

  /// Reads code points one by one.
  private struct Scanner {
    private let scalars: [Unicode.Scalar]
    private var position = 0

    init(_ text: String) { scalars = Array(text.unicodeScalars) }

    var isAtEnd: Bool { position == scalars.count }

    mutating func take() -> Unicode.Scalar? {
      guard position < scalars.count else { return nil }
      position += 1
      return scalars[position - 1]
    }

    /// What follows a backslash.
    mutating func escaped() throws(Problem) -> Unicode.Scalar {
      guard let sign = take() else { throw Problem("a backslash at the end; write \\\\ for the sign itself") }
      switch sign {
      case "t": return "\t"
      case "n": return "\n"
      case "r": return "\r"
      case "s": return " "
      case "\\", "#", "{", "}", "|", "=": return sign
      case "u": return try codePoint(digits: 4)
      case "U": return try codePoint(digits: 8)
      default: throw Problem("\\\(sign) is not an escape; write \\\\ for a backslash")
      }
    }

    private mutating func codePoint(digits: Int) throws(Problem) -> Unicode.Scalar {
      var value: UInt32 = 0
      for _ in 0..<digits {
        guard let sign = take(), sign.isASCII, let digit = Character(sign).hexDigitValue else {
          throw Problem("a code point needs \(digits) hexadecimal digits")
        }
        value = value << 4 | UInt32(digit)
      }
      guard let scalar = Unicode.Scalar(value) else {
        throw Problem("\(String(value, radix: 16)) is not a code point of Unicode")
      }
      return scalar
    }

    /// What follows an opening brace, up to its closing one.
    mutating func choice(sets: [String: [String]]) throws(Problem) -> [String] {
      var alternatives: [String] = []
      var current = ""
      // Only an unescaped `=` or `..` has a meaning.
      var raw = ""
      var isPlain = true
      while let sign = take() {
        switch sign {
        case "\\":
          current.unicodeScalars.append(try escaped())
          isPlain = false
        case "{":
          throw Problem("a brace inside braces; write \\{ for the sign itself")
        case "|", "}":
          alternatives += isPlain ? try expanded(raw, sets: sets) : [current]
          current = ""
          raw = ""
          isPlain = true
          if sign == "}" { return alternatives }
        default:
          current.unicodeScalars.append(sign)
          raw.unicodeScalars.append(sign)
        }
      }
      throw Problem("an opening brace without a closing one; write \\{ for the sign itself")
    }

    /// An alternative without escapes: a set, a range or a text.
    private func expanded(_ text: String, sets: [String: [String]]) throws(Problem) -> [String] {
      if text.hasPrefix("=") {
        let name = String(text.dropFirst())
        guard let set = sets[name] else { throw Problem("there is no set \"\(name)\"; define it above with =\(name) a|b") }
        return set
      }
      let ends = text.split(separator: "..", omittingEmptySubsequences: false)
      guard ends.count == 2, let first = Self.count(ends[0]), let last = Self.count(ends[1]) else { return [text] }
      guard first <= last else { throw Problem("the range \(text) runs backwards") }
      guard last - first < TriggerGrammar.rangeLimit else {
        throw Problem("the range \(text) has more than \(TriggerGrammar.rangeLimit) numbers")
      }
      let width = ends[0].hasPrefix("0") && ends[0].count > 1 ? ends[0].count : 0
      return (first...last).map { number in
        let digits = String(number)
        return String(repeating: "0", count: max(width - digits.count, 0)) + digits
      }
    }

    /// A whole number of at most nine digits.
    private static func count(_ text: Substring) -> Int? {
      guard (1...9).contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
      return Int(text)
    }
  }
}
