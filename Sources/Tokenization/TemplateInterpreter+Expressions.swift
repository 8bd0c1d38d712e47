/// Expressions: each case is a function of its own, which keeps the stack of nested ones small.
extension TemplateInterpreter {
  mutating func evaluate(_ node: TemplateNode) throws(TemplateError) -> TemplateValue {
    depth += 1
    defer { depth -= 1 }
    try spend(0, line: node.line)
    guard depth <= limits.depth else {
      throw TemplateError(.tooMuch, line: node.line, "nested deeper than \(limits.depth)")
    }
    switch node.kind {
    case .none: return .none
    case .bool(let value): return .bool(value)
    case .integer(let value): return .integer(value)
    case .number(let value): return .number(value)
    case .text(let text): return .text(text)
    case .name(let name): return try lookUp(name, line: node.line)
    case .attribute(let object, let name): return try attribute(name, of: try evaluate(object), line: node.line)
    case .item(let object, let index): return try item(object, index, line: node.line)
    case .slice(let object, let from, let to, let step): return try slice(object, from, to, step, line: node.line)
    case .call: return try call(node, caller: nil)
    case .filter(let value, let name, let arguments): return try filter(value, name, arguments, line: node.line)
    case .test(let value, let name, let arguments): return .bool(try test(value, name, arguments, line: node.line))
    case .unary(let sign, let operand): return try unary(sign, operand, line: node.line)
    case .binary(let sign, let left, let right): return try binary(sign, left, right, line: node.line)
    case .compare(let first, let rest): return try compare(first, rest, line: node.line)
    case .and(let left, let right):
      let value = try evaluate(left)
      return value.isTrue ? try evaluate(right) : value
    case .or(let left, let right):
      let value = try evaluate(left)
      return value.isTrue ? value : try evaluate(right)
    case .not(let operand): return .bool(!(try evaluate(operand).isTrue))
    case .conditional(let test, let then, let otherwise): return try conditional(test, then, otherwise)
    case .list(let items): return try list(items, isTuple: false, line: node.line)
    case .tuple(let items): return try list(items, isTuple: true, line: node.line)
    case .dictionary(let entries): return try dictionary(entries, line: node.line)
    case .concatenation(let parts): return try concatenate(parts, line: node.line)
    }
  }

  private mutating func conditional(
    _ test: TemplateNode, _ then: TemplateNode, _ otherwise: TemplateNode?
  ) throws(TemplateError) -> TemplateValue {
    if try evaluate(test).isTrue { return try evaluate(then) }
    guard let otherwise else { return .undefined("an inline if without else") }
    return try evaluate(otherwise)
  }

  private mutating func list(_ nodes: [TemplateNode], isTuple: Bool, line: Int) throws(TemplateError) -> TemplateValue {
    var items: [TemplateValue] = []
    for node in nodes { items.append(try evaluate(node)) }
    let list = TemplateValue.list(TemplateList(items, isTuple: isTuple))
    try checkDepth(list, line: line)
    return list
  }

  private mutating func dictionary(
    _ entries: [(key: TemplateNode, value: TemplateNode)], line: Int
  ) throws(TemplateError) -> TemplateValue {
    var map = TemplateMap()
    for entry in entries {
      let key = try evaluate(entry.key)
      map[key] = try evaluate(entry.value)
    }
    try checkDepth(.map(map), line: line)
    return .map(map)
  }

  private mutating func concatenate(_ parts: [TemplateNode], line: Int) throws(TemplateError) -> TemplateValue {
    var text = MarkedText()
    for part in parts {
      let value = try evaluate(part)
      try walk(value, line: part.line)
      // Unlike `+`, this does not escape next to markup.
      let next = value.printed
      try reserve(text.count + next.count, line: line)
      text.units += next.units
    }
    return .text(text)
  }

  private mutating func joined(_ one: MarkedText, _ two: MarkedText, line: Int) throws(TemplateError) -> MarkedText {
    try reserve(one.count + two.count, line: line)
    guard one.isMarkup || two.isMarkup else { return one + two }
    try rewrite(one.count + two.count, line: line)
    var text = one.escaped + two.escaped
    text.isMarkup = true
    return text
  }

  private static let hidden = "names that start with _ are not open to templates"

  /// `object.name`
  func attribute(_ name: String, of object: TemplateValue, line: Int) throws(TemplateError) -> TemplateValue {
    guard !name.hasPrefix("_") else { throw TemplateError(.malformed, line: line, Self.hidden) }
    switch object {
    case .undefined(let what):
      throw TemplateError(.malformed, line: line, "\(what.prefix(60)) is undefined, so it has no \(name.prefix(40))")
    case .map(let map):
      if TemplateMethods.ofMaps.contains(name) { return .function(name) }
      return map[name] ?? .undefined(name)
    case .namespace(let namespace): return namespace.values[name] ?? .undefined(name)
    case .loop(let loop): return loop.field(name)
    case .text: return TemplateMethods.ofTexts.contains(name) ? .function(name) : .undefined(name)
    case .list: return TemplateMethods.ofLists.contains(name) ? .function(name) : .undefined(name)
    default: return .undefined(name)
    }
  }

