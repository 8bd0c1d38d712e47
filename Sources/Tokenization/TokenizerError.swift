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
  /// Byte at which the field's value starts, or that of the nearest field around it; nil where no document holds one.
  package let offset: Int?

  package init(_ kind: Kind, file: String, field: String, offset: Int? = nil, _ problem: String) {
    self.kind = kind
    self.file = file
    self.field = field
    self.offset = offset
    self.problem = problem
  }

  /// The same, with the offset of its field in the document that it is about.
  func located(in root: JSONValue) -> TokenizerError {
    offset == nil ? TokenizerError(kind, file: file, field: field, offset: root.offset(ofNearest: field), problem) : self
  }

  package var description: String {
    let advice =
      switch kind {
      case .malformed: "fetch the tokenizer files again"
      case .unsupported: "this tokenizer variant is not supported"
      case .unreadable: "check the path and its permissions"
      }
    return
      "\(ModelFileError.printable(file)): \(ModelFileError.printable(field))\(offset.map { " (byte \($0))" } ?? ""): \(ModelFileError.printable(problem)); \(advice)"
  }
}
