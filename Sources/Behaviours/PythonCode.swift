/// Python programs in an answer.
package enum PythonCode {
  private static let names: Set<String> = ["python", "python3", "py"]

  /// Each fence that is Python's or says no language; without any, lines that can only be code. Blank ones are left out.
  package static func blocks(in answer: String) -> [String] {
    let blocks = CodeText.blocks(in: answer).filter { block in
      (block.language.map(names.contains) ?? true) && block.text.contains { !$0.isWhitespace }
    }
    let fenced = blocks.filter { $0.language != nil }
    return (fenced.isEmpty ? blocks : fenced).map(\.text)
  }
}
