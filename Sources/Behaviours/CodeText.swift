/// Which parts of an answer are program text.
enum CodeText {
  /// Code of an answer: what stands in fences, and lines that can only be code. `language` is the fence's word, if any.
  struct Block: Sendable, Equatable {
    let language: String?
    let text: String
  }

  static func blocks(in answer: String) -> [Block] {
    var blocks: [Block] = []
    var lines: [Substring] = []
    var loose: [Substring] = []
    var fence: (mark: String, language: String?)?

    func endLoose() {
      if !loose.isEmpty { blocks.append(Block(language: nil, text: loose.joined(separator: "\n"))) }
      loose = []
    }

    var blockIndent = false
    for line in answer.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
      let trimmed = line.drop(while: \.isWhitespace)
      if let open = fence {
        if trimmed.hasPrefix(open.mark) {
          blocks.append(Block(language: open.language, text: lines.joined(separator: "\n")))
          lines = []
          fence = nil
        } else {
          lines.append(line)
        }
        continue
      }
      if let mark = ["```", "~~~"].first(where: { trimmed.hasPrefix($0) }) {
        endLoose()
        let word = trimmed.drop(while: { $0 == "`" || $0 == "~" }).prefix(while: { !$0.isWhitespace })
        fence = (mark, word.isEmpty ? nil : word.lowercased())
      } else if isCodeLine(line) || (blockIndent && !trimmed.isEmpty && line.first?.isWhitespace == true) {
        // Inside an indented block every line belongs to the code above.
        blockIndent = line.last == ":" || line.last == "{" || blockIndent
        loose.append(line)
      } else if !trimmed.isEmpty {
        blockIndent = false
        endLoose()
      }
    }
    // An answer cut off inside a fence.
    if let open = fence, !lines.isEmpty { blocks.append(Block(language: open.language, text: lines.joined(separator: "\n"))) }
    endLoose()
    return blocks
  }

  /// Lines without code, fences and all.
  static func withoutCode(_ answer: String) -> String {
    var kept: [Substring] = []
    var inFence = false
    for line in answer.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
      let trimmed = line.drop(while: \.isWhitespace)
      if trimmed.hasPrefix("```") || trimmed.hasPrefix("~~~") {
        inFence.toggle()
      } else if !inFence, !isCodeLine(line) {
        kept.append(line)
      }
    }
    return kept.joined(separator: "\n")
  }

  /// Words of a prompt that ask for code, or bring some along.
  static func asksForCode(_ prompt: String) -> Bool {
    if prompt.contains("```") || !blocks(in: prompt).isEmpty { return true }
    return TextTokens.words(of: prompt).contains(where: requests.contains)
  }

  private static let requests: Set<String> = [
    "code", "coding", "function", "functions", "script", "scripts", "program", "programs", "programming", "python",
    "javascript",
    "java", "typescript", "swift", "rust", "golang", "sql", "query", "html", "css", "bash", "shell", "regex",
    "implement",
    "implementation", "algorithm", "class", "method", "api", "snippet", "compile", "debug", "bug", "refactor",
    "command", "json",
    "xml", "yaml", "latex", "markdown", "c++", "php", "ruby", "kotlin", "matlab", "excel", "formula", "pseudocode",
    "unittest",
    "software", "variable", "loop", "recursion", "parser", "terminal", "dockerfile", "makefile", "config", "powershell",
  ]

  /// Whether a line outside a fence can only be code. Prose that mentions code is none.
  static func isCodeLine(_ line: Substring) -> Bool {
    let text = line.trimmingSpaces()
    guard text.count >= 3 else { return text == "}" || text == "};" || text == ");" }
    if text.hasPrefix("#include") || text.hasPrefix("#!/") || text.hasPrefix("<?php") || text.hasPrefix("<!DOCTYPE") { return true }
    if text.hasPrefix("<"), text.hasSuffix(">"), text.contains("</") || text.contains("=\"") { return true }
    let words = text.split(separator: " ", maxSplits: 3).map(String.init)
    let first = words[0]
    let blockWords = ["def", "class", "if", "elif", "for", "while", "with", "async"]
    if text.hasSuffix(":"), text.contains("("), text.contains(")"), blockWords.contains(first) { return true }
    if text.hasSuffix(":"), ["try", "else", "finally"].contains(text.dropLast()) { return true }
    if text.hasSuffix(":"), first == "class", words.count == 2 { return true }
    if text.hasSuffix(":"), first == "except" || (first == "for" && text.contains(" in ")) && words.count >= 4 && !text.contains(",") {
      return first == "except" || text.contains(" in range") || text.split(separator: " ").count <= 5
    }
    if first == "import" || (first == "from" && text.contains(" import ")) {
      return words.count <= 3 || text.contains(",") || text.contains(" as ") || first == "from"
    }
    if ["function", "public", "private", "static", "void", "func", "fn", "int", "const", "let", "var"].contains(first),
      text.contains("(") || text.contains("="), text.hasSuffix("{") || text.hasSuffix(";") || text.hasSuffix(")") || text.contains(" = ")
    {
      return true
    }
    if first == "return", words.count >= 2, text.contains("(") || text.contains("[") || text.hasSuffix(";") || words.count == 2 {
      return text.hasSuffix(";") || !text.hasSuffix(".")
    }
    if text.hasSuffix("{") || text.hasSuffix("};") { return text.contains("(") || text.contains("=") || text.hasPrefix("}") }
    if text.hasSuffix(";"), text.contains("(") || text.contains("=") { return true }
    return isAssignment(text) || isCall(text) || isQuery(text)
  }

  /// `name = …`, `name.other += …`, `a[i] = …`.
  private static func isAssignment(_ text: Substring) -> Bool {
    guard let sign = text.firstRange(of: " = ") ?? text.firstRange(of: " += ") ?? text.firstRange(of: " -= ") else { return false }
    let left = text[..<sign.lowerBound]
    guard !left.isEmpty, left.first?.isNumber != true else { return false }
    return left.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "_.[]'\"$,*".contains($0)) || $0 == " " }
      && left.split(separator: " ").count <= (left.contains(",") ? 4 : 1)
  }

  /// `name(…)` or `a.b(…)` and nothing else on the line.
  private static func isCall(_ text: Substring) -> Bool {
    guard text.hasSuffix(")"), let open = text.firstIndex(of: "("), open > text.startIndex else { return false }
    let callee = text[..<open]
    return callee.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || $0 == ".") }
      && callee.first?.isNumber != true
  }

  /// `SELECT … FROM …;` and its kin, in capitals as queries are written.
  private static func isQuery(_ text: Substring) -> Bool {
    [
      "SELECT ", "INSERT INTO ", "UPDATE ", "DELETE FROM ", "CREATE TABLE ", "DROP TABLE ",
    ].contains { text.hasPrefix($0) }
  }
}

extension Substring {
  func trimmingSpaces() -> Substring {
    var rest = self.drop(while: \.isWhitespace)
    while let last = rest.last, last.isWhitespace { rest = rest.dropLast() }
    return rest
  }
}
