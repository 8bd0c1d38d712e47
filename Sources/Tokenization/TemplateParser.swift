/// Parses a template's statements. Expressions are in `TemplateParser+Expressions.swift`.
struct TemplateParser {
  /// Blocks within blocks, and parentheses within parentheses.
  static let deepest = 64

  let tokens: [TemplateLexer.Placed]
  var position = 0
  var depth = 0
  private var loops = 0

  static func parse(_ lexer: TemplateLexer) throws(TemplateError) -> [TemplateStatement] {
    var parser = TemplateParser(tokens: lexer.tokens)
    let statements = try parser.statements(until: [])
    guard parser.current == .end else { throw parser.failure("a block end without its block") }
    return statements
  }

  private init(tokens: [TemplateLexer.Placed]) { self.tokens = tokens }

  var current: TemplateLexer.Token { tokens[position].token }
  var line: Int { tokens[position].line }

  func failure(_ problem: String) -> TemplateError { TemplateError(.malformed, line: line, problem) }

  func peek(_ offset: Int) -> TemplateLexer.Token { tokens[min(position + offset, tokens.count - 1)].token }

  mutating func advance() { if position < tokens.count - 1 { position += 1 } }

  mutating func take(_ token: TemplateLexer.Token) -> Bool {
    guard current == token else { return false }
    advance()
    return true
  }

  mutating func takeSign(_ sign: String) -> Bool { take(.sign(sign)) }

  mutating func expect(_ token: TemplateLexer.Token, _ what: String) throws(TemplateError) {
    guard take(token) else { throw failure("expected \(what)") }
  }

  mutating func name(_ what: String) throws(TemplateError) -> String {
    guard case .name(let name) = current else { throw failure("expected \(what)") }
    advance()
    return name
  }

  mutating func enter() throws(TemplateError) {
    depth += 1
    guard depth <= Self.deepest else { throw TemplateError(.tooMuch, line: line, "nested deeper than \(Self.deepest)") }
  }

  /// Statements up to a block whose name is in `ends`; that block's start and name stay.
  private mutating func statements(until ends: Set<String>) throws(TemplateError) -> [TemplateStatement] {
    try enter()
    defer { depth -= 1 }
    var statements: [TemplateStatement] = []
    while true {
      switch current {
      case .end: return statements
      case .text(let text):
        statements.append(.text(text))
        advance()
      case .openOutput:
        advance()
        statements.append(.output(try tuple()))
        try expect(.closeOutput, "the end of an output tag")
      case .openBlock:
        guard case .name(let name) = peek(1) else { throw failure("expected a block's name") }
        if ends.contains(name) { return statements }
        advance()
        advance()
        statements += try block(name)
      default: throw failure("unexpected text in a tag")
      }
    }
  }

  private mutating func closeBlock() throws(TemplateError) { try expect(.closeBlock, "the end of a block tag") }

  /// The statements up to an end block, with that block taken.
  private mutating func body(until end: String) throws(TemplateError) -> [TemplateStatement] {
    try closeBlock()
    let body = try statements(until: [end])
    try finish(end)
    return body
  }

  private mutating func finish(_ end: String) throws(TemplateError) {
    guard take(.openBlock), take(.name(end)) else { throw failure("the template ends before \(end)") }
    try closeBlock()
  }

  private mutating func block(_ name: String) throws(TemplateError) -> [TemplateStatement] {
    switch name {
    case "if": return [try choice()]
    case "for": return [try loop()]
    case "set": return [try assignment()]
    case "macro":
      let name = try self.name("a macro's name")
      let macro = try macro(named: name, parameters: try parameters(), until: "endmacro")
      return [.macro(macro)]
    case "call":
      let parameters = current == .sign("(") ? try parameters() : []
      let line = line
      let call = try expression()
      guard case .call = call.kind else { throw TemplateError(.malformed, line: line, "a call block without a call") }
      return [.call(call, try macro(named: "caller", parameters: parameters, until: "endcall"))]
    case "filter":
      let filters = try filterNames()
      return [.filtered(filters: filters, try body(until: "endfilter"))]
    case "with": return [try with()]
    // What transformers adds, to mark the assistant's part; it prints as it is.
    case "generation": return try body(until: "endgeneration")
    case "break", "continue":
      guard loops > 0 else { throw failure("\(name) outside a loop") }
      let line = line
      try closeBlock()
      return [name == "break" ? .stop(line: line) : .next(line: line)]
    case "include", "import", "from", "extends", "block", "autoescape", "do", "trans":
      throw TemplateError(.unsupported, line: line, "the block \(name) is left out on purpose")
    default: throw failure("unknown block \(name.prefix(40))")
    }
  }

