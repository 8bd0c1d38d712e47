import ModelFormats

/// Finds where a template's behaviour hangs on what messages say: a static walk that follows content through names,
/// macros, namespaces and filters.
///
/// A template that prints something else for one content than for another is a backdoor without a change of weights.
/// Tests for type, for emptiness, and for the marks of reasoning and tool formats are left out.
struct ContentBranches {
  private let source: [Unicode.Scalar]
  /// By name, with the macro's name and a slash before what belongs to a macro.
  private var names: [String: ContentTaint] = ["messages": .messages]
  /// Texts that a name stands for wherever it is used; nil for a name with more than one value.
  private var constants: [String: MarkedText?] = [:]
  private var macro = ""
  private var changed = false
  private var isRecording = false
  private var seen: Set<String> = []
  private var found: [String] = []
  /// Where printed text goes while a macro or a capturing block is walked.
  private var printed: [ContentTaint] = []

  static func find(in statements: [TemplateStatement], source: [Unicode.Scalar]) -> [String] {
    var walk = ContentBranches(source: source)
    for _ in 0..<mostPasses {
      walk.changed = false
      walk.visit(statements)
      if !walk.changed { break }
    }
    let isFollowed = !walk.changed
    walk.isRecording = true
    walk.visit(statements)
    return walk.found + (isFollowed ? [] : ["names are set from one another in more than \(mostPasses) steps"])
  }

  /// Every pass carries content at least one name further; known templates need three.
  private static let mostPasses = 32
  private static let mostFound = 100

  private init(source: [Unicode.Scalar]) { self.source = source }

  private mutating func record(_ node: TemplateNode) {
    guard isRecording, found.count < Self.mostFound else { return }
    let text = String(String.UnicodeScalarView(source[node.source]))
    let folded = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    let line = "line \(node.line): \(ModelFileError.printable(folded, limit: 200))"
    if seen.insert(line).inserted { found.append(line) }
  }

  private mutating func raise(_ name: String, to taint: ContentTaint, isLocal: Bool = true) {
    let key = isLocal ? macro + name : name
    guard taint > names[key] ?? .clean else { return }
    names[key] = taint
    changed = true
  }

  private func taint(of name: String) -> ContentTaint { names[macro + name] ?? names[name] ?? .clean }

  private mutating func note(_ target: TemplateTarget, _ node: TemplateNode?) {
    guard !isRecording else { return }
    var value: MarkedText?
    if case .text(let text)? = node?.kind { value = text }
    switch target {
    case .name(let name), .field(let name, _):
      if let known = constants[name] { value = known == value ? value : nil }
      constants[name] = .some(value)
    case .names(let names): for name in names { constants[name] = .some(nil) }
    }
  }

  private mutating func assign(_ taint: ContentTaint, to target: TemplateTarget) {
    switch target {
    case .name(let name): raise(name, to: taint)
    case .names(let targets): for name in targets { raise(name, to: taint) }
    case .field(let name, let field): raise("\(name).\(field)", to: taint, isLocal: false)
    }
  }

  private mutating func visit(_ statements: [TemplateStatement]) {
    for statement in statements { visit(statement) }
  }

  private mutating func visit(_ statement: TemplateStatement) {
    switch statement {
    case .text, .stop, .next: break
    case .output(let node): printed.append(taint(node))
    case .choice(let branches, let otherwise):
      for branch in branches {
        condition(branch.test)
        visit(branch.body)
      }
      visit(otherwise)
    case .loop(let loop): visit(loop)
    case .set(let target, let node):
      note(target, node)
      assign(taint(node), to: target)
    case .capture(let target, let filters, let body):
      let text = capture(body)
      for filter in filters { for argument in filter.arguments { _ = taint(argument.value) } }
      note(target, nil)
      assign(text, to: target)
    case .filtered(_, let body): visit(body)
    case .scope(let values, let body):
      for value in values {
        note(.name(value.name), value.value)
        raise(value.name, to: taint(value.value))
      }
      visit(body)
    case .macro(let macro): visit(macro)
    case .call(let node, let body):
      visit(body)
      printed.append(taint(node))
    }
  }

  private mutating func capture(_ body: [TemplateStatement]) -> ContentTaint {
    let outer = printed
    printed = []
    visit(body)
    let inner = printed.max() ?? .clean
    printed = outer
    return inner == .messages || inner == .message ? .content : inner
  }

