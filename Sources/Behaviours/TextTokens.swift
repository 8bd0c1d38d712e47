/// One word or mark of a text, lower case.
struct TextToken: Hashable, Sendable {
  let text: String
  /// False for punctuation and other marks. An emoji counts as a word.
  let isWord: Bool
}

/// Text cut into words and marks: case and white space folded, curly quotes straightened.
enum TextTokens {
  /// Words are runs of letters, digits, `_` and inner apostrophes. In scripts written without spaces every character is
  /// a word. A run of the same mark is one token (`...`, three backquotes).
  static func tokens(of text: String) -> [TextToken] {
    var result: [TextToken] = []
    var word = ""
    var characters = Array(text)
    for index in characters.indices where characters[index] == "’" || characters[index] == "‘" {
      characters[index] = "'"
    }

    func endWord() {
      if !word.isEmpty { result.append(TextToken(text: word.lowercased(), isWord: true)) }
      word = ""
    }

    var index = 0
    while index < characters.count {
      let character = characters[index]
      if isUnspaced(character) {
        endWord()
        result.append(TextToken(text: String(character).lowercased(), isWord: true))
      } else if isWordCharacter(character) {
        word.append(character)
      } else if character == "'", !word.isEmpty, index + 1 < characters.count, characters[index + 1].isLetter {
        word.append(character)
      } else {
        endWord()
        if !character.isWhitespace {
          var end = index + 1
          while end < characters.count, characters[end] == character { end += 1 }
          let isPicture = isEmoji(character)
          result.append(TextToken(text: String(characters[index..<end]), isWord: isPicture))
          index = end
          continue
        }
      }
      index += 1
    }
    endWord()
    return result
  }

  /// Words only.
  static func words(of text: String) -> [String] {
    tokens(of: text).filter(\.isWord).map(\.text)
  }

  /// Lower case, straight quotes, runs of white space as one space, none at the ends.
  static func folded(_ text: String) -> String {
    var result = ""
    var pending = false
    for character in text.lowercased() {
      if character.isWhitespace {
        pending = true
        continue
      }
      if pending, !result.isEmpty { result.append(" ") }
      pending = false
      switch character {
      case "’", "‘": result.append("'")
      case "“", "”": result.append("\"")
      default: result.append(character)
      }
    }
    return result
  }

  private static func isWordCharacter(_ character: Character) -> Bool {
    character.isLetter || character.isNumber || character == "_"
  }

  private static func isEmoji(_ character: Character) -> Bool {
    guard let scalar = character.unicodeScalars.first else { return false }
    return scalar.properties.isEmojiPresentation || (scalar.properties.isEmoji && scalar.value > 0x2000)
  }

  /// Han, kana, Thai, Lao, Khmer, Myanmar: no spaces between words.
  private static func isUnspaced(_ character: Character) -> Bool {
    guard let scalar = character.unicodeScalars.first else { return false }
    switch scalar.value {
    case 0x3040...0x30FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xF900...0xFAFF, 0x20000...0x2FA1F: return true
    case 0x0E00...0x0EFF, 0x1000...0x109F, 0x1780...0x17FF: return character.isLetter
    default: return false
    }
  }
}
