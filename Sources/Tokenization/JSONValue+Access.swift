import ModelFormats

/// Short ways into JSON whose shape is not known yet: nil for anything that is not there or of another type.
extension JSONValue {
  subscript(_ key: String) -> JSONValue? {
    guard case .object(let object) = self else { return nil }
    return object[key]
  }

  var isNull: Bool { if case .null = self { true } else { false } }
  var string: String? { if case .string(let value) = self { value } else { nil } }
  var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
  var integer: Int? { if case .integer(let value) = self { value } else { nil } }
  var array: [JSONValue]? { if case .array(let value) = self { value } else { nil } }
  var members: [JSONObject.Member]? { if case .object(let object) = self { object.members } else { nil } }

  var double: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .number(let value): value
    default: nil
    }
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

extension JSONValue {
  /// Where the value at a path such as `model.vocab["a"]` or `added_tokens[3].id` starts, or the nearest one around it; nil where
  /// nothing of the path is there.
  func offset(ofNearest path: String) -> Int? {
    var value = self, offset: Int?
    for part in Self.parts(of: path) {
      switch value {
      case .object(let object):
        guard let member = object.members.first(where: { $0.key == part }) else { return offset }
        (value, offset) = (member.value, member.offset)
      case .array(let items):
        // Items of an array are not located themselves.
        guard let index = Int(part), items.indices.contains(index) else { return offset }
        value = items[index]
      default: return offset
      }
    }
    return offset
  }

  private static func parts(of path: String) -> [String] {
    var parts = [String](), rest = path[...]
    while let first = rest.first {
      if first == "." { rest.removeFirst() }
      if rest.first == "[" {
        let isQuoted = rest.dropFirst().first == "\"", end = isQuoted ? "\"]" : "]"
        rest.removeFirst(isQuoted ? 2 : 1)
        guard let close = rest.firstRange(of: end) else { return parts }
        parts.append(String(rest[..<close.lowerBound]))
        rest = rest[close.upperBound...]
      } else {
        let name = rest.prefix { $0 != "." && $0 != "[" }
        if name.isEmpty { return parts }
        parts.append(String(name))
        rest = rest[name.endIndex...]
      }
    }
    return parts
  }
}
