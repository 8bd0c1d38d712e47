import ModelFormats

/// Why a tokenizer could not be read. One line: the file, the field, what is wrong, and what to do.
package struct TokenizerError: Error, Sendable, Equatable, CustomStringConvertible {
  package enum Kind: Sendable, Equatable {
    /// The file breaks its own format: exit code 65.
    case malformed
    /// A variant that is known and not implemented: exit code 3.
    case unsupported
    /// The file is not there or cannot be read: exit code 66.
    case unreadable
  }

  package let kind: Kind
  package let file: String
  /// Where in the file, as a path of keys or a byte offset.
  package let field: String
  package let problem: String

  package init(_ kind: Kind, file: String, field: String, _ problem: String) {
    self.kind = kind
    self.file = file
    self.field = field
    self.problem = problem
  }

  package var description: String {
    let advice =
      switch kind {
      case .malformed: "fetch the tokenizer files again"
      case .unsupported: "this tokenizer variant is not supported"
      case .unreadable: "check the path and its permissions"
      }
    return
      "\(ModelFileError.printable(file)): \(ModelFileError.printable(field)): \(ModelFileError.printable(problem)); \(advice)"
  }
}
