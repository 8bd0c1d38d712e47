/// An expression of a template.
///
/// A class, so that trees are shared and not copied; `depth` bounds every walk over it.
final class TemplateNode: Sendable {
  indirect enum Kind: Sendable {
    case none
    case bool(Bool)
    case integer(Int)
    case number(Double)
    case text(MarkedText)
    case name(String)
    case attribute(TemplateNode, String)
    case item(TemplateNode, TemplateNode)
    case slice(TemplateNode, from: TemplateNode?, to: TemplateNode?, step: TemplateNode?)
    case call(TemplateNode, [TemplateArgument])
    case filter(TemplateNode, String, [TemplateArgument])
    case test(TemplateNode, String, [TemplateArgument])
    case unary(String, TemplateNode)
    case binary(String, TemplateNode, TemplateNode)
    case compare(TemplateNode, [(operation: String, operand: TemplateNode)])
    case and(TemplateNode, TemplateNode)
    case or(TemplateNode, TemplateNode)
    case not(TemplateNode)
    case conditional(TemplateNode, then: TemplateNode, otherwise: TemplateNode?)
    case list([TemplateNode])
    case tuple([TemplateNode])
    case dictionary([(key: TemplateNode, value: TemplateNode)])
    case concatenation([TemplateNode])
  }

  /// Deeper expressions are refused by the parser.
  static let deepest = 160

  let kind: Kind
  let line: Int
  let depth: Int
  /// Where it stands in the template's scalars.
  let source: Range<Int>

  init(_ kind: Kind, line: Int, source: Range<Int>) {
    self.kind = kind
    self.line = line
    self.source = source
    depth = 1 + Self.children(kind).reduce(0) { max($0, $1.depth) }
  }

  var children: [TemplateNode] { Self.children(kind) }

  private static func children(_ kind: Kind) -> [TemplateNode] {
    switch kind {
    case .none, .bool, .integer, .number, .text, .name: []
    case .attribute(let node, _), .unary(_, let node), .not(let node): [node]
    case .item(let one, let two), .binary(_, let one, let two), .and(let one, let two), .or(let one, let two):
      [one, two]
    case .slice(let node, let from, let to, let step): [node] + [from, to, step].compactMap { $0 }
    case .call(let node, let arguments), .filter(let node, _, let arguments), .test(let node, _, let arguments):
      [node] + arguments.map(\.value)
    case .compare(let node, let rest): [node] + rest.map(\.operand)
    case .conditional(let test, let then, let otherwise): [test, then] + (otherwise.map { [$0] } ?? [])
    case .list(let nodes), .tuple(let nodes), .concatenation(let nodes): nodes
    case .dictionary(let entries): entries.flatMap { [$0.key, $0.value] }
    }
  }
}

/// An argument of a call; `name` nil where it goes by position.
struct TemplateArgument: Sendable {
  var name: String?
  var value: TemplateNode
}

/// What `set` and `for` assign to.
enum TemplateTarget: Sendable {
  case name(String)
  case names([String])
  /// `ns.field`
  case field(String, String)
}

indirect enum TemplateStatement: Sendable {
  case text(MarkedText)
  case output(TemplateNode)
  case choice([(test: TemplateNode, body: [TemplateStatement])], otherwise: [TemplateStatement])
  case loop(TemplateFor)
  case set(TemplateTarget, TemplateNode)
  /// `set x` … `endset`, with filters on the captured text.
  case capture(TemplateTarget, filters: [(name: String, arguments: [TemplateArgument], line: Int)], [TemplateStatement])
  case filtered(filters: [(name: String, arguments: [TemplateArgument], line: Int)], [TemplateStatement])
  case scope([(name: String, value: TemplateNode)], [TemplateStatement])
  case macro(TemplateMacro)
  case call(TemplateNode, TemplateMacro)
  case stop(line: Int)
  case next(line: Int)
}

struct TemplateFor: Sendable {
  var target: TemplateTarget
  var items: TemplateNode
  var test: TemplateNode?
  var body: [TemplateStatement]
  var otherwise: [TemplateStatement]
  var line: Int
}
