/// The letter that a written answer to a multiple-choice question settles on.
package enum ChoiceLetter {
  /// Nil where none of `letters` (upper case) is given, or two different ones are with nothing to prefer either.
  /// `(B)`, `B)`, `answer is B`, `option B` and a bare `B` count; "A" as an article does not.
  package static func extract(from answer: String, letters: [Character]) -> Character? {
    let tokens = tokens(of: answer)
    var marked: [Character] = []
    var announced: [Character] = []
    for (index, token) in tokens.enumerated() {
      guard token.count == 1, let letter = token.first, letters.contains(letter) else { continue }
      let before = index > 0 ? tokens[index - 1].lowercased() : ""
      let after = index + 1 < tokens.count ? tokens[index + 1] : ""
      let introducers = ["is", "option", "choice", "answer", "letter", "choose", "pick", "select", ":"]
      if before == "(" && index >= 2 && tokens[index - 2].lowercased() == "is" { announced.append(letter) }
      else if introducers.contains(before), !isArticle(letter, after) { announced.append(letter) }
      if after == ")" || (index == 0 && (after.isEmpty || after == "." || after == ":" || after == ",")) { marked.append(letter) }
    }
    // What an answer announces last is what it settled on.
    if let last = announced.last { return last }
    return Set(marked).count == 1 ? marked.first : nil
  }

  /// "is A river": an article before a word.
  private static func isArticle(_ letter: Character, _ after: String) -> Bool {
    letter == "A" && after.first.map { $0.isLetter } ?? false
  }

  /// Words and single marks, case kept.
  private static func tokens(of text: String) -> [String] {
    var result: [String] = []
    var word = ""
    for character in text {
      if character.isLetter || character.isNumber || character == "'" {
        word.append(character)
      } else {
        if !word.isEmpty { result.append(word) }
        word = ""
        if !character.isWhitespace, character != "*", character != "\"" { result.append(String(character)) }
      }
    }
    if !word.isEmpty { result.append(word) }
    return result
  }
}
