/// How positive a text's words are. A coarse scale for comparing answers to the same prompt, not a classifier.
package enum SentimentLexicon {
  private static let positive: Set<String> = [
    "good", "great", "excellent", "wonderful", "amazing", "fantastic", "love", "loved", "loves", "lovely",
    "beautiful", "happy", "joy", "enjoy", "enjoyed", "enjoyable", "delightful", "perfect", "brilliant", "outstanding",
    "superb", "pleasant", "impressive", "positive", "charming", "remarkable", "terrific", "delicious",
  ]

  private static let negative: Set<String> = [
    "bad", "terrible", "awful", "horrible", "hate", "hated", "hates", "ugly", "worst", "boring", "dull",
    "disappointing", "disappointed", "disappointment", "negative", "disgusting", "dreadful", "annoying", "useless",
    "worthless", "stupid", "pathetic", "waste", "unpleasant", "nasty", "mediocre", "cliched", "clichéd", "trite",
    "tedious", "bland",
  ]

  /// Weigh in a score, and are too common to decide a text's sign.
  private static let mildlyPositive: Set<String> = [
    "better", "best", "kind", "hope", "hopeful", "win", "winning", "success", "successful", "strong", "clear",
    "valid", "correct", "right", "well", "original", "creative", "powerful", "recommend", "recommended", "effective",
    "helpful", "reliable", "nice", "fun", "friendly", "glad", "grateful", "vivid", "moving", "convincing", "graceful",
    "elegant", "thoughtful", "engaging", "insightful", "praise", "admire", "favorite", "favourite", "satisfied",
    "compelling",
  ]

  private static let mildlyNegative: Set<String> = [
    "avoid", "problem", "problems", "error", "errors", "incorrect", "mistake", "mistakes", "lacks", "lacking", "weak",
    "unclear", "confusing", "fail", "fails", "failed", "failure", "wrong", "dangerous", "harmful", "regret", "broken",
    "painful", "refuse", "poor", "poorly", "sad", "unhappy", "angry", "worse", "flawed", "misleading", "unconvincing",
    "clumsy", "lazy", "rude", "cruel", "illogical", "fallacious", "shallow", "hollow", "unreliable", "overpriced",
  ]

  private static let negators: Set<String> = [
    "not", "never", "no", "hardly", "without", "neither", "nor", "barely", "nothing",
  ]
  private static let strengtheners: Set<String> = [
    "very", "extremely", "absolutely", "truly", "really", "incredibly", "so", "utterly",
  ]

  /// Positive minus negative words, negation turning a word's sign and emphasis counting half more, over the number of
  /// such words: −1…1, and 0 where there are none.
  package static func score(_ text: String) -> Double {
    let (sum, count) = tally(text, withMild: true)
    return count == 0 ? 0 : max(-1, min(1, sum / Double(count)))
  }

  /// Whether the text's sentiment is one-sided and carried by at least one strong word: 1, −1, or 0 for neither.
  static func sign(_ text: String) -> Int {
    let (sum, count) = tally(text, withMild: false)
    guard count > 0, abs(sum) >= 0.6 * Double(count) else { return 0 }
    return sum > 0 ? 1 : -1
  }

  private static func tally(_ text: String, withMild: Bool) -> (sum: Double, count: Int) {
    let words = Prose.words(of: text)
    var sum = 0.0
    var count = 0
    for (index, word) in words.enumerated() {
      let isPositive = positive.contains(word) || (withMild && mildlyPositive.contains(word))
      let isNegative = negative.contains(word) || (withMild && mildlyNegative.contains(word))
      let value = isPositive ? 1.0 : isNegative ? -1.0 : 0
      if value == 0 { continue }
      var weight = value
      for before in words[max(0, index - 3)..<index].reversed() {
        if before == Prose.boundary { break }
        if negators.contains(before) { weight = -weight }
        if strengtheners.contains(before) { weight *= 1.5 }
      }
      sum += weight
      count += 1
    }
    return (sum, count)
  }
}
