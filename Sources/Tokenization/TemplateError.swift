import ModelFormats

/// Why a chat template could not be read or rendered. One line: where, what, and what to do.
package struct TemplateError: Error, Sendable, Equatable, CustomStringConvertible {
  package enum Kind: Sendable, Equatable {
    /// It breaks Jinja's rules, or goes wrong while it runs: exit code 65.
    case malformed
    /// Jinja that is deliberately left out, such as `include`: exit code 3.
    case unsupported
    /// It asks for more steps, text or depth than a conversation needs: exit code 65.
    case tooMuch
    /// It called `raise_exception`: it does not take this conversation.
    case raised
    /// There is no template where one was looked for, or its file is broken.
    case missing
  }

  package let kind: Kind
  /// Line in the template, from 1; 0 where none applies.
  package let line: Int
  package let problem: String

  package init(_ kind: Kind, line: Int, _ problem: String) {
    self.kind = kind
    self.line = line
    self.problem = problem
  }

  package var description: String {
    let advice =
      switch kind {
      case .malformed: "correct the template or give another one"
      case .unsupported: "rewrite the template without it"
      case .tooMuch: "do not use this template"
      case .raised: "send a conversation that the template takes"
      case .missing: "give a chat template"
      }
    return "chat template: \(line > 0 ? "line \(line): " : "")\(ModelFileError.printable(problem)); \(advice)"
  }
}
