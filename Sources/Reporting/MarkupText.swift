/// Text inside XML, SVG and HTML: nothing in a model's text is markup.
enum MarkupText {
  /// One line; characters that XML 1.0 forbids are shown by number.
  static func escaped(line text: String) -> String {
    VisibleText.line(text).reduce(into: "") { shown, character in
      switch character {
      case "&": shown += "&amp;"
      case "<": shown += "&lt;"
      case ">": shown += "&gt;"
      case "\"": shown += "&quot;"
      default: shown.append(character)
      }
    }
  }

  /// Line breaks stay.
  static func escaped(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { escaped(line: String($0)) }.joined(separator: "\n")
  }
}