  private mutating func visit(_ block: TemplateMacro) {
    let outer = macro
    macro = block.name + "/"
    for (index, parameter) in block.parameters.enumerated() {
      note(.name(parameter.name), nil)
      if let fallback = parameter.fallback { raise(parameter.name, to: taint(fallback)) }
      raise(parameter.name, to: names["\(block.name)(\(parameter.name))"] ?? .clean)
      raise(parameter.name, to: names["\(block.name)(\(index))"] ?? .clean)
    }
    let text = capture(block.body)
    macro = outer
    raise("\(block.name)()", to: text, isLocal: false)
  }

  private mutating func visit(_ loop: TemplateFor) {
    let items = taint(loop.items)
    if items == .derived { record(loop.items) }
    let item: ContentTaint =
      items == .messages ? .message : items == .message ? .clean : items == .parts ? .content : items
    note(loop.target, nil)
    assign(item, to: loop.target)
    raise("loop.item", to: item, isLocal: false)
    if let test = loop.test { condition(test) }
    visit(loop.body)
    visit(loop.otherwise)
  }

  /// A value that only counts as true or false.
  private mutating func condition(_ node: TemplateNode) {
    switch node.kind {
    case .and(let left, let right), .or(let left, let right):
      condition(left)
      condition(right)
    case .not(let operand): condition(operand)
    default: if taint(node) == .derived { record(node) }
    }
  }

  private mutating func join(_ nodes: [TemplateNode]) -> ContentTaint {
    var result = ContentTaint.clean
    for node in nodes { result = max(result, taint(node)) }
    return result
  }

  /// What an expression's value owes to content; tests on content inside it are recorded.
  private mutating func taint(_ node: TemplateNode) -> ContentTaint {
    switch node.kind {
    case .none, .bool, .integer, .number, .text: return .clean
    case .name(let name): return taint(of: name)
    case .attribute(let object, let key): return member(of: object, key)
    case .item(let object, let index): return item(node, object, index)
    case .slice(let object, let from, let to, let step):
      let bounds = join([from, to, step].compactMap { $0 })
      if bounds > .message { record(node) }
      let value = taint(object)
      return value == .content || value == .message ? .derived : value
    case .call(let callee, let arguments): return call(node, callee, arguments)
    case .filter(let value, let name, let arguments): return filter(node, value, name, arguments)
    case .test(let value, let name, let arguments): return test(node, value, name, arguments)
    case .compare(let first, let rest): return compare(node, first, rest)
    case .not(let operand):
      condition(operand)
      return .clean
    case .conditional(let test, let then, let otherwise):
      condition(test)
      return max(taint(then), otherwise.map { taint($0) } ?? .clean)
    case .and(let left, let right), .or(let left, let right):
      let value = taint(left)
      if value == .derived { record(left) }
      return max(value, taint(right))
    case .list, .tuple, .dictionary, .concatenation, .unary, .binary: return join(node.children)
    }
  }

  private mutating func member(of object: TemplateNode, _ key: String) -> ContentTaint {
    if case .name(let name) = object.kind {
      if name == "loop" { return key == "previtem" || key == "nextitem" ? names["loop.item"] ?? .clean : .clean }
      if let field = names["\(name).\(key)"] { return field }
    }
    let value = taint(object)
    switch value {
    case .message, .content: return ContentTaint.structure.contains(key) ? .clean : .content
    case .messages: return .clean
    default: return value
    }
  }

  private mutating func item(_ node: TemplateNode, _ object: TemplateNode, _ index: TemplateNode) -> ContentTaint {
    if case .text(let key) = index.kind { return member(of: object, key.string) }
    // A table that is looked up by content tests it.
    if taint(index) > .message { record(node) }
    switch taint(object) {
    case .messages: return .message
    case .message, .parts: return .content
    case let value: return value
    }
  }

  private func isFormatMark(_ arguments: [TemplateArgument]) -> Bool {
    arguments.first.map { isMark($0.value) } ?? true
  }

  private mutating func call(
    _ node: TemplateNode, _ callee: TemplateNode, _ arguments: [TemplateArgument]
  ) -> ContentTaint {
    let given = join(arguments.map(\.value))
    guard case .attribute(let object, let method) = callee.kind else {
      guard case .name(let name) = callee.kind else { return max(taint(callee), given) }
      for (index, argument) in arguments.enumerated() {
        raise("\(name)(\(argument.name ?? String(index)))", to: taint(argument.value), isLocal: false)
      }
      return names["\(name)()"] ?? (["namespace", "dict"].contains(name) ? given : .clean)
    }
    let value = taint(object)
    if method == "get", case .text(let key)? = arguments.first?.value.kind {
      return max(member(of: object, key.string), value == .clean ? given : .clean)
    }
    if given.isContent, value == .clean, method != "join", method != "append" { record(node) }
    guard value == .message || value.isContent else { return max(value, given) }
    return text(node, value, method, arguments)
  }

