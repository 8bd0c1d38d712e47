/// Reads JSON (RFC 8259) from bytes: strict, order-keeping, with a bound on nesting.
///
/// Foundation's reader loses the order of members, unites keys that are canonically equivalent, and is slow on the
/// large vocabularies of tokenizer files.
struct JSONReader {
  struct Failure: Error {
    let offset: Int
    let problem: String
  }

  static let deepest = 128

  private let bytes: [UInt8]
  private var position = 0
  private var depth = 0

  static func read(_ bytes: [UInt8]) throws(Failure) -> JSONNode {
    var reader = JSONReader(bytes: bytes)
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { reader.position = 3 }
    let node = try reader.value()
    reader.skipSpace()
    guard reader.position == bytes.count else { throw reader.failure("text after the end of the document") }
    return node
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  private func failure(_ problem: String) -> Failure { Failure(offset: position, problem: problem) }

  private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func skipSpace() {
    while position < bytes.count {
      switch bytes[position] {
      case 0x20, 0x09, 0x0A, 0x0D: position += 1
      default: return
      }
    }
  }

  private mutating func value() throws(Failure) -> JSONNode {
    skipSpace()
    guard let byte = current else { throw failure("the document ends where a value should be") }
    switch byte {
    case UInt8(ascii: "{"): return try object()
    case UInt8(ascii: "["): return try array()
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): try word("true"); return .bool(true)
    case UInt8(ascii: "f"): try word("false"); return .bool(false)
    case UInt8(ascii: "n"): try word("null"); return .null
    default: return try number()
    }
  }

  private mutating func word(_ text: StaticString) throws(Failure) {
    let expected = Array("\(text)".utf8)
    guard bytes.count - position >= expected.count, bytes[position..<position + expected.count].elementsEqual(expected)
    else { throw failure("expected \(text)") }
    position += expected.count
  }

  private mutating func enter() throws(Failure) {
    depth += 1
    guard depth <= Self.deepest else { throw failure("nested deeper than \(Self.deepest)") }
    position += 1
  }

  private mutating func array() throws(Failure) -> JSONNode {
    try enter()
    var items: [JSONNode] = []
    skipSpace()
    if current == UInt8(ascii: "]") {
      position += 1
      depth -= 1
      return .array([])
    }
    while true {
      items.append(try value())
      skipSpace()
      guard let byte = current else { throw failure("the document ends inside an array") }
      position += 1
      if byte == UInt8(ascii: "]") { break }
      guard byte == UInt8(ascii: ",") else {
        position -= 1
        throw failure("expected , or ] in an array")
      }
    }
    depth -= 1
    return .array(items)
  }

  private mutating func object() throws(Failure) -> JSONNode {
    try enter()
    var members: [JSONNode.Member] = []
    skipSpace()
    if current == UInt8(ascii: "}") {
      position += 1
      depth -= 1
      return .object([])
    }
    while true {
      skipSpace()
      guard current == UInt8(ascii: "\"") else { throw failure("expected a member's name") }
      let key = try string()
      skipSpace()
      guard current == UInt8(ascii: ":") else { throw failure("expected : after a member's name") }
      position += 1
      members.append(JSONNode.Member(key, try value()))
      skipSpace()
      guard let byte = current else { throw failure("the document ends inside an object") }
      position += 1
      if byte == UInt8(ascii: "}") { break }
      guard byte == UInt8(ascii: ",") else {
        position -= 1
        throw failure("expected , or } in an object")
      }
    }
    depth -= 1
    return .object(members)
  }

  private mutating func number() throws(Failure) -> JSONNode {
    let start = position
    var isInteger = true
    scan: while let byte = current {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): break
      case UInt8(ascii: "+"), UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"): isInteger = false
      default: break scan
      }
      position += 1
    }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    if isInteger, let value = Int(text) { return .integer(value) }
    guard position - start <= 64, let value = Double(text), value.isFinite else {
      position = start
      throw failure("not a JSON value")
    }
    return .number(value)
  }

  private mutating func string() throws(Failure) -> String {
    position += 1
    let start = position
    // Most strings have no escape: they are taken over in one piece.
    while position < bytes.count, bytes[position] != UInt8(ascii: "\""), bytes[position] != UInt8(ascii: "\\") {
      guard bytes[position] >= 0x20 else { throw failure("a control character inside a string") }
      position += 1
    }
    guard let byte = current else { throw failure("the document ends inside a string") }
    if byte == UInt8(ascii: "\"") {
      let slice = bytes[start..<position]
      position += 1
      return try text(slice, at: start)
    }
    var unescaped = Array(bytes[start..<position])
    while let byte = current {
      switch byte {
      case UInt8(ascii: "\""):
        position += 1
        return try text(unescaped[...], at: start)
      case UInt8(ascii: "\\"):
        position += 1
        try escape(into: &unescaped)
      case 0..<0x20: throw failure("a control character inside a string")
      default:
        unescaped.append(byte)
        position += 1
      }
    }
    throw failure("the document ends inside a string")
  }

  private func text(_ slice: ArraySlice<UInt8>, at offset: Int) throws(Failure) -> String {
    guard let text = String(validating: slice, as: UTF8.self) else {
      throw Failure(offset: offset, problem: "a string is not UTF-8")
    }
    return text
  }

  private mutating func escape(into output: inout [UInt8]) throws(Failure) {
    guard let byte = current else { throw failure("the document ends inside a string") }
    position += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): output.append(byte)
    case UInt8(ascii: "b"): output.append(8)
    case UInt8(ascii: "f"): output.append(12)
    case UInt8(ascii: "n"): output.append(10)
    case UInt8(ascii: "r"): output.append(13)
    case UInt8(ascii: "t"): output.append(9)
    case UInt8(ascii: "u"):
      var code = try hexadecimal()
      if (0xD800..<0xDC00).contains(code), bytes.count - position >= 6, bytes[position] == UInt8(ascii: "\\"),
        bytes[position + 1] == UInt8(ascii: "u")
      {
        position += 2
        let low = try hexadecimal()
        guard (0xDC00..<0xE000).contains(low) else { throw failure("half of a surrogate pair") }
        code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00)
      }
      guard let scalar = Unicode.Scalar(code) else { throw failure("half of a surrogate pair") }
      output.append(contentsOf: UTF8.encode(scalar).map { Array($0) } ?? [])
    default: throw failure("an unknown escape in a string")
    }
  }

  private mutating func hexadecimal() throws(Failure) -> UInt32 {
    guard bytes.count - position >= 4 else { throw failure("the document ends inside a string") }
    var code: UInt32 = 0
    for _ in 0..<4 {
      guard let digit = hexadecimalDigit(bytes[position]) else { throw failure("not a hexadecimal digit") }
      code = code << 4 | UInt32(digit)
      position += 1
    }
    return code
  }
}

/// The value of a hexadecimal digit in either case.
func hexadecimalDigit(_ byte: UInt8) -> UInt8? {
  switch byte {
  case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
  case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
  case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
  default: nil
  }
}
