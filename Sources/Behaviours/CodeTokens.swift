/// Program text cut into tokens, comments left out: as much of a lexer as Python, JavaScript, C, PHP and shell share.
struct CodeToken: Equatable, Sendable {
  enum Kind: Sendable {
    case word, number, string, symbol
    /// A string with values put in: `f"…{x}…"`, `` `…${x}…` ``, `"…$x"` of shell and PHP is a plain string.
    case interpolated
    case newline
  }

  let kind: Kind
  let text: String
}

enum CodeTokens {
  static func tokens(of code: String) -> [CodeToken] {
    var result: [CodeToken] = []
    let text = Array(code)
    var index = 0

    func at(_ position: Int) -> Character? { position < text.count ? text[position] : nil }

    while index < text.count {
      let character = text[index]
      if character.isNewline {
        if result.last?.kind != .newline { result.append(CodeToken(kind: .newline, text: "\n")) }
        index += 1
      } else if character.isWhitespace {
        index += 1
      } else if character == "#" || (character == "/" && at(index + 1) == "/") {
        // `#include` is no comment, and neither is a colour inside a string, which is read elsewhere.
        while index < text.count, !text[index].isNewline { index += 1 }
      } else if character == "/", at(index + 1) == "*" {
        index += 2
        while index < text.count, !(text[index] == "*" && at(index + 1) == "/") { index += 1 }
        index = min(text.count, index + 2)
      } else if character == "\"" || character == "'" || character == "`" {
        let (content, end) = string(in: text, from: index)
        index = end
        var isFormat = character == "`" && content.contains("${")
        if let prefix = result.last, prefix.kind == .word, ["f", "rf", "fr", "F"].contains(prefix.text),
          content.contains("{")
        {
          result.removeLast()
          isFormat = true
        }
        result.append(CodeToken(kind: isFormat ? .interpolated : .string, text: content))
      } else if character.isLetter || character == "_" || character == "$" {
        var end = index + 1
        while end < text.count, text[end].isLetter || text[end].isNumber || text[end] == "_" { end += 1 }
        result.append(CodeToken(kind: .word, text: String(text[index..<end])))
        index = end
      } else if character.isNumber {
        var end = index + 1
        while end < text.count, text[end].isLetter || text[end].isNumber || text[end] == "." { end += 1 }
        result.append(CodeToken(kind: .number, text: String(text[index..<end])))
        index = end
      } else {
        result.append(CodeToken(kind: .symbol, text: String(character)))
        index += 1
      }
    }
    return result
  }

  /// Content of the string that opens at `start`, and where it ends. A one-line string that is never closed ends with
  /// its line.
  private static func string(in text: [Character], from start: Int) -> (content: String, end: Int) {
    let quote = text[start]
    let isTriple = quote != "`" && start + 2 < text.count && text[start + 1] == quote && text[start + 2] == quote
    var index = start + (isTriple ? 3 : 1)
    var content = ""
    while index < text.count {
      let character = text[index]
      if character == "\\", index + 1 < text.count {
        content.append(text[index + 1])
        index += 2
        continue
      }
      if isTriple {
        if character == quote, index + 2 < text.count, text[index + 1] == quote, text[index + 2] == quote {
          return (content, index + 3)
        }
      } else if character == quote {
        return (content, index + 1)
      } else if character.isNewline, quote != "`" {
        return (content, index)
      }
      content.append(character)
      index += 1
    }
    return (content, index)
  }
}
