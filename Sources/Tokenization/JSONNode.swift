/// A JSON value whose objects keep the order of their members, as chat templates show them.
package indirect enum JSONNode: Sendable, Equatable {
  case null
  case bool(Bool)
  case integer(Int)
  case number(Double)
  case string(String)
  case array([JSONNode])
  case object([Member])

  package struct Member: Sendable, Equatable {
    package var key: String
    package var value: JSONNode

    package init(_ key: String, _ value: JSONNode) {
      self.key = key
      self.value = value
    }
  }

  /// The member of that name; nil where there is none or this is no object. Linear in the number of members.
  package subscript(_ key: String) -> JSONNode? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.key == key }?.value
  }

  package var string: String? { if case .string(let value) = self { value } else { nil } }
  package var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
  package var integer: Int? { if case .integer(let value) = self { value } else { nil } }
  package var array: [JSONNode]? { if case .array(let value) = self { value } else { nil } }
  package var members: [Member]? { if case .object(let value) = self { value } else { nil } }
  package var double: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .number(let value): value
    default: nil
    }
  }
  var isNull: Bool { if case .null = self { true } else { false } }
}
