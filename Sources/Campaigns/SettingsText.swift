internal import Findings

/// `campaign.toml`: the part of TOML that it needs, read strictly. A setting a line; basic strings, integers, floats, truth
/// values and arrays of strings on one line; comments; no tables.
struct SettingsText {
  enum Value: Equatable {
    case text(String)
    case integer(Int)
    case number(Double)
    case flag(Bool)
    case texts([String])

    /// As it stands in the file.
    var written: String {
      switch self {
      case .text(let text): Self.literal(text)
      case .integer(let number): String(number)
      case .number(let number): String(number)
      case .flag(let flag): flag ? "true" : "false"
      case .texts(let texts): "[" + texts.map(Self.literal).joined(separator: ", ") + "]"
      }
    }

    /// A basic string; what cannot be seen is written as its number.
    private static func literal(_ text: String) -> String {
      var written = "\""
      for scalar in text.unicodeScalars {
        switch scalar {
        case "\"": written += "\\\""
        case "\\": written += "\\\\"
        case "\n": written += "\\n"
        case "\t": written += "\\t"
        case _ where scalar.isUnsafeToShow:
          let digits = String(scalar.value, radix: 16), count = scalar.value > 0xFFFF ? 8 : 4
          written += (count == 8 ? "\\U" : "\\u") + String(repeating: "0", count: count - digits.count) + digits
        default: written.unicodeScalars.append(scalar)
        }
      }
      return written + "\""
    }
  }

  struct Setting {
    let value: Value
    let line: Int
  }

  /// For messages.
  let file: String
  private(set) var settings = [String: Setting]()

  /// Reads a file of settings, each of which has to be one of `known`.
  init(_ text: String, file: String, known: Set<String>) throws(CampaignError) {
    self.file = file
    for (index, line) in text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      let number = index + 1
      var scanner = LineScanner(line)
      guard let key = try scanner.key(malformed(number)) else { continue }
      guard known.contains(key) else {
        throw CampaignError(64, "\(file): line \(number): unknown key '\(key)'; take it out, or correct it to one of \(known.sorted().joined(separator: ", "))")
      }
      guard settings[key] == nil else { throw malformed(number)("'\(key)' is set twice; take one out") }
      settings[key] = Setting(value: try scanner.value(of: key, malformed(number)), line: number)
    }
  }

  /// An error about a line, or about the file.
  func malformed(_ line: Int?) -> (String) -> CampaignError {
    { problem in CampaignError(65, "\(file): \(line.map { "line \($0): " } ?? "")\(problem)") }
  }
}

/// Reads one line of settings, scalar by scalar: a mark may stand on a quotation mark.
private struct LineScanner {
  typealias Failure = (String) -> CampaignError

  private var rest: Substring.UnicodeScalarView

  init(_ line: Substring.UnicodeScalarView) {
    rest = line.last == "\r" ? line.dropLast() : line
  }

  private mutating func skipSpaces() { rest = rest.drop { $0 == " " || $0 == "\t" } }

  private mutating func skip(_ scalar: Unicode.Scalar) -> Bool {
    guard rest.first == scalar else { return false }
    rest.removeFirst()
    return true
  }

  private mutating func take(_ isPart: (Unicode.Scalar) -> Bool) -> String {
    let part = rest.prefix(while: isPart)
    rest = rest.dropFirst(part.count)
    return String(part)
  }

  /// The key and the sign behind it; nil on a line without a setting.
  mutating func key(_ failure: Failure) throws(CampaignError) -> String? {
    skipSpaces()
    if rest.isEmpty || rest.first == "#" { return nil }
    let key = take { $0.isASCII && ($0.properties.isAlphabetic || ("0"..."9").contains($0) || $0 == "_" || $0 == "-") }
    skipSpaces()
    guard !key.isEmpty, skip("=") else { throw failure("is no 'key = value'") }
    skipSpaces()
    return key
  }

  /// The value, with nothing but a comment behind it.
  mutating func value(of key: String, _ failure: Failure) throws(CampaignError) -> SettingsText.Value {
    let value: SettingsText.Value
    switch rest.first {
    case "\"": value = .text(try text(of: key, failure))
    case "[": value = .texts(try texts(of: key, failure))
    default: value = try scalar(of: key, failure)
    }
    skipSpaces()
    guard rest.isEmpty || rest.first == "#" else {
      throw failure("'\(key)': something stands behind the value: '\(String(rest.prefix(20)))'")
    }
    return value
  }

  private mutating func scalar(of key: String, _ failure: Failure) throws(CampaignError) -> SettingsText.Value {
    let word = take { !" \t#,]".unicodeScalars.contains($0) }
    if word == "true" || word == "false" { return .flag(word == "true") }
    if let number = Int(word) { return .integer(number) }
    if word.contains("."), word.utf8.allSatisfy({ "0123456789+-.eE".utf8.contains($0) }), let number = Double(word), number.isFinite {
      return .number(number)
    }
    throw failure("'\(key)': '\(word.prefix(20))' is no text in quotation marks, number, true, false or [\"…\"]")
  }

  private mutating func texts(of key: String, _ failure: Failure) throws(CampaignError) -> [String] {
    var texts = [String]()
    _ = skip("[")
    skipSpaces()
    while !skip("]") {
      guard rest.first == "\"" else { throw failure("'\(key)': is no list of texts on one line") }
      texts.append(try text(of: key, failure))
      skipSpaces()
      if skip(",") { skipSpaces() } else if rest.first != "]" { throw failure("'\(key)': a comma or ] is missing") }
    }
    return texts
  }

  /// A basic string, with the escapes that TOML shares with JSON.
  private mutating func text(of key: String, _ failure: Failure) throws(CampaignError) -> String {
    var text = String.UnicodeScalarView()
    _ = skip("\"")
    while let scalar = rest.popFirst() {
      switch scalar {
      case "\"": return String(text)
      case "\\": text.append(try escaped(of: key, failure))
      default: text.append(scalar)
      }
    }
    throw failure("'\(key)': a quotation mark is missing at the end")
  }

  private mutating func escaped(of key: String, _ failure: Failure) throws(CampaignError) -> Unicode.Scalar {
    switch rest.popFirst() {
    case "n": return "\n"
    case "t": return "\t"
    case "r": return "\r"
    case "b": return "\u{8}"
    case "f": return "\u{C}"
    case "\"": return "\""
    case "\\": return "\\"
    case "u": return try numbered(digits: 4, of: key, failure)
    case "U": return try numbered(digits: 8, of: key, failure)
    default: throw failure("'\(key)': unknown escape in a text")
    }
  }

  private mutating func numbered(digits count: Int, of key: String, _ failure: Failure) throws(CampaignError) -> Unicode.Scalar {
    let digits = String(rest.prefix(count))
    rest = rest.dropFirst(count)
    guard digits.unicodeScalars.count == count, digits.utf8.allSatisfy({ "0123456789abcdefABCDEF".utf8.contains($0) }),
      let value = UInt32(digits, radix: 16), let scalar = Unicode.Scalar(value)
    else { throw failure("'\(key)': '\\u\(digits)' is no character") }
    return scalar
  }
}
