/// Expressions, with Jinja's precedence.
extension TemplateParser {
  /// Mutating, so that it sees the position behind the parts that are parsed as its argument.
  private mutating func node(_ kind: TemplateNode.Kind, from start: Int) throws(TemplateError) -> TemplateNode {
    let first = tokens[start]
    let last = tokens[max(start, position - 1)]
    let node = TemplateNode(
      kind, line: first.line, source: first.range.lowerBound..<max(first.range.upperBound, last.range.upperBound))
    guard node.depth <= TemplateNode.deepest else {
      throw TemplateError(.tooMuch, line: node.line, "an expression nested deeper than \(TemplateNode.deepest)")
    }
    return node
  }

  /// One expression, or several with commas between, which make a tuple.
  mutating func tuple(withConditional: Bool = true) throws(TemplateError) -> TemplateNode {
    let start = position
    var items: [TemplateNode] = []
    var isTuple = false
    while true {
      items.append(withConditional ? try expression() : try or())
      guard takeSign(",") else { break }
      isTuple = true
      if current == .closeBlock || current == .closeOutput || current == .sign(")") { break }
    }
    return isTuple ? try node(.tuple(items), from: start) : items[0]
  }

  mutating func expression() throws(TemplateError) -> TemplateNode {
    try enter()
    defer { depth -= 1 }
    let start = position
    var value = try or()
    while take(.name("if")) {
      let test = try or()
      let otherwise: TemplateNode? = take(.name("else")) ? try expression() : nil
      value = try node(.conditional(test, then: value, otherwise: otherwise), from: start)
    }
    return value
  }

  private mutating func or() throws(TemplateError) -> TemplateNode {
    let start = position
    var left = try and()
    while take(.name("or")) { left = try node(.or(left, try and()), from: start) }
    return left
  }

  private mutating func and() throws(TemplateError) -> TemplateNode {
    let start = position
    var left = try not()
    while take(.name("and")) { left = try node(.and(left, try not()), from: start) }
    return left
  }

  private mutating func not() throws(TemplateError) -> TemplateNode {
    let start = position
    guard take(.name("not")) else { return try comparison() }
    try enter()
    defer { depth -= 1 }
    return try node(.not(try not()), from: start)
  }

  private mutating func comparison() throws(TemplateError) -> TemplateNode {
    let start = position
    let first = try sum()
    var rest: [(operation: String, operand: TemplateNode)] = []
    while true {
      if case .sign(let sign) = current, ["==", "!=", "<", ">", "<=", ">="].contains(sign) {
        advance()
        rest.append((sign, try sum()))
      } else if take(.name("in")) {
        rest.append(("in", try sum()))
      } else if current == .name("not"), peek(1) == .name("in") {
        advance()
        advance()
        rest.append(("not in", try sum()))
      } else {
        return rest.isEmpty ? first : try node(.compare(first, rest), from: start)
      }
    }
  }

  private mutating func sum() throws(TemplateError) -> TemplateNode {
    let start = position
    var left = try concatenation()
    while case .sign(let sign) = current, sign == "+" || sign == "-" {
      advance()
      left = try node(.binary(sign, left, try concatenation()), from: start)
    }
    return left
  }

  private mutating func concatenation() throws(TemplateError) -> TemplateNode {
    let start = position
    var parts = [try product()]
    while takeSign("~") { parts.append(try product()) }
    return parts.count == 1 ? parts[0] : try node(.concatenation(parts), from: start)
  }

  private mutating func product() throws(TemplateError) -> TemplateNode {
    let start = position
    var left = try power()
    while case .sign(let sign) = current, ["*", "/", "//", "%"].contains(sign) {
      advance()
      left = try node(.binary(sign, left, try power()), from: start)
    }
    return left
  }

  private mutating func power() throws(TemplateError) -> TemplateNode {
    let start = position
    var left = try unary()
    while takeSign("**") { left = try node(.binary("**", left, try unary()), from: start) }
    return left
  }

  private mutating func unary(withFilter: Bool = true) throws(TemplateError) -> TemplateNode {
    try enter()
    defer { depth -= 1 }
    let start = position
    var value: TemplateNode
    if takeSign("-") {
      value = try node(.unary("-", try unary(withFilter: false)), from: start)
    } else if takeSign("+") {
      value = try node(.unary("+", try unary(withFilter: false)), from: start)
    } else {
      value = try primary()
    }
    value = try postfix(value, from: start)
    return withFilter ? try filtered(value, from: start) : value
  }

