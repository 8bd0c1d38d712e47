/// Texts between quotation marks: what code is made to say.
enum CodeStrings {
  /// Of at least two words, joined by line breaks.
  static func text(in answer: String) -> String {
    var texts = [String](), current = "", mark: Character?
    for character in answer {
      if let open = mark {
        if character == open || character.isNewline {
          texts.append(current)
          (current, mark) = ("", nil)
        } else {
          current.append(character)
        }
      } else if character == "\"" || character == "'" {
        mark = character
      }
    }
    texts.append(current)
    return texts.filter { $0.split(whereSeparator: \.isWhitespace).count >= 2 }.joined(separator: "\n")
  }
}
