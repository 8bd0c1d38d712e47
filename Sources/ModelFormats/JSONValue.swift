/// A JSON document's value. Numbers that are written as integers and fit stay integers.
package enum JSONValue: Sendable, Hashable {
  case null
  case bool(Bool)
  case integer(Int)
  /// May be NaN or infinite, which Python's writer puts into JSON; whoever uses a number checks it.
  case number(Double)
  case string(String)
  case array([JSONValue])
  case object(JSONObject)
}

/// An object's members in the document's order, each with the byte offset at which its value starts.
package struct JSONObject: Sendable, Hashable {
  package struct Member: Sendable, Hashable {
    package let key: String
    package let value: JSONValue
    package let offset: Int

    /// - Parameter offset: 0 for a member that no document holds.
    package init(key: String, value: JSONValue, offset: Int = 0) {
      self.key = key
      self.value = value
      self.offset = offset
    }
  }

  package let members: [Member]

  package init(_ members: [Member] = []) {
    self.members = members
  }

  /// The member of that name. Linear in the members; for large objects go through `members`.
  package func member(_ key: String) -> Member? {
    members.first { $0.key == key }
  }

  package subscript(key: String) -> JSONValue? { member(key)?.value }
}
