/// What is wrong with a model file, where, and what to do about it. `description` is one printable line.
package struct ModelFileError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The sort of fault, which decides the exit code (`contract.md`): 66, 65, 3 and 2 in this order.
  package enum Kind: String, Sendable {
    /// The file is missing, or cannot be read.
    case unreadable
    /// The file breaks its format's rules, or contradicts itself.
    case malformed
    /// The file is sound, but holds something that this program does not handle.
    case unsupported
    /// The file is sound, but its weights are not finite numbers.
    case defective
  }

  package let kind: Kind
  /// Path as the user or the folder gave it.
  package let file: String
  /// The field, key or tensor at fault; empty when the file as a whole is.
  package let field: String
  /// What is wrong with it, a clause without a full stop.
  package let problem: String
  /// Byte offset in `file`, where the fault has one.
  package let offset: Int?
  /// What to do, where there is something.
  package let advice: String?

  package init(
    _ kind: Kind, file: String, field: String = "", problem: String, offset: Int? = nil, advice: String? = nil
  ) {
    self.kind = kind
    self.file = file
    self.field = field
    self.problem = problem
    self.offset = offset
    self.advice = advice
  }

  package var description: String {
    var line = "\(Self.printable(file)): "
    if !field.isEmpty { line += "\(Self.printable(field)): " }
    line += Self.printable(problem)
    if let offset { line += " (at byte \(offset))" }
    if let advice { line += "; \(Self.printable(advice))" }
    return line
  }

  /// A text from a file, cut to `limit` characters and with everything that could steer a terminal or reorder the
  /// line (controls, bidirectional marks, zero-width and private characters) written out as `U+XXXX`.
  package static func printable(_ text: String, limit: Int = 300) -> String {
    var result = ""
    var left = limit
    for scalar in text.unicodeScalars {
      if left == 0 { return result + "…" }
      left -= 1
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned:
        let digits = String(scalar.value, radix: 16, uppercase: true)
        result += "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
      default:
        result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