  private mutating func item(_ object: TemplateNode, _ index: TemplateNode, line: Int) throws(TemplateError)
    -> TemplateValue
  {
    let object = try evaluate(object)
    let index = try evaluate(index)
    switch (object, index) {
    case (.undefined(let what), _):
      throw TemplateError(.malformed, line: line, "\(what.prefix(60)) is undefined, so it has no parts")
    case (.map(let map), _):
      if let value = map[index] { return value }
    case (.list(let items), _):
      if let at = index.integer { return Self.element(items.items, at) ?? .undefined("an index out of range") }
    case (.text(let text), _):
      if let at = index.integer {
        return Self.element(text.units, at).map { .text(MarkedText(units: [$0])) }
          ?? .undefined("an index out of range")
      }
    default: break
    }
    // Jinja tries an attribute of that name next.
    guard case .text(let name) = index else { return .undefined("an index") }
    return try attribute(name.string, of: object, line: line)
  }

  private static func element<Element>(_ items: [Element], _ index: Int) -> Element? {
    let (shifted, overflow) = index < 0 ? index.addingReportingOverflow(items.count) : (index, false)
    return !overflow && items.indices.contains(shifted) ? items[shifted] : nil
  }

  private mutating func slice(
    _ object: TemplateNode, _ from: TemplateNode?, _ to: TemplateNode?, _ step: TemplateNode?, line: Int
  ) throws(TemplateError) -> TemplateValue {
    let object = try evaluate(object)
    let bounds = (try bound(from), try bound(to), try bound(step) ?? 1)
    guard bounds.2 != 0 else { throw TemplateError(.malformed, line: line, "a slice with step 0") }
    switch object {
    case .text(let text):
      try reserve(text.count, line: line)
      return .text(MarkedText(units: Self.slice(text.units, bounds)))
    case .list(let items):
      try spend(items.count / 16, line: line)
      return .list(TemplateList(Self.slice(items.items, bounds)))
    case .undefined(let what):
      throw TemplateError(.malformed, line: line, "\(what.prefix(60)) is undefined, so it has no parts")
    default: throw TemplateError(.malformed, line: line, "\(object.typeName) has no slices")
    }
  }

  private mutating func bound(_ node: TemplateNode?) throws(TemplateError) -> Int? {
    guard let node else { return nil }
    switch try evaluate(node) {
    case .none: return nil
    case .integer(let value): return value
    case .bool(let value): return value ? 1 : 0
    default: throw TemplateError(.malformed, line: node.line, "a slice's bound is not an integer")
    }
  }

  /// Python's `items[from:to:step]`.
  private static func slice<Element>(_ items: [Element], _ bounds: (from: Int?, to: Int?, step: Int)) -> [Element] {
    let count = items.count
    let isForward = bounds.step > 0
    func clamp(_ value: Int, _ low: Int, _ high: Int) -> Int {
      let shifted = value < 0 ? max(value, -count - 1) + count : value
      return min(max(shifted, low), high)
    }
    var index =
      bounds.from.map { clamp($0, isForward ? 0 : -1, isForward ? count : count - 1) } ?? (isForward ? 0 : count - 1)
    let end = bounds.to.map { clamp($0, isForward ? 0 : -1, isForward ? count : count - 1) } ?? (isForward ? count : -1)
    if bounds.step == 1 { return index < end ? Array(items[index..<end]) : [] }
    var result: [Element] = []
    while isForward ? index < end : index > end {
      result.append(items[index])
      let (next, overflow) = index.addingReportingOverflow(bounds.step)
      if overflow { break }
      index = next
    }
    return result
  }

  private mutating func unary(_ sign: String, _ operand: TemplateNode, line: Int) throws(TemplateError) -> TemplateValue
  {
    let value = try evaluate(operand)
    if let integer = value.integer {
      guard sign == "-" else { return .integer(integer) }
      let (negated, overflow) = (0).subtractingReportingOverflow(integer)
      guard !overflow else { throw TemplateError(.malformed, line: line, "a number that is too large") }
      return .integer(negated)
    }
    guard case .number(let number) = value else {
      throw TemplateError(.malformed, line: line, "\(value.typeName) has no sign")
    }
    return .number(sign == "-" ? -number : number)
  }

  private mutating func binary(
    _ sign: String, _ left: TemplateNode, _ right: TemplateNode, line: Int
  ) throws(TemplateError) -> TemplateValue {
    let left = try evaluate(left)
    let right = try evaluate(right)
    switch (sign, left, right) {
    case ("+", .text(let one), .text(let two)):
      return .text(try joined(one, two, line: line))
    case ("+", .list(let one), .list(let two)):
      try reserve((one.count + two.count) * 4, line: line)
      return .list(TemplateList(one.items + two.items))
    case ("*", .text(let text), _) where right.integer != nil:
      return .text(MarkedText(units: try repeated(text.units, right, line)))
    case ("*", _, .text(let text)) where left.integer != nil:
      return .text(MarkedText(units: try repeated(text.units, left, line)))
    case ("*", .list(let items), _) where right.integer != nil:
      return .list(TemplateList(try repeated(items.items, right, line)))
    case ("*", _, .list(let items)) where left.integer != nil:
      return .list(TemplateList(try repeated(items.items, left, line)))
    default: return try Self.arithmetic(sign, left, right, line: line)
    }
  }

