/// Filters that go through a list.
extension TemplateInterpreter {
  mutating func listFilter(
    _ name: String, _ value: TemplateValue, _ given: TemplateArguments, line: Int
  ) throws(TemplateError) -> TemplateValue {
    // Jinja does not look into what is false here, so that none passes.
    if ["select", "reject", "selectattr", "rejectattr", "map"].contains(name), !value.isTrue {
      return .list(TemplateList())
    }
    switch name {
    case "select", "reject", "selectattr", "rejectattr":
      return try selected(name, try elements(of: value, line: line), given, line: line)
    case "map": return try mapped(try elements(of: value, line: line), given, line: line)
    case "dictsort": return try sortedEntries(value, given, line: line)
    case "join", "list", "first", "last", "reverse", "sort", "unique", "sum", "min", "max": break
    default: throw TemplateError(.malformed, line: line, "unknown filter \(name.prefix(40))")
    }
    var items = try elements(of: value, line: line)
    switch name {
    case "join":
      if let path = given[1, "attribute"] {
        for index in items.indices { items[index] = try member(path, of: items[index], line: line) }
      }
      return .text(try joined(items, by: (given[0, "d"] ?? .text("")).printed, line: line))
    case "list": return .list(TemplateList(items))
    case "first": return items.first ?? .undefined("the first of nothing")
    case "last": return items.last ?? .undefined("the last of nothing")
    case "reverse":
      if case .text(let text) = value { return .text(MarkedText(units: text.units.reversed())) }
      return .list(TemplateList(items.reversed()))
    case "sum": return try sum(items, given, line: line)
    case "unique":
      try spendPairs(items.count, line: line)
      var kept: [TemplateValue] = []
      for item in items where !kept.contains(where: { $0.equals(item) }) { kept.append(item) }
      return .list(TemplateList(kept))
    default:
      let keys = try sortKeys(
        items, given[name == "sort" ? 2 : 1, "attribute"], ignoringCase: !(given[1, "case_sensitive"]?.isTrue ?? false),
        line: line)
      let order = try sorted(keys, isReversed: name == "sort" && given[0, "reverse"]?.isTrue ?? false, line: line)
      if name == "sort" { return .list(TemplateList(order.map { items[$0] })) }
      guard let first = order.first, let last = order.last else { return .undefined("the \(name) of nothing") }
      return items[name == "min" ? first : last]
    }
  }

  private mutating func spendPairs(_ count: Int, line: Int) throws(TemplateError) {
    let (pairs, overflow) = count.multipliedReportingOverflow(by: count)
    try spend(overflow ? limits.steps : pairs / 8, line: line)
  }

  /// `"a.b"` or an index, as filters name a member.
  private mutating func member(_ path: TemplateValue, of value: TemplateValue, line: Int) throws(TemplateError)
    -> TemplateValue
  {
    if case .integer(let index) = path {
      guard case .list(let list) = value, list.indices.contains(index) else {
        return .undefined("an index out of range")
      }
      return list[index]
    }
    var value = value
    for name in path.printed.string.split(separator: ".") {
      if case .map(let map) = value, let member = map[String(name)] {
        value = member
      } else {
        value = try attribute(String(name), of: value, line: line)
      }
    }
    return value
  }

  private mutating func selected(
    _ name: String, _ items: [TemplateValue], _ given: TemplateArguments, line: Int
  ) throws(TemplateError) -> TemplateValue {
    let byMember = name.hasSuffix("attr")
    var rest = given.positional[...]
    let path = byMember ? rest.popFirst() : nil
    guard !byMember || path != nil else { throw TemplateError(.malformed, line: line, "\(name) takes an attribute") }
    let testName = rest.popFirst()?.printed.string
    let arguments = TemplateArguments(positional: Array(rest))
    var kept: [TemplateValue] = []
    for item in items {
      try spend(0, line: line)
      let value = try path.map { (path) throws(TemplateError) in try member(path, of: item, line: line) } ?? item
      let passes =
        try testName.map { (name) throws(TemplateError) in try test(name, value, arguments, line: line) }
        ?? value.isTrue
      if passes == name.hasPrefix("select") { kept.append(item) }
    }
    return .list(TemplateList(kept))
  }