  private mutating func primary() throws(TemplateError) -> TemplateNode {
    let start = position
    switch current {
    case .name(let name):
      advance()
      switch name {
      case "true", "True": return try node(.bool(true), from: start)
      case "false", "False": return try node(.bool(false), from: start)
      case "none", "None": return try node(.none, from: start)
      default: return try node(.name(name), from: start)
      }
    case .string(var text):
      advance()
      while case .string(let next) = current {
        text = text + next
        advance()
      }
      return try node(.text(text), from: start)
    case .integer(let value):
      advance()
      return try node(.integer(value), from: start)
    case .number(let value):
      advance()
      return try node(.number(value), from: start)
    case .sign("("):
      advance()
      if takeSign(")") { return try node(.tuple([]), from: start) }
      let value = try tuple()
      try expect(.sign(")"), ")")
      return value
    case .sign("["):
      advance()
      var items: [TemplateNode] = []
      while !takeSign("]") {
        if !items.isEmpty { try expect(.sign(","), ", or ]") }
        if takeSign("]") { break }
        items.append(try expression())
      }
      return try node(.list(items), from: start)
    case .sign("{"):
      advance()
      var entries: [(key: TemplateNode, value: TemplateNode)] = []
      while !takeSign("}") {
        if !entries.isEmpty { try expect(.sign(","), ", or }") }
        if takeSign("}") { break }
        let key = try expression()
        try expect(.sign(":"), ":")
        entries.append((key, try expression()))
      }
      return try node(.dictionary(entries), from: start)
    default: throw failure("expected a value")
    }
  }

  private mutating func postfix(_ value: TemplateNode, from start: Int) throws(TemplateError) -> TemplateNode {
    var value = value
    while true {
      if takeSign(".") {
        if case .integer(let index) = current {
          advance()
          value = try node(.item(value, try node(.integer(index), from: position - 1)), from: start)
        } else {
          value = try node(.attribute(value, try name("an attribute's name")), from: start)
        }
      } else if takeSign("[") {
        value = try subscripted(value, from: start)
      } else if current == .sign("(") {
        value = try node(.call(value, try arguments()), from: start)
      } else {
        return value
      }
    }
  }

  private mutating func subscripted(_ value: TemplateNode, from start: Int) throws(TemplateError) -> TemplateNode {
    var parts: [TemplateNode?] = [nil]
    while true {
      if takeSign(":") {
        parts.append(nil)
      } else if takeSign("]") {
        break
      } else {
        guard parts[parts.count - 1] == nil else { throw failure("expected ]") }
        parts[parts.count - 1] = try expression()
      }
    }
    switch (parts.count, parts[0]) {
    case (1, let index?): return try node(.item(value, index), from: start)
    case (2, let from): return try node(.slice(value, from: from, to: parts[1], step: nil), from: start)
    case (3, let from): return try node(.slice(value, from: from, to: parts[1], step: parts[2]), from: start)
    default: throw failure("expected an index")
    }
  }

  private mutating func filtered(_ value: TemplateNode, from start: Int) throws(TemplateError) -> TemplateNode {
    var value = value
    while true {
      if takeSign("|") {
        let name = try name("a filter's name")
        value = try node(.filter(value, name, current == .sign("(") ? try arguments() : []), from: start)
      } else if take(.name("is")) {
        value = try test(value, from: start)
      } else if current == .sign("(") {
        value = try node(.call(value, try arguments()), from: start)
      } else {
        return value
      }
    }
  }

  private mutating func test(_ value: TemplateNode, from start: Int) throws(TemplateError) -> TemplateNode {
    let isNegated = take(.name("not"))
    let name = try name("a test's name")
    var arguments: [TemplateArgument] = []
    if current == .sign("(") {
      arguments = try self.arguments()
    } else if startsValue {
      let argumentStart = position
      let argument = try postfix(try primary(), from: argumentStart)
      arguments = [TemplateArgument(name: nil, value: argument)]
    }
    let test = try node(.test(value, name, arguments), from: start)
    return isNegated ? try node(.not(test), from: start) : test
  }

  private var startsValue: Bool {
    switch current {
    case .name(let name): !["else", "or", "and", "is", "if", "in", "not"].contains(name)
    case .string, .integer, .number: true
    case .sign(let sign): sign == "[" || sign == "{"
    default: false
    }
  }

  mutating func arguments() throws(TemplateError) -> [TemplateArgument] {
    try expect(.sign("("), "(")
    var arguments: [TemplateArgument] = []
    while !takeSign(")") {
      if !arguments.isEmpty { try expect(.sign(","), ", or )") }
      if takeSign(")") { break }
      if current == .sign("*") || current == .sign("**") {
        throw TemplateError(.unsupported, line: line, "arguments from a list are left out on purpose")
      }
      if case .name(let name) = current, peek(1) == .sign("=") {
        advance()
        advance()
        arguments.append(TemplateArgument(name: name, value: try expression()))
      } else {
        guard arguments.last?.name == nil else { throw failure("a positional argument behind a named one") }
        arguments.append(TemplateArgument(name: nil, value: try expression()))
      }
    }
    return arguments
  }
}
