/// Runs a template's statements, within bounds on steps, text and depth.
///
/// Expressions, calls, filters, tests and methods are in the extensions.
struct TemplateInterpreter {
  /// Bounds for one rendering.
  struct Limits: Sendable {
    /// Expressions and statements, and strings by their length.
    var steps = 300_000
    /// Characters that a string or the output may have.
    var characters = 4 << 20
    /// Macros within macros.
    var calls = 40
    /// Expressions within expressions, through macros.
    var depth = 480
  }

  enum Flow { case normal, stop, next }

  let limits: Limits
  let date: TemplateDate
  var scopes: [TemplateScope]
  var output = MarkedText()
  var calls = 0
  var depth = 0
  private(set) var steps = 0

  init(globals: TemplateScope, limits: Limits, date: TemplateDate) {
    self.limits = limits
    self.date = date
    scopes = [globals, [:]]
  }

  mutating func run(_ statements: [TemplateStatement]) throws(TemplateError) -> MarkedText {
    _ = try execute(statements)
    return output
  }

  mutating func spend(_ cost: Int, line: Int) throws(TemplateError) {
    steps = addingSaturated(steps, addingSaturated(cost, 1))
    guard steps <= limits.steps else { throw TemplateError(.tooMuch, line: line, "more than \(limits.steps) steps") }
  }

  /// Refuses containers that are nested too deeply, or that hold what could lead back to itself.
  func checkDepth(_ value: TemplateValue, line: Int) throws(TemplateError) {
    guard value.depth < TemplateValue.deepest else {
      throw TemplateError(.tooMuch, line: line, "a container that is nested deeply or holds a namespace, loop or macro")
    }
  }

  /// Accounts for a walk over a whole value.
  mutating func walk(_ value: TemplateValue, line: Int) throws(TemplateError) {
    try reserve(value.weight, line: line)
  }

  /// Accounts for a string that is rewritten character by character.
  mutating func rewrite(_ characters: Int, line: Int) throws(TemplateError) {
    try reserve(characters, line: line)
    try spend(characters / 4, line: line)
  }

  /// Accounts for a string before it is made.
  mutating func reserve(_ characters: Int, line: Int) throws(TemplateError) {
    guard characters <= limits.characters else {
      throw TemplateError(.tooMuch, line: line, "a text of more than \(limits.characters) characters")
    }
    try spend(characters / 64, line: line)
  }

  private mutating func append(_ text: MarkedText, line: Int) throws(TemplateError) {
    guard text.count <= limits.characters - output.count else {
      throw TemplateError(.tooMuch, line: line, "more than \(limits.characters) characters of output")
    }
    try spend(text.count / 64, line: line)
    output.units += text.units
  }

  mutating func execute(_ statements: [TemplateStatement]) throws(TemplateError) -> Flow {
    for statement in statements {
      let flow = try execute(statement)
      if flow != .normal { return flow }
    }
    return .normal
  }

  private mutating func execute(_ statement: TemplateStatement) throws(TemplateError) -> Flow {
    switch statement {
    case .text(let text): try append(text, line: 0)
    case .output(let node):
      let value = try evaluate(node)
      try walk(value, line: node.line)
      try append(value.printed, line: node.line)
    case .choice(let branches, let otherwise): return try choose(branches, otherwise)
    case .loop(let loop): return try repeatBody(loop)
    case .set(let target, let node): try assign(try evaluate(node), to: target, line: node.line)
    case .capture(let target, let filters, let body):
      let text = try filtered(try captured(body), filters)
      try assign(text, to: target, line: filters.first?.line ?? 0)
    case .filtered(let filters, let body):
      let text = try filtered(try captured(body), filters)
      try append(text.printed, line: filters.first?.line ?? 0)
    case .scope(let values, let body):
      var scope: TemplateScope = [:]
      for value in values { scope[value.name] = try evaluate(value.value) }
      scopes.append(scope)
      let flow = try execute(body)
      scopes.removeLast()
      return flow
    case .macro(let macro): scopes[scopes.count - 1][macro.name] = .macro(macro)
    case .call(let node, let body):
      let caller = TemplateValue.caller(body, scopes)
      try append(try call(node, caller: caller).printed, line: node.line)
    case .stop(let line):
      try spend(0, line: line)
      return .stop
    case .next(let line):
      try spend(0, line: line)
      return .next
    }
    return .normal
  }

