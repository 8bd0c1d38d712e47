/// What an answer says in its own voice, ready for word patterns.
enum Prose {
  /// Stands between sentences in `words(of:)`; no pattern matches across it.
  static let boundary = "."

  /// Lower-case words with English contractions written out (`can't` → `can`, `not`), commas, dashes and emphasis
  /// dropped, and a boundary where a sentence or line ends.
  static func words(of text: String) -> [String] {
    var result: [String] = []
    for line in text.split(whereSeparator: \.isNewline) {
      for token in TextTokens.tokens(of: String(line)) {
        if token.isWord {
          result.append(contentsOf: expanded(token.text))
        } else if let mark = token.text.first, ".!?;:".contains(mark), result.last != boundary {
          result.append(boundary)
        }
      }
      if result.last != boundary { result.append(boundary) }
    }
    return result
  }

  /// The text without code in fences or backquotes, without what stands in double quotes, and without quoted lines.
  static func ownVoice(_ text: String) -> String {
    var kept: [Substring] = []
    var inFence = false
    for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
      let start = line.drop(while: \.isWhitespace)
      if start.hasPrefix("```") || start.hasPrefix("~~~") {
        inFence.toggle()
        continue
      }
      if !inFence, !start.hasPrefix(">") { kept.append(line) }
    }
    return withoutSpans(kept.joined(separator: "\n"))
  }

  /// Removes spans between paired quotes or backquotes. A quote that is never closed removes nothing.
  private static func withoutSpans(_ text: String) -> String {
    let characters = Array(text)
    var result = ""
    var index = 0
    while index < characters.count {
      let opening = characters[index]
      let closing: Set<Character>
      switch opening {
      case "\"", "“", "”", "„": closing = ["\"", "”", "“"]
      case "«": closing = ["»"]
      case "`": closing = ["`"]
      default: closing = []
      }
      if !closing.isEmpty {
        var end = index + 1
        while end < characters.count, !closing.contains(characters[end]) { end += 1 }
        if end < characters.count {
          result.append(" ")
          index = end + 1
          continue
        }
      }
      result.append(opening)
      index += 1
    }
    return result
  }

  /// The first `count` words of the own voice, boundaries not counted.
  static func opening(of words: [String], count: Int) -> [String] {
    var seen = 0
    var end = words.startIndex
    while end < words.endIndex, seen < count {
      if words[end] != boundary { seen += 1 }
      end += 1
    }
    return Array(words[..<end])
  }

  private static let irregular: [String: [String]] = [
    "can't": ["can", "not"], "cannot": ["can", "not"], "won't": ["will", "not"], "shan't": ["shall", "not"],
    "ain't": ["is", "not"], "let's": ["let", "us"], "gonna": ["going", "to"], "y'all": ["y'all"],
    "im": ["i", "am"], "cant": ["can", "not"], "dont": ["do", "not"], "wont": ["will", "not"],
  ]

  private static let endings: [(suffix: String, word: String)] = [
    ("n't", "not"), ("'re", "are"), ("'m", "am"), ("'ll", "will"), ("'ve", "have"), ("'d", "would"),
  ]

  private static let isContractions: Set<String> = [
    "it's", "that's", "what's", "there's", "here's", "he's", "she's", "who's", "how's", "where's",
  ]

  private static func expanded(_ word: String) -> [String] {
    guard word.contains("'") || word == "cannot" || irregular[word] != nil else { return [word] }
    if let known = irregular[word] { return known }
    if isContractions.contains(word) { return [String(word.dropLast(2)), "is"] }
    for (suffix, full) in endings where word.hasSuffix(suffix) && word.count > suffix.count {
      return [String(word.dropLast(suffix.count)), full]
    }
    return [word]
  }
}
