import ModelFormats

/// A value while a template runs, with Python's meaning.
indirect enum TemplateValue {
  /// What a name stands for that nobody set.
  case undefined(String)
  case none
  case bool(Bool)
  case integer(Int)
  case number(Double)
  case text(MarkedText)
  case list(TemplateList)
  case map(TemplateMap)
  case namespace(TemplateNamespace)
  case macro(TemplateMacro)
  case function(String)
  case loop(TemplateLoop)
  /// `caller` inside a macro that a `call` block invoked: the block's body, with the scopes of where it stands.
  case caller(TemplateMacro, [TemplateScope])

  static func text(_ text: String) -> TemplateValue { .text(MarkedText(text)) }

  /// The value of JSON that came with the conversation: its texts are marked as a message's.
  init(_ node: JSONValue) {
    switch node {
    case .null: self = .none
    case .bool(let value): self = .bool(value)
    case .integer(let value): self = .integer(value)
    case .number(let value): self = .number(value)
    case .string(let value): self = .text(MarkedText(value, fromMessage: true))
    case .array(let items): self = .list(TemplateList(items.map { TemplateValue($0) }))
    case .object(let object):
      var map = TemplateMap()
      for member in object.members {
        map[.text(MarkedText(member.key, fromMessage: true))] = TemplateValue(member.value)
      }
      self = .map(map)
    }
  }

  var isTrue: Bool {
    switch self {
    case .undefined, .none: false
    case .bool(let value): value
    case .integer(let value): value != 0
    case .number(let value): value != 0
    case .text(let text): !text.isEmpty
    case .list(let items): !items.isEmpty
    case .map(let map): !map.entries.isEmpty
    case .namespace, .macro, .function, .loop, .caller: true
    }
  }

  var isUndefined: Bool { if case .undefined = self { true } else { false } }
  var text: MarkedText? { if case .text(let text) = self { text } else { nil } }

  /// The number that it is in arithmetic; Python counts True as 1.
  var double: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .number(let value): value
    case .bool(let value): value ? 1 : 0
    default: nil
    }
  }

  var integer: Int? {
    switch self {
    case .integer(let value): value
    case .bool(let value): value ? 1 : 0
    default: nil
    }
  }

  /// Containers deeper than this are refused: walks over them, and freeing them, use the stack.
  static let deepest = 64

  /// How deep its containers are nested. What could lead back to itself counts as too deep to be kept in one.
  var depth: Int {
    switch self {
    case .list(let list): list.depth
    case .map(let map): map.depth
    case .namespace, .loop, .macro, .caller: Self.deepest
    default: 0
    }
  }

  /// How many values and characters a walk over it meets.
  var weight: Int {
    switch self {
    case .text(let text): text.count
    case .list(let list): list.weight
    case .map(let map): map.weight
    default: 1
    }
  }

  /// Python's name for its type.
  var typeName: String {
    switch self {
    case .undefined: "undefined"
    case .none: "none"
    case .bool: "bool"
    case .integer: "int"
    case .number: "float"
    case .text: "str"
    case .list: "list"
    case .map: "dict"
    case .namespace: "namespace"
    case .macro, .function, .caller: "function"
    case .loop: "loop"
    }
  }
}

/// A list or tuple, which knows its depth and weight.
struct TemplateList: RandomAccessCollection {
  let items: [TemplateValue]
  /// Printed with parentheses, and equal to no list.
  let isTuple: Bool
  let depth: Int
  let weight: Int

  init(_ items: [TemplateValue] = [], isTuple: Bool = false) {
    self.items = items
    self.isTuple = isTuple
    depth = 1 + items.reduce(0) { Swift.max($0, $1.depth) }
    weight = items.reduce(1) { addingSaturated($0, $1.weight) }
  }

  var startIndex: Int { 0 }
  var endIndex: Int { items.count }
  subscript(_ index: Int) -> TemplateValue { items[index] }
}

/// A sum that stays at the largest number instead of trapping.
func addingSaturated(_ one: Int, _ other: Int) -> Int {
  let (sum, overflow) = one.addingReportingOverflow(other)
  return overflow ? .max : sum
}

/// A dict: keys in the order in which they were set.
struct TemplateMap {
  private(set) var depth = 1
  private(set) var weight = 1
  private(set) var entries: [(key: TemplateValue, value: TemplateValue)] = []
  private var texts: [MarkedText: Int] = [:]

  subscript(_ key: TemplateValue) -> TemplateValue? {
    get { index(of: key).map { entries[$0].value } }
    set {
      guard let newValue else { return }
      depth = max(depth, 1 + max(key.depth, newValue.depth))
      weight = addingSaturated(weight, addingSaturated(key.weight, newValue.weight))
      if let index = index(of: key) {
        entries[index].value = newValue
      } else {
        if case .text(let text) = key { texts[text] = entries.count }
        entries.append((key, newValue))
      }
    }
  }

  subscript(_ key: String) -> TemplateValue? { self[.text(key)] }

  private func index(of key: TemplateValue) -> Int? {
    if case .text(let text) = key { return texts[text] }
    return entries.firstIndex { $0.key.equals(key) }
  }
}

typealias TemplateScope = [String: TemplateValue]

/// Jinja's `namespace`: the one thing that a template may change from an inner block.
final class TemplateNamespace {
  var values: [String: TemplateValue]
  init(_ values: [String: TemplateValue]) { self.values = values }
}

/// What `loop` stands for inside a `for`.
struct TemplateLoop {
  var index: Int
  var items: [TemplateValue]
}

/// A `macro` block, or the body of a `call` block.
struct TemplateMacro: Sendable {
  var name: String
  var parameters: [(name: String, fallback: TemplateNode?)]
  var body: [TemplateStatement]
  var line: Int
}