  private mutating func mapped(_ items: [TemplateValue], _ given: TemplateArguments, line: Int) throws(TemplateError)
    -> TemplateValue
  {
    var result: [TemplateValue] = []
    for item in items {
      try spend(0, line: line)
      if let path = given.named["attribute"] {
        let value = try member(path, of: item, line: line)
        result.append(value.isUndefined ? given.named["default"] ?? value : value)
      } else if let name = given.positional.first?.printed.string {
        let arguments = TemplateArguments(positional: Array(given.positional.dropFirst()), named: given.named)
        result.append(try filter(name, item, arguments, line: line))
      } else {
        throw TemplateError(.malformed, line: line, "map takes a filter or an attribute")
      }
    }
    return .list(TemplateList(result))
  }

  private mutating func sum(_ items: [TemplateValue], _ given: TemplateArguments, line: Int) throws(TemplateError)
    -> TemplateValue
  {
    var total = 0
    for item in items {
      let value =
        try given[0, "attribute"].map { (path) throws(TemplateError) in try member(path, of: item, line: line) } ?? item
      guard let number = value.integer else { throw TemplateError(.malformed, line: line, "sum takes whole numbers") }
      let (next, overflow) = total.addingReportingOverflow(number)
      guard !overflow else { throw TemplateError(.malformed, line: line, "a number that is too large") }
      total = next
    }
    return .integer(total)
  }

  private mutating func sortKeys(
    _ items: [TemplateValue], _ path: TemplateValue?, ignoringCase: Bool, line: Int
  ) throws(TemplateError) -> [TemplateValue] {
    var keys: [TemplateValue] = []
    for item in items {
      var key = try path.map { (path) throws(TemplateError) in try member(path, of: item, line: line) } ?? item
      if ignoringCase, case .text(let text) = key { key = .text(text.lowercased) }
      keys.append(key)
    }
    return keys
  }

  /// The order of some keys; equal ones stay as they are.
  private mutating func sorted(_ keys: [TemplateValue], isReversed: Bool, line: Int) throws(TemplateError) -> [Int] {
    for key in keys.dropFirst() where keys[0].precedes(key) == nil {
      throw TemplateError(.malformed, line: line, "\(keys[0].typeName) and \(key.typeName) have no order")
    }
    let bits = Int.bitWidth - keys.count.leadingZeroBitCount
    let weight = keys.reduce(0) { addingSaturated($0, $1.weight) }
    let (cost, overflow) = weight.multipliedReportingOverflow(by: bits + 1)
    try spend(overflow ? limits.steps : cost / 16, line: line)
    return keys.indices.sorted { one, other in
      if keys[one].equals(keys[other]) { return one < other }
      return (keys[one].precedes(keys[other]) ?? false) != isReversed
    }
  }

  private mutating func sortedEntries(_ value: TemplateValue, _ given: TemplateArguments, line: Int)
    throws(TemplateError) -> TemplateValue
  {
    guard case .map(let map) = value else { throw TemplateError(.malformed, line: line, "dictsort takes a dict") }
    let byValue = given[1, "by"]?.printed.string == "value"
    let items = map.entries.map { byValue ? $0.value : $0.key }
    let keys = try sortKeys(items, nil, ignoringCase: !(given[0, "case_sensitive"]?.isTrue ?? false), line: line)
    let order = try sorted(keys, isReversed: given[2, "reverse"]?.isTrue ?? false, line: line)
    return .list(
      TemplateList(order.map { .list(TemplateList([map.entries[$0].key, map.entries[$0].value], isTuple: true)) }))
  }
}
