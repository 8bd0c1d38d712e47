/// A strict JSON reader (RFC 8259): duplicate keys, invalid UTF-8 and deep nesting are refused with their offset.
/// It also accepts the words NaN, Infinity and −Infinity, so that a configuration holding them can be refused by field.
package struct JSONReader {
  private let bytes: [UInt8]
  private let file: String
  private let base: Int
  private var at = 0
  private var depth = 0
  private static let deepest = 64
  /// Bounds the memory for documents that are nothing but commas; vocabularies stay well below.
  private static let mostValues = 8_000_000
  private var values = 0

  /// Reads the whole of `bytes`, which start at byte `base` of `file`.
  package static func read(_ bytes: [UInt8], file: String, base: Int = 0) throws(ModelFileError) -> JSONValue {
    var reader = JSONReader(bytes: bytes, file: file, base: base)
    let value = try reader.value()
    reader.skipSpace()
    guard reader.at == bytes.count else { throw reader.error("more follows after the document's end") }
    return value
  }

  /// Reads a small file, which must hold an object.
  package static func readObject(
    _ path: String, links: MappedFile.Links = .follow, limit: Int = 64 << 20
  ) throws(ModelFileError) -> JSONObject {
    let file = try MappedFile(path, links: links)
    guard file.count <= limit else {
      throw ModelFileError(.malformed, file: path, problem: "has \(file.count) bytes; at most \(limit) are read")
    }
    let bytes = file.withBytes(0..<file.count) { $0.bytesArray() }
    guard case .object(let object) = try read(bytes, file: path) else {
      throw ModelFileError(.malformed, file: path, problem: "does not hold a JSON object", offset: 0)
    }
    return object
  }

  private init(bytes: [UInt8], file: String, base: Int) {
    self.bytes = bytes
    self.file = file
    self.base = base
  }

  private func error(_ problem: String, at offset: Int? = nil, field: String = "JSON") -> ModelFileError {
    ModelFileError(.malformed, file: file, field: field, problem: problem, offset: base + (offset ?? at))
  }

  private var peek: UInt8? { at < bytes.count ? bytes[at] : nil }

  private mutating func skipSpace() {
    while at < bytes.count, bytes[at] == 0x20 || bytes[at] == 0x0a || bytes[at] == 0x0d || bytes[at] == 0x09 {
      at += 1
    }
  }

  private mutating func value() throws(ModelFileError) -> JSONValue {
    skipSpace()
    values += 1
    guard values <= Self.mostValues else { throw error("holds more than \(Self.mostValues) values") }
    switch peek {
    case UInt8(ascii: "{"): return .object(try object())
    case UInt8(ascii: "["): return .array(try array())
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    case UInt8(ascii: "N"): return try word("NaN", .number(.nan))
    case UInt8(ascii: "I"): return try word("Infinity", .number(.infinity))
    case nil: throw error("ends where a value is expected")
    default: return try number()
    }
  }

  private mutating func word(_ word: String, _ value: JSONValue) throws(ModelFileError) -> JSONValue {
    guard bytes[at...].starts(with: word.utf8) else { throw error("holds a word that is no value") }
    at += word.utf8.count
    return value
  }

  private mutating func enter() throws(ModelFileError) {
    depth += 1
    guard depth <= Self.deepest else { throw error("is nested more than \(Self.deepest) deep") }
    at += 1
    skipSpace()
  }

  private mutating func array() throws(ModelFileError) -> [JSONValue] {
    try enter()
    defer { depth -= 1 }
    var items: [JSONValue] = []
    if peek == UInt8(ascii: "]") {
      at += 1
      return items
    }
    while true {
      items.append(try value())
      if try endsList(with: UInt8(ascii: "]")) { return items }
    }
  }

  private mutating func object() throws(ModelFileError) -> JSONObject {
    try enter()
    defer { depth -= 1 }
    var members: [JSONObject.Member] = []
    if peek == UInt8(ascii: "}") {
      at += 1
      return JSONObject()
    }
    // Most objects are small, and a search is faster there.
    var keys: Set<ExactText> = []
    while true {
      skipSpace()
      let start = at
      guard peek == UInt8(ascii: "\"") else { throw error("lacks a key") }
      let key = try string()
      if members.count == 8 { keys = Set(members.map { ExactText(text: $0.key) }) }
      let isNew =
        members.count < 8
        ? !members.contains { ExactText(text: $0.key) == ExactText(text: key) }
        : keys.insert(ExactText(text: key)).inserted
      guard isNew else { throw error("appears twice in one object", at: start, field: key) }
      skipSpace()
      guard peek == UInt8(ascii: ":") else { throw error("lacks a colon after a key") }
      at += 1
      skipSpace()
      let offset = base + at
      members.append(JSONObject.Member(key: key, value: try value(), offset: offset))
      if try endsList(with: UInt8(ascii: "}")) { return JSONObject(members) }
    }
  }

  /// Steps over a comma (false) or the closing character (true).
  private mutating func endsList(with close: UInt8) throws(ModelFileError) -> Bool {
    skipSpace()
    guard let next = peek, next == close || next == UInt8(ascii: ",") else {
      throw error("lacks a comma or closing bracket")
    }
    at += 1
    return next == close
  }

  private mutating func number() throws(ModelFileError) -> JSONValue {
    let start = at
    if peek == UInt8(ascii: "-") { at += 1 }
    if peek == UInt8(ascii: "I") {
      _ = try word("Infinity", .null)
      return .number(-.infinity)
    }
    let first = peek
    let whole = digits()
    guard whole > 0, whole == 1 || first != UInt8(ascii: "0") else {
      throw error("holds something that is no value", at: start)
    }
    var isInteger = true
    if peek == UInt8(ascii: ".") {
      isInteger = false
      at += 1
      guard digits() > 0 else { throw error("holds a number without digits after its point", at: start) }
    }
    if peek == UInt8(ascii: "e") || peek == UInt8(ascii: "E") {
      isInteger = false
      at += 1
      if peek == UInt8(ascii: "+") || peek == UInt8(ascii: "-") { at += 1 }
      guard digits() > 0 else { throw error("holds a number without an exponent", at: start) }
    }
    guard at - start <= 400 else { throw error("holds a number of more than 400 characters", at: start) }
    let text = String(decoding: bytes[start..<at], as: UTF8.self)
    if isInteger, let integer = Int(text) { return .integer(integer) }
    guard let number = Double(text) else { throw error("holds something that is no value", at: start) }
    return .number(number)
  }

  private mutating func digits() -> Int {
    let start = at
    while let byte = peek, byte &- 0x30 < 10 { at += 1 }
    return at - start
  }

  private mutating func string() throws(ModelFileError) -> String {
    let start = at
    at += 1
    let first = at
    while at < bytes.count, bytes[at] != UInt8(ascii: "\""), bytes[at] != UInt8(ascii: "\\"), bytes[at] >= 0x20 {
      at += 1
    }
    if peek == UInt8(ascii: "\"") {
      let text = try utf8(bytes[first..<at], start)
      at += 1
      return text
    }
    var content = [UInt8](bytes[first..<at])
    while true {
      switch peek {
      case nil: throw error("ends within a text that starts here", at: start)
      case UInt8(ascii: "\""):
        at += 1
        return try utf8(content[...], start)
      case UInt8(ascii: "\\"): try escape(into: &content)
      case let byte?:
        guard byte >= 0x20 else { throw error("holds a bare control character in a text") }
        content.append(byte)
        at += 1
      }
    }
  }

  private func utf8(_ bytes: ArraySlice<UInt8>, _ start: Int) throws(ModelFileError) -> String {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw error("holds a text that is not UTF-8", at: start)
    }
    return text
  }

  private mutating func escape(into content: inout [UInt8]) throws(ModelFileError) {
    let start = at
    at += 1
    guard let kind = peek else { throw error("ends within an escape") }
    at += 1
    switch kind {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): content.append(kind)
    case UInt8(ascii: "b"): content.append(0x08)
    case UInt8(ascii: "f"): content.append(0x0c)
    case UInt8(ascii: "n"): content.append(0x0a)
    case UInt8(ascii: "r"): content.append(0x0d)
    case UInt8(ascii: "t"): content.append(0x09)
    case UInt8(ascii: "u"):
      var code = try hexadecimal(start)
      if (0xd800..<0xdc00).contains(code), peek == UInt8(ascii: "\\"), at + 1 < bytes.count,
        bytes[at + 1] == UInt8(ascii: "u")
      {
        at += 2
        let low = try hexadecimal(start)
        guard (0xdc00..<0xe000).contains(low) else { throw error("holds half a surrogate pair", at: start) }
        code = 0x10000 + (code - 0xd800) << 10 + (low - 0xdc00)
      }
      guard let scalar = Unicode.Scalar(code) else { throw error("holds half a surrogate pair", at: start) }
      content.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
    default: throw error("holds an unknown escape", at: start)
    }
  }

  private mutating func hexadecimal(_ start: Int) throws(ModelFileError) -> UInt32 {
    var code: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = peek, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
        throw error("holds an escape without four hexadecimal digits", at: start)
      }
      code = code << 4 | UInt32(digit)
      at += 1
    }
    return code
  }
}

/// A text that equals another only when their bytes do. Swift's own comparison takes canonically equivalent texts for
/// equal, which would make two keys of a vocabulary one.
private struct ExactText: Hashable {
  let text: String

  static func == (left: ExactText, right: ExactText) -> Bool { left.text.utf8.elementsEqual(right.text.utf8) }

  // Equal bytes give equal hashes; equivalent texts merely collide.
  func hash(into hasher: inout Hasher) { hasher.combine(text) }
}