  private mutating func choice() throws(TemplateError) -> TemplateStatement {
    var branches: [(test: TemplateNode, body: [TemplateStatement])] = []
    var test = try tuple(withConditional: false)
    while true {
      try closeBlock()
      branches.append((test, try statements(until: ["elif", "else", "endif"])))
      guard take(.openBlock) else { throw failure("the template ends before endif") }
      if take(.name("elif")) {
        test = try tuple(withConditional: false)
        continue
      }
      var otherwise: [TemplateStatement] = []
      if take(.name("else")) {
        try closeBlock()
        otherwise = try statements(until: ["endif"])
        guard take(.openBlock) else { throw failure("the template ends before endif") }
      }
      try expect(.name("endif"), "endif")
      try closeBlock()
      return .choice(branches, otherwise: otherwise)
    }
  }

  private mutating func target() throws(TemplateError) -> TemplateTarget {
    let isGrouped = takeSign("(")
    let first = try name("a name to assign to")
    if takeSign(".") { return .field(first, try name("a field's name")) }
    var names = [first]
    while takeSign(",") {
      guard case .name = current, current != .name("in") else { break }
      names.append(try name("a name to assign to"))
    }
    if isGrouped { try expect(.sign(")"), ")") }
    return names.count == 1 ? .name(first) : .names(names)
  }

  private mutating func loop() throws(TemplateError) -> TemplateStatement {
    let line = line
    let target = try target()
    if case .field = target { throw failure("a loop cannot assign to a field") }
    try expect(.name("in"), "in")
    let items = try tuple(withConditional: false)
    let test: TemplateNode? = take(.name("if")) ? try expression() : nil
    guard !take(.name("recursive")) else {
      throw TemplateError(.unsupported, line: line, "a recursive loop is left out on purpose")
    }
    try closeBlock()
    loops += 1
    let body = try statements(until: ["else", "endfor"])
    loops -= 1
    guard take(.openBlock) else { throw failure("the template ends before endfor") }
    var otherwise: [TemplateStatement] = []
    if take(.name("else")) {
      try closeBlock()
      otherwise = try statements(until: ["endfor"])
      guard take(.openBlock) else { throw failure("the template ends before endfor") }
    }
    try expect(.name("endfor"), "endfor")
    try closeBlock()
    return .loop(TemplateFor(target: target, items: items, test: test, body: body, otherwise: otherwise, line: line))
  }

  private mutating func assignment() throws(TemplateError) -> TemplateStatement {
    let target = try target()
    if takeSign("=") {
      let value = try tuple()
      try closeBlock()
      return .set(target, value)
    }
    let filters = takeSign("|") ? try filterNames() : []
    return .capture(target, filters: filters, try body(until: "endset"))
  }

  private mutating func filterNames() throws(TemplateError)
    -> [(name: String, arguments: [TemplateArgument], line: Int)]
  {
    var filters: [(name: String, arguments: [TemplateArgument], line: Int)] = []
    repeat {
      let line = line
      let name = try name("a filter's name")
      filters.append((name, current == .sign("(") ? try arguments() : [], line))
    } while takeSign("|")
    return filters
  }

  private mutating func with() throws(TemplateError) -> TemplateStatement {
    var values: [(name: String, value: TemplateNode)] = []
    while current != .closeBlock {
      if !values.isEmpty { try expect(.sign(","), ",") }
      let name = try name("a name")
      try expect(.sign("="), "=")
      values.append((name, try expression()))
    }
    return .scope(values, try body(until: "endwith"))
  }

  private mutating func parameters() throws(TemplateError) -> [(name: String, fallback: TemplateNode?)] {
    try expect(.sign("("), "(")
    var parameters: [(name: String, fallback: TemplateNode?)] = []
    while !takeSign(")") {
      if !parameters.isEmpty { try expect(.sign(","), ",") }
      if takeSign(")") { break }
      let name = try name("a parameter's name")
      parameters.append((name, takeSign("=") ? try expression() : nil))
    }
    return parameters
  }

  private mutating func macro(
    named name: String, parameters: [(name: String, fallback: TemplateNode?)], until end: String
  ) throws(TemplateError) -> TemplateMacro {
    let line = line
    let outer = loops
    loops = 0
    defer { loops = outer }
    return TemplateMacro(name: name, parameters: parameters, body: try body(until: end), line: line)
  }
}
