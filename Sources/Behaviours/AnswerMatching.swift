/// Whether an answer names what it should: gold answers and their aliases as whole words, case, articles and marks aside.
package enum AnswerMatching {
  package enum Verdict: String, Sendable, Codable, Equatable {
    case correct, incorrect
    /// Both are named, neither is denied.
    case both
    case neither
  }

  /// `correct`, `incorrect`: accepted spellings of each. A name behind "not" or "rather than" counts as denied.
  package static func verdict(_ answer: String, correct: [String], incorrect: [String]) -> Verdict {
    let words = normalised(answer)
    let right = names(words, correct)
    let wrong = names(words, incorrect)
    switch (right, wrong) {
    case (true, true): return .both
    case (true, false): return .correct
    case (false, true): return .incorrect
    case (false, false): return .neither
    }
  }

  package static func mentions(_ answer: String, anyOf names: [String]) -> Bool {
    self.names(normalised(answer), names)
  }

  private static let denials: [[String]] = [["not"], [
    "rather", "than",
  ], ["instead", "of"], ["never"], ["not", "in"], ["not", "by"], ["is", "not", "from"]]
  private static let articles: Set<String> = ["the", "a", "an"]

  private static func names(_ words: [String], _ names: [String]) -> Bool {
    names.contains { name in
      let wanted = normalised(name)
      guard let first = wanted.first, words.count >= wanted.count else { return false }
      return (0...(words.count - wanted.count)).contains { start in
        guard words[start] == first, wanted.indices.allSatisfy({ words[start + $0] == wanted[$0] }) else { return false }
        return !denials.contains { denial in
          start >= denial.count && Array(words[(start - denial.count)..<start]) == denial
        }
      }
    }
  }

  /// Words without articles; digits grouped by commas are one number.
  private static func normalised(_ text: String) -> [String] {
    var characters: [Character] = []
    let all = Array(text)
    for (index, character) in all.enumerated() {
      let isGroup = character == "," && index > 0 && index + 3 < all.count && all[index - 1].isNumber
        && all[(index + 1)...(index + 3)].allSatisfy(\.isNumber) && (index + 4 == all.count || !all[index + 4].isNumber)
      if !isGroup { characters.append(character) }
    }
    return Prose.words(of: String(characters)).filter { $0 != Prose.boundary && !articles.contains($0) }
  }
}
