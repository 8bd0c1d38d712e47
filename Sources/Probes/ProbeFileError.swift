/// What is wrong with a file of prompts, placebos, triggers or a suite, in one line: which file, line and field, and
/// what to do about it.
package struct ProbeFileError: Error, Sendable, Equatable, CustomStringConvertible {
  package enum Kind: Sendable, Equatable {
    /// Missing, unreadable or not a regular file.
    case unreadable
    /// Read, but not of the form it should have.
    case malformed
  }

  package let kind: Kind
  package let file: String
  /// Counted from 1.
  package let line: Int?
  /// `messages[1].role`, say.
  package let field: String?
  package let problem: String

  package init(_ kind: Kind, file: String, line: Int? = nil, field: String? = nil, problem: String) {
    self.kind = kind
    self.file = file
    self.line = line
    self.field = field
    self.problem = problem
  }

  /// 66 for a file that cannot be read, 65 for one that is malformed.
  package var exitCode: Int32 { kind == .unreadable ? 66 : 65 }

  package var description: String {
    var text = Self.shown(file)
    if let line { text += ":\(line)" }
    if let field { text += ": \(Self.shown(field))" }
    return text + ": " + Self.shown(problem)
  }

  /// On one line, without control characters: what a file holds may not steer a terminal.
  static func shown(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned, .privateUse:
        result += "\\u{\(String(scalar.value, radix: 16))}"
      default:
        result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
