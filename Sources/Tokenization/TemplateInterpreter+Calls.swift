/// What a call was given, evaluated.
struct TemplateArguments {
  var positional: [TemplateValue] = []
  var named: [String: TemplateValue] = [:]

  /// The argument at a position or of a name.
  subscript(_ index: Int, _ name: String) -> TemplateValue? {
    index < positional.count ? positional[index] : named[name]
  }
}

/// Functions that a template finds without setting them.
enum TemplateFunctions {
  static let names: Set<String> = ["range", "dict", "namespace", "raise_exception", "strftime_now"]
  /// Jinja's own sandbox allows no longer range.
  static let longestRange = 100_000
}

extension TemplateInterpreter {
  mutating func evaluate(_ arguments: [TemplateArgument], line: Int) throws(TemplateError) -> TemplateArguments {
    var result = TemplateArguments()
    for argument in arguments {
      let value = try evaluate(argument.value)
      if let name = argument.name { result.named[name] = value } else { result.positional.append(value) }
    }
    return result
  }

  /// Evaluates a call; `caller` is the body of the `call` block that it stands in.
  mutating func call(_ node: TemplateNode, caller: TemplateValue?) throws(TemplateError) -> TemplateValue {
    guard case .call(let callee, let arguments) = node.kind else { return try evaluate(node) }
    if case .attribute(let object, let name) = callee.kind {
      return try callMember(object, name, arguments, line: node.line)
    }
    let value = try evaluate(callee)
    let given = try evaluate(arguments, line: node.line)
    switch value {
    case .macro(let macro): return try run(macro, given, scopes: scopes.prefix(2), caller: caller, line: node.line)
    case .caller(let body, let scopes): return try run(body, given, scopes: scopes[...], caller: nil, line: node.line)
    case .function(let name): return try function(name, given, line: node.line)
    case .undefined(let name): throw TemplateError(.malformed, line: node.line, "\(name.prefix(60)) is undefined")
    default: throw TemplateError(.malformed, line: node.line, "\(value.typeName) cannot be called")
    }
  }

  private mutating func callMember(
    _ object: TemplateNode, _ name: String, _ arguments: [TemplateArgument], line: Int
  ) throws(TemplateError) -> TemplateValue {
    let object = try evaluate(object)
    let given = try evaluate(arguments, line: line)
    switch try attribute(name, of: object, line: line) {
    case .function(let method): return try self.method(method, of: object, given, line: line)
    case .macro(let macro): return try run(macro, given, scopes: scopes.prefix(2), caller: nil, line: line)
    case .undefined:
      throw TemplateError(
        .malformed, line: line, "\(object.typeName) has no method \(name.prefix(40)), or not one open to templates")
    case let value: throw TemplateError(.malformed, line: line, "\(value.typeName) cannot be called")
    }
  }

  private mutating func run(
    _ macro: TemplateMacro, _ given: TemplateArguments, scopes visible: ArraySlice<TemplateScope>,
    caller: TemplateValue?,
    line: Int
  ) throws(TemplateError) -> TemplateValue {
    guard calls < limits.calls else {
      throw TemplateError(.tooMuch, line: line, "macros nested deeper than \(limits.calls)")
    }
    guard given.positional.count <= macro.parameters.count else {
      throw TemplateError(.malformed, line: line, "\(macro.name) takes \(macro.parameters.count) arguments")
    }
    for name in given.named.keys.sorted()
    where name != "caller" && !macro.parameters.contains(where: { $0.name == name }) {
      throw TemplateError(.malformed, line: line, "\(macro.name) has no parameter \(name.prefix(40))")
    }
    let outer = scopes
    scopes = Array(visible) + [[:]]
    calls += 1
    depth += 4
    if let caller { scopes[scopes.count - 1]["caller"] = caller }
    for (index, parameter) in macro.parameters.enumerated() {
      var value = given[index, parameter.name] ?? .undefined(parameter.name)
      if case .undefined = value, given[index, parameter.name] == nil, let fallback = parameter.fallback {
        value = try evaluate(fallback)
      }
      scopes[scopes.count - 1][parameter.name] = value
    }
    let text = try captured(macro.body)
    scopes = outer
    calls -= 1
    depth -= 4
    return text
  }

  private mutating func function(_ name: String, _ given: TemplateArguments, line: Int) throws(TemplateError)
    -> TemplateValue
  {
    switch name {
    case "range": return try range(given, line: line)
    case "namespace", "dict":
      var map = TemplateMap()
      if case .map(let given)? = given.positional.first { map = given }
      for key in given.named.keys.sorted() { map[.text(key)] = given.named[key] }
      try checkDepth(.map(map), line: line)
      if name == "dict" { return .map(map) }
      var values: [String: TemplateValue] = [:]
      for entry in map.entries { values[entry.key.printed.string] = entry.value }
      return .namespace(TemplateNamespace(values))
    case "raise_exception":
      throw TemplateError(.raised, line: line, String((given[0, "message"] ?? .none).printed.string.prefix(400)))
    case "strftime_now":
      let format = given[0, "format"]?.printed.string ?? ""
      guard format.utf8.count <= 256 else {
        throw TemplateError(.tooMuch, line: line, "a date's format over 256 bytes")
      }
      return .text(date.formatted(format))
    default: throw TemplateError(.malformed, line: line, "\(name.prefix(40)) cannot be called so")
    }
  }

  private mutating func range(_ given: TemplateArguments, line: Int) throws(TemplateError) -> TemplateValue {
    let numbers = given.positional.compactMap(\.integer)
    guard numbers.count == given.positional.count, (1...3).contains(numbers.count) else {
      throw TemplateError(.malformed, line: line, "range takes one to three integers")
    }
    let start = numbers.count == 1 ? 0 : numbers[0]
    let end = numbers.count == 1 ? numbers[0] : numbers[1]
    let step = numbers.count == 3 ? numbers[2] : 1
    guard step != 0 else { throw TemplateError(.malformed, line: line, "a range with step 0") }
    let (distance, overflow) = end.subtractingReportingOverflow(start)
    let (length, wraps) = distance.dividedReportingOverflow(by: step)
    guard !overflow, !wraps, length < TemplateFunctions.longestRange else {
      throw TemplateError(.tooMuch, line: line, "a range of more than \(TemplateFunctions.longestRange)")
    }
    try spend(max(0, length) / 4, line: line)
    return .list(TemplateList(stride(from: start, to: end, by: step).map { .integer($0) }))
  }
}

extension TemplateLoop {
  /// `loop.index` and its like.
  func field(_ name: String) -> TemplateValue {
    switch name {
    case "index": .integer(index + 1)
    case "index0": .integer(index)
    case "first": .bool(index == 0)
    case "last": .bool(index == items.count - 1)
    case "length": .integer(items.count)
    case "revindex": .integer(items.count - index)
    case "revindex0": .integer(items.count - index - 1)
    case "previtem": index > 0 ? items[index - 1] : .undefined("loop.previtem")
    case "nextitem": index + 1 < items.count ? items[index + 1] : .undefined("loop.nextitem")
    case "depth": .integer(1)
    case "depth0": .integer(0)
    case "cycle": .function(name)
    default: .undefined("loop.\(name)")
    }
  }
}
