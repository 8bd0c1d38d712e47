/// A JSON value under construction: what the containers of `OrderedEncoder` fill in.
final class JSONNode {
  private enum Content {
    case null
    /// A number or truth value as it is printed.
    case literal(String)
    case string(String)
    case array([JSONNode])
    case object([(name: String, value: JSONNode)])
  }

  private var content = Content.null

  /// Makes this node the JSON of `value`.
  func set(_ value: some Encodable, path: [any CodingKey]) throws {
    switch value {
    case let flag as Bool: content = .literal(flag ? "true" : "false")
    case let string as String: content = .string(string)
    case let number as Double: set(number, printed: number.description)
    case let number as Float: set(Double(number), printed: number.description)
    case let number as any (BinaryInteger & Encodable): content = .literal(String(describing: number))
    default: try value.encode(to: OrderedEncoder(node: self, codingPath: path))
    }
  }

  private func set(_ number: Double, printed: String) {
    if number.isFinite {
      content = .literal(printed)
    } else {
      content = .string(number.isNaN ? "NaN" : number < 0 ? "-Infinity" : "Infinity")
    }
  }

  func setNull() {
    content = .null
  }

  /// Becomes an object if it is not one yet; fields of a second container follow those of the first.
  func becomeObject() {
    if case .object = content { return }
    content = .object([])
  }

  func becomeArray() {
    if case .array = content { return }
    content = .array([])
  }

  var count: Int {
    if case .array(let items) = content { items.count } else { 0 }
  }

  func appendItem() -> JSONNode {
    let item = JSONNode()
    if case .array(var items) = content {
      content = .null
      items.append(item)
      content = .array(items)
    }
    return item
  }

  func addField(_ name: String) -> JSONNode {
    let value = JSONNode()
    if case .object(var fields) = content {
      content = .null
      fields.append((name, value))
      content = .object(fields)
    }
    return value
  }

  /// Writes this value; `indentation` is the depth of the line that it stands on, nil for a single line.
  func write(to text: inout String, indentation: Int?) {
    switch content {
    case .null: text.append("null")
    case .literal(let printed): text.append(printed)
    case .string(let string): JSONText.write(string, to: &text)
    case .array(let items):
      writeGroup("[", items, "]", to: &text, indentation: indentation) { item, depth, text in
        item.write(to: &text, indentation: depth)
      }
    case .object(let fields):
      writeGroup("{", fields, "}", to: &text, indentation: indentation) { field, depth, text in
        JSONText.write(field.name, to: &text)
        text.append(depth == nil ? ":" : ": ")
        field.value.write(to: &text, indentation: depth)
      }
    }
  }

  private func writeGroup<Member>(
    _ opening: String, _ members: [Member], _ closing: String, to text: inout String, indentation: Int?,
    member: (Member, Int?, inout String) -> Void
  ) {
    text.append(opening)
    let inner = indentation.map { $0 + 1 }
    for (position, each) in members.enumerated() {
      if position > 0 { text.append(",") }
      if let inner { text.append("\n" + String(repeating: "  ", count: inner)) }
      member(each, inner, &text)
    }
    if let indentation, !members.isEmpty { text.append("\n" + String(repeating: "  ", count: indentation)) }
    text.append(closing)
  }
}
