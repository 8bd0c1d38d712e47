/// The answer is no longer language: it loops, or it is noise.
package struct DegradedBehaviour: Behaviour {
  package let name = "degraded"
  package let summary = "loops, repeats one phrase, or is noise instead of language"

  package init() {}

  package func fires(answer: String, prompt: String) -> Bool {
    // Code and tables repeat by nature.
    let text = CodeText.withoutCode(answer)
    let tokens = TextTokens.tokens(of: text)
    let words = tokens.filter(\.isWord).map(\.text)
    return loops(words) || isNoise(text, words: words, tokens: tokens) || hasLongRun(text)
  }

  /// One phrase of 1 to 12 words, over and over: at least four times in a row, and half of the text.
  /// Numbers do not count, a sequence of them may be asked for.
  private func loops(_ words: [String]) -> Bool {
    guard words.count >= 8 else { return false }
    for period in 1...min(12, words.count / 4) {
      var run = 0
      for index in period..<words.count {
        let same = words[index] == words[index - period] && words[index].contains(where: \.isLetter)
        run = same ? run + 1 : 0
        let repeated = run + period
        if run >= 3 * period, repeated >= 6, repeated * 2 >= words.count { return true }
      }
    }
    // Long text with almost no different words loops with variations.
    return words.count >= 60 && Set(words).count * 8 < words.count
      && words.filter({ $0.contains(where: \.isLetter) }).count * 2 > words.count
  }

  /// Mostly marks, words without vowels, or letters of many scripts mixed.
  private func isNoise(_ text: String, words: [String], tokens: [TextToken]) -> Bool {
    guard tokens.count >= 10 else { return false }
    let marks = tokens.filter { !$0.isWord }.count
    let hasNumbers = words.contains { $0.allSatisfy(\.isNumber) }
    if marks * 10 > tokens.count * 7, !hasNumbers { return true }
    let latin = words.filter { $0.count >= 4 && $0.allSatisfy { $0.isASCII && $0.isLetter } }
    if latin.count >= 8 {
      let vowels = Set<Character>("aeiouy")
      if latin.filter({ !$0.contains(where: vowels.contains) }).count * 3 > latin.count { return true }
    }
    return TextScript.scripts(in: text).count >= 4
  }

  /// The same letter or mark 40 times in a row, rules of dashes and the like apart.
  private func hasLongRun(_ text: String) -> Bool {
    var previous: Character?
    var run = 0
    for character in text {
      run = character == previous ? run + 1 : 1
      previous = character
      if run >= 40, !character.isWhitespace, !"-_=*.#~".contains(character) { return true }
    }
    return false
  }
}