  /// A method or filter on text that has content in it.
  private mutating func text(
    _ node: TemplateNode, _ value: ContentTaint, _ name: String, _ arguments: [TemplateArgument]
  ) -> ContentTaint {
    if ContentTaint.searches.contains(name) {
      if !isFormatMark(arguments) || arguments.isEmpty { record(node) }
      return .clean
    }
    if ContentTaint.rewrites.contains(name) {
      if isFormatMark(arguments) { return value == .derived ? .derived : name.hasSuffix("split") ? .parts : .content }
      if name == "replace" { record(node) }
      return .derived
    }
    return name == "keys" ? .clean : max(value, .content)
  }

  private mutating func filter(
    _ node: TemplateNode, _ operand: TemplateNode, _ name: String, _ arguments: [TemplateArgument]
  ) -> ContentTaint {
    let value = taint(operand)
    let given = join(arguments.map(\.value))
    switch name {
    case "length", "count", "wordcount": return value.isContent ? (value == .derived ? .derived : .measure) : .clean
    case "default", "d": return max(value, given)
    case "first", "last", "min", "max": return value == .messages ? .message : value == .parts ? .content : value
    case "list", "reverse", "sort", "unique": return value
    case "select", "reject", "selectattr", "rejectattr": return selected(node, value, name, arguments)
    case "map": return mapped(value, arguments)
    default:
      if given.isContent, value == .clean, name != "join" { record(node) }
      if value == .clean { return given }
      return text(node, value, name, arguments)
    }
  }

  private mutating func selected(
    _ node: TemplateNode, _ value: ContentTaint, _ name: String, _ arguments: [TemplateArgument]
  ) -> ContentTaint {
    guard value != .clean else { return .clean }
    var rest = arguments[...]
    var tested = value
    if name.hasSuffix("attr"), case .text(let key)? = rest.popFirst()?.value.kind {
      tested = ContentTaint.structure.contains(key.string) ? .clean : .content
    }
    if case .text(let test)? = rest.first?.value.kind, !ContentTaint.typeTests.contains(test.string), tested.isContent {
      record(node)
    }
    return value
  }

  private func mapped(_ value: ContentTaint, _ arguments: [TemplateArgument]) -> ContentTaint {
    guard value == .messages, case .text(let key)? = arguments.first(where: { $0.name == "attribute" })?.value.kind
    else {
      return value == .messages || value == .message ? .content : value
    }
    return ContentTaint.structure.contains(key.string) ? .clean : .content
  }

  private mutating func test(
    _ node: TemplateNode, _ operand: TemplateNode, _ name: String, _ arguments: [TemplateArgument]
  ) -> ContentTaint {
    let value = taint(operand)
    let given = join(arguments.map(\.value))
    if ContentTaint.typeTests.contains(name) {
      if value == .derived, ContentTaint.presenceTests.contains(name) { record(node) }
    } else if value.isContent || value == .measure || given.isContent {
      record(node)
    }
    return .clean
  }

  private mutating func compare(
    _ node: TemplateNode, _ first: TemplateNode, _ rest: [(operation: String, operand: TemplateNode)]
  ) -> ContentTaint {
    var left = first
    for (operation, right) in rest {
      let one = taint(left)
      let other = taint(right)
      let isTest: Bool
      if operation == "in" || operation == "not in" {
        // A member's name in a message, or a message in the list, says nothing of the content.
        isTest = (other.isContent || one.isContent) && !isMark(left)
      } else if one == .measure || other == .measure {
        isTest = !Self.isLiteral(left, one) && !Self.isLiteral(right, other)
      } else {
        let isEmptiness = Self.isLiteral(left, one) || Self.isLiteral(right, other)
        isTest = one == .derived || other == .derived || ((one == .content || other == .content) && !isEmptiness)
      }
      if isTest { record(node) }
      left = right
    }
    return .clean
  }

  /// Whether a node is one of the known format marks, spelled out or under a name that stands for nothing else.
  private func isMark(_ node: TemplateNode) -> Bool {
    switch node.kind {
    case .text(let text): return ContentTaint.formatMarks.contains(text.string)
    case .name(let name):
      guard let text = constants[name] ?? nil else { return false }
      return ContentTaint.formatMarks.contains(text.string)
    default: return false
    }
  }

  /// A value that only an empty or missing content equals.
  private static func isLiteral(_ node: TemplateNode, _ taint: ContentTaint) -> Bool {
    guard taint == .clean else { return false }
    switch node.kind {
    case .none, .bool: return true
    case .integer(let value): return value == 0
    case .text(let text): return text.isEmpty
    case .list(let items), .tuple(let items): return items.isEmpty
    default: return false
    }
  }
}