  private mutating func repeated<Element>(_ items: [Element], _ times: TemplateValue, _ line: Int) throws(TemplateError)
    -> [Element]
  {
    let times = max(0, times.integer ?? 0)
    if items.isEmpty { return [] }
    let (total, overflow) = items.count.multipliedReportingOverflow(by: times)
    try reserve(overflow ? .max : total, line: line)
    return Array((0..<times).lazy.map { _ in items }.joined())
  }

  private static func arithmetic(_ sign: String, _ left: TemplateValue, _ right: TemplateValue, line: Int)
    throws(TemplateError)
    -> TemplateValue
  {
    func failure(_ problem: String) -> TemplateError { TemplateError(.malformed, line: line, problem) }
    guard let one = left.double, let two = right.double else {
      throw failure("\(left.typeName) \(sign) \(right.typeName) is not defined")
    }
    if sign == "/" || sign == "//" || sign == "%", two == 0 { throw failure("a division by zero") }
    if sign == "/" { return .number(one / two) }
    if let a = left.integer, let b = right.integer {
      let result: (partialValue: Int, overflow: Bool)
      switch sign {
      case "+": result = a.addingReportingOverflow(b)
      case "-": result = a.subtractingReportingOverflow(b)
      case "*": result = a.multipliedReportingOverflow(by: b)
      case "//":
        let quotient = a.dividedReportingOverflow(by: b)
        let floors = !quotient.overflow && a % b != 0 && (a < 0) != (b < 0)
        result = (quotient.partialValue - (floors ? 1 : 0), quotient.overflow)
      case "%":
        let remainder = a.remainderReportingOverflow(dividingBy: b)
        let shifts = remainder.partialValue != 0 && (remainder.partialValue < 0) != (b < 0)
        result = (remainder.partialValue + (shifts ? b : 0), remainder.overflow)
      default: result = power(a, b)
      }
      guard !result.overflow else { throw failure("a number that is too large") }
      return .integer(result.partialValue)
    }
    switch sign {
    case "+": return .number(one + two)
    case "-": return .number(one - two)
    case "*": return .number(one * two)
    case "//": return .number((one / two).rounded(.down))
    case "%": return .number(one - two * (one / two).rounded(.down))
    default: throw failure("a power of numbers that are not whole")
    }
  }

  private static func power(_ base: Int, _ exponent: Int) -> (partialValue: Int, overflow: Bool) {
    guard (0...1024).contains(exponent) else { return (0, true) }
    var result = 1
    for _ in 0..<exponent {
      let next = result.multipliedReportingOverflow(by: base)
      if next.overflow { return next }
      result = next.partialValue
    }
    return (result, false)
  }

  private mutating func compare(
    _ first: TemplateNode, _ rest: [(operation: String, operand: TemplateNode)], line: Int
  ) throws(TemplateError) -> TemplateValue {
    var left = try evaluate(first)
    for (operation, operand) in rest {
      let right = try evaluate(operand)
      guard try compare(operation, left, right, line: line) else { return .bool(false) }
      left = right
    }
    return .bool(true)
  }

  mutating func compare(
    _ operation: String, _ left: TemplateValue, _ right: TemplateValue, line: Int
  ) throws(TemplateError) -> Bool {
    func ordered(_ one: TemplateValue, _ two: TemplateValue) throws(TemplateError) -> Bool {
      guard let precedes = one.precedes(two) else {
        throw TemplateError(.malformed, line: line, "\(left.typeName) \(operation) \(right.typeName) is not defined")
      }
      return precedes
    }
    try spend(addingSaturated(left.weight, right.weight) / 64, line: line)
    switch operation {
    case "==": return left.equals(right)
    case "!=": return !left.equals(right)
    case "<": return try ordered(left, right)
    case ">": return try ordered(right, left)
    case "<=":
      if left.equals(right) { return true }
      return try ordered(left, right)
    case ">=":
      if left.equals(right) { return true }
      return try ordered(right, left)
    case "in": return try contains(right, left, line: line)
    default: return !(try contains(right, left, line: line))
    }
  }

  private mutating func contains(_ container: TemplateValue, _ value: TemplateValue, line: Int) throws(TemplateError)
    -> Bool
  {
    switch (container, value) {
    case (.text(let text), .text(let part)):
      // A search may compare the whole part at many places.
      try spend(min(text.count, 1 << 20) * min(part.count, 16) / 64, line: line)
      return text.firstIndex(of: part) != nil
    case (.list(let items), _): return items.contains { $0.equals(value) }
    case (.map(let map), _): return map[value] != nil
    case (.undefined, _): return false
    default: throw TemplateError(.malformed, line: line, "\(value.typeName) in \(container.typeName) is not defined")
    }
  }
}