  private mutating func choose(
    _ branches: [(test: TemplateNode, body: [TemplateStatement])], _ otherwise: [TemplateStatement]
  ) throws(TemplateError) -> Flow {
    for branch in branches where try evaluate(branch.test).isTrue { return try execute(branch.body) }
    return try execute(otherwise)
  }

  /// The text that some statements print, instead of printing it.
  mutating func captured(_ body: [TemplateStatement]) throws(TemplateError) -> TemplateValue {
    let outer = output
    output = MarkedText()
    _ = try execute(body)
    let inner = output
    output = outer
    return .text(inner)
  }

  private mutating func filtered(
    _ value: TemplateValue, _ filters: [(name: String, arguments: [TemplateArgument], line: Int)]
  ) throws(TemplateError) -> TemplateValue {
    var value = value
    for filter in filters {
      value = try self.filter(filter.name, value, try evaluate(filter.arguments, line: filter.line), line: filter.line)
    }
    return value
  }

  private mutating func repeatBody(_ loop: TemplateFor) throws(TemplateError) -> Flow {
    var items = try elements(of: try evaluate(loop.items), line: loop.line)
    if let test = loop.test {
      var kept: [TemplateValue] = []
      for item in items {
        scopes.append([:])
        try assign(item, to: loop.target, line: loop.line)
        if try evaluate(test).isTrue { kept.append(item) }
        scopes.removeLast()
      }
      items = kept
    }
    if items.isEmpty { return try execute(loop.otherwise) }
    for (index, item) in items.enumerated() {
      // A scope of its own makes a turn dearer than an expression.
      try spend(7, line: loop.line)
      scopes.append(["loop": .loop(TemplateLoop(index: index, items: items))])
      try assign(item, to: loop.target, line: loop.line)
      let flow = try execute(loop.body)
      scopes.removeLast()
      if flow == .stop { break }
    }
    return .normal
  }

  private mutating func assign(_ value: TemplateValue, to target: TemplateTarget, line: Int) throws(TemplateError) {
    let top = scopes.count - 1
    switch target {
    case .name(let name): scopes[top][name] = value
    case .names(let names):
      let parts = try elements(of: value, line: line)
      guard parts.count == names.count else {
        throw TemplateError(.malformed, line: line, "\(parts.count) values for \(names.count) names")
      }
      for (name, part) in zip(names, parts) { scopes[top][name] = part }
    case .field(let name, let field):
      guard case .namespace(let namespace) = try lookUp(name, line: line) else {
        throw TemplateError(.malformed, line: line, "\(name) is not a namespace")
      }
      try checkDepth(value, line: line)
      namespace.values[field] = value
    }
  }

  func lookUp(_ name: String, line: Int) throws(TemplateError) -> TemplateValue {
    for scope in scopes.reversed() {
      if let value = scope[name] { return value }
    }
    return TemplateFunctions.names.contains(name) ? .function(name) : .undefined(name)
  }

  /// What a loop or a filter goes through.
  mutating func elements(of value: TemplateValue, line: Int) throws(TemplateError) -> [TemplateValue] {
    switch value {
    case .list(let items):
      try spend(items.count / 16, line: line)
      return items.items
    case .map(let map):
      try spend(map.entries.count / 16, line: line)
      return map.entries.map(\.key)
    case .text(let text):
      try spend(text.count / 4, line: line)
      return text.units.map { .text(MarkedText(units: [$0])) }
    case .undefined: return []
    default: throw TemplateError(.malformed, line: line, "\(value.typeName) cannot be gone through")
    }
  }
}
