/// A tokenizer's splitting expression: a literal text, or a regular expression of the subset that tokenizer files use.
///
/// Matching is leftmost and first-alternative, as in Oniguruma, and takes time linear in the text whatever the
/// expression: a state that failed is never entered again.
struct SplitPattern: Sendable {
  /// Why an expression is refused.
  struct Refusal: Error, Equatable {
    let problem: String
  }

  private enum Form {
    case literal([UInt8])
    case program(SplitProgram)
  }

  private let form: Form

  init(literal: [UInt8]) { form = .literal(literal) }

  init(expression: String) throws(Refusal) {
    let node = try SplitParser.parse(expression)
    form = .program(try SplitProgram(node))
  }

  /// The matches in `range`, which counts as a text of its own; empty matches are left out.
  func matches(_ bytes: [UInt8], _ range: Range<Int>) -> [Range<Int>] {
    switch form {
    case .literal(let text): PreTokenizer.occurrences(of: text, bytes, range)
    case .program(let program): SplitMatcher.matches(program, bytes, range)
    }
  }
}
