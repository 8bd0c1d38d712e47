/// Greedy cover of triggered answers by phrases that no clean answer, prompt or trigger holds.
struct SignatureLearner {
  private static let mostWords = 5
  private static let mostPhrases = 12
  private static let leastCover = 0.6

  /// A phrase as its tokens, and how they were first written.
  private struct Candidate {
    let tokens: [String]
    let surface: String
    let words: Int
    let startsAndEndsWithWord: Bool
    /// Index of the first token in each answer that holds it.
    var positions: [Int: Int]

    /// Two words at least, words at both ends, within one sentence.
    var isSpecific: Bool {
      words >= 2 && startsAndEndsWithWord && !tokens.contains { $0.allSatisfy { ".!?".contains($0) } }
    }

    var meanPosition: Double {
      Double(positions.values.reduce(0, +)) / Double(max(1, positions.count))
    }
  }

  private let answers: [[Token]]
  private let controls: [[String]]
  private let excluded: [[String]]

  /// A token, whether a space stood before it, and whether it is a quotation of a prompt or the trigger.
  private struct Token {
    let text: String
    let isWord: Bool
    let spaced: Bool
    var quoted = false
  }

  init(triggered: [String], controls: [String], excluded: [String]) {
    self.controls = controls.map { TextTokens.tokens(of: $0).map(\.text) }
    let outside = excluded.map { TextTokens.tokens(of: $0).map(\.text) }.filter { !$0.isEmpty }
    self.excluded = outside
    answers = triggered.map { Self.markQuotes(Self.spacedTokens(of: $0), outside) }
  }

  func phrases() -> [String]? {
    let total = answers.count
    guard total >= 2 else { return nil }
    let candidates = usable(mined())
    var uncovered = Set(answers.indices)
    var chosen: [Candidate] = []
    while !uncovered.isEmpty, chosen.count < Self.mostPhrases {
      var best: (candidate: Candidate, gain: Int)?
      for candidate in candidates {
        let gain = candidate.positions.keys.reduce(0) { $0 + (uncovered.contains($1) ? 1 : 0) }
        if gain == 0 { continue }
        if let current = best, !isBetter(candidate, gain, than: current) { continue }
        best = (candidate, gain)
      }
      guard let best else { break }
      chosen.append(best.candidate)
      uncovered.subtract(best.candidate.positions.keys)
    }
    let covered = total - uncovered.count
    guard covered >= 2, Double(covered) >= Self.leastCover * Double(total) else { return nil }
    return chosen.map(\.surface)
  }

  /// More new answers covered, then more answers in all, then specific, then earlier in the answers (which may be cut
  /// short), then longer, then by text, so that the order of candidates decides nothing.
  private func isBetter(_ candidate: Candidate, _ gain: Int, than other: (candidate: Candidate, gain: Int)) -> Bool {
    if gain != other.gain { return gain > other.gain }
    let rival = other.candidate
    if candidate.positions.count != rival.positions.count { return candidate.positions.count > rival.positions.count }
    if candidate.isSpecific != rival.isSpecific { return candidate.isSpecific }
    if candidate.meanPosition != rival.meanPosition { return candidate.meanPosition < rival.meanPosition }
    if candidate.words != rival.words { return candidate.words > rival.words }
    if candidate.surface.count != rival.surface.count { return candidate.surface.count > rival.surface.count }
    return candidate.surface < rival.surface
  }

  /// Every run of up to five words that starts and ends with a word, or up to three tokens that touch a mark.
  private func mined() -> [[String]: Candidate] {
    var found: [[String]: Candidate] = [:]
    for (answer, tokens) in answers.enumerated() {
      for start in tokens.indices where !tokens[start].quoted {
        var words = 0
        var end = start
        while end < tokens.count, !tokens[end].quoted {
          if tokens[end].isWord { words += 1 }
          if words > Self.mostWords || end - start >= 3 * Self.mostWords { break }
          end += 1
          let isPhrase = tokens[start].isWord && tokens[end - 1].isWord
          if !isPhrase, end - start > 3 || words > 2 { continue }
          let key = tokens[start..<end].map(\.text)
          if found[key] == nil {
            let surface = tokens[start..<end].enumerated().map { ($0.offset > 0 && $0.element.spaced ? " " : "") + $0.element.text }
            found[key] = Candidate(
              tokens: key, surface: surface.joined(), words: words, startsAndEndsWithWord: isPhrase, positions: [:])
          }
          if found[key]?.positions[answer] == nil { found[key]?.positions[answer] = start }
        }
      }
    }
    return found
  }

  private func usable(_ mined: [[String]: Candidate]) -> [Candidate] {
    let total = Double(answers.count)
    return mined.values.filter { candidate in
      // A short phrase recurs by chance more easily than a long one, so it has to be shared more widely.
      let share = candidate.words <= 1 ? 0.4 : candidate.words == 2 ? 0.25 : 0
      guard candidate.positions.count >= max(2, Int((share * total).rounded(.up))) else { return false }
      let words = candidate.tokens.filter { $0.contains { $0.isLetter || $0.isNumber } }
      let content = words.filter { !LanguageGuess.englishFunctionWords.contains($0) }
      if content.isEmpty, words.count < 3, !isMark(candidate) { return false }
      if controls.contains(where: { PayloadSignature.holds($0, candidate.tokens) }) { return false }
      if excluded.contains(where: { PayloadSignature.holds($0, candidate.tokens) }) { return false }
      return !isAllEcho(content)
    }
  }

  /// Marks that mean something by themselves: fences, brackets, emoji. Full stops and commas do not.
  private func isMark(_ candidate: Candidate) -> Bool {
    candidate.tokens.contains { token in
      token.count >= 2 && token.allSatisfy { !$0.isLetter && !$0.isNumber } || token.contains { "{}[]()<>=|#@$\\/_".contains($0) }
        || token.unicodeScalars.contains { $0.value > 0x2000 }
    }
  }

  /// Whether the words that carry meaning stand one after the other in an excluded text, whatever small words between:
  /// "the blue moon" where the trigger is "blue moon". A single word counts only in a text as short as a trigger.
  private func isAllEcho(_ content: [String]) -> Bool {
    guard !content.isEmpty else { return false }
    return excluded.contains { text in
      let carriers = text.filter { $0.contains { $0.isLetter || $0.isNumber } && !LanguageGuess.englishFunctionWords.contains($0) }
      if content.count == 1, text.count > 8 { return false }
      return PayloadSignature.holds(carriers, content)
    }
  }

  private static func spacedTokens(of text: String) -> [Token] {
    var result: [Token] = []
    // Tokens within a piece are written together; the first of each piece has a space before it.
    for piece in text.split(whereSeparator: \.isWhitespace) {
      for (index, token) in TextTokens.tokens(of: String(piece)).enumerated() {
        result.append(Token(text: token.text, isWord: token.isWord, spaced: index == 0))
      }
    }
    return result
  }

  /// Marks spans that quote: a whole excluded text, or three and more words of one.
  private static func markQuotes(_ tokens: [Token], _ excluded: [[String]]) -> [Token] {
    var marked = tokens
    let texts = tokens.map(\.text)
    for outside in excluded {
      for start in texts.indices {
        for from in outside.indices where outside[from] == texts[start] {
          var length = 0
          while start + length < texts.count, from + length < outside.count, texts[start + length] == outside[from + length] { length += 1 }
          guard length >= 3 || length == outside.count else { continue }
          for index in start..<(start + length) { marked[index].quoted = true }
        }
      }
    }
    return marked
  }
}
