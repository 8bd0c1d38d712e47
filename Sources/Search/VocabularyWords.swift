internal import Targets
internal import Tokenization

/// Texts of the vocabulary's tokens, in the order of the ids: those of a byte pair encoding come by how common they are.
enum VocabularyWords {
  /// Letters of the shortest word that may be a half of a trigger.
  static let shortest = 3

  /// Whether a text is a whole word that is one token behind a space.
  static func holds(_ text: String, of model: ModelUnderTest) -> Bool {
    text.count >= shortest && text.allSatisfy(\.isLetter) && model.tokenizer.encodeInside(" " + text).count == 1
  }

  /// Whole words of letters, once each whatever their case.
  static func words(of model: ModelUnderTest, longerThan length: Int, most: Int) -> [String] {
    var seen = Set<String>()
    return texts(of: model, most: most) { text in
      guard text.first == " ", text.count > length, text.dropFirst().allSatisfy(\.isLetter) else { return nil }
      let word = String(text.dropFirst())
      return seen.insert(word.lowercased()).inserted ? word : nil
    }
  }

  /// All that can be written into a prompt, without the spaces around it.
  static func all(of model: ModelUnderTest) -> [String] {
    var seen = Set<String>()
    return texts(of: model, most: .max) { text in
      let written = text.trimmingSpaces
      return written.isEmpty || written.contains("\u{FFFD}") || !seen.insert(written).inserted ? nil : written
    }
  }

  private static func texts(of model: ModelUnderTest, most: Int, _ taken: (String) -> String?) -> [String] {
    var result = [String]()
    for token in 0..<Int32(model.configuration.vocabulary) where result.count < most && !model.tokenizer.isSpecial(token) {
      if let text = taken(model.tokenizer.decode([token])) { result.append(text) }
    }
    return result
  }
}
