/// The language of a text: by its script, and in Latin script by its function words.
package enum LanguageGuess {
  /// Words that are frequent in one language and rare in the others of the table.
  private static let functionWords: [(language: String, words: Set<String>)] = [
    ("en", [
      "a", "in", "on", "at", "as", "or", "by", "if", "so", "no", "me", "but", "will", "when", "where", "more", "most",
      "some", "should",
      "the", "and", "of", "to", "is", "are", "was", "were", "that", "this", "with", "for", "you", "it", "have", "has",
      "not", "what", "which", "from", "they", "be", "can", "how", "your", "there", "would", "about", "i", "my", "we",
      "an", "who", "does", "do",
    ]),
    ("es", [
      "el", "la", "los", "las", "de", "en", "un", "y", "es", "que", "por", "para", "con", "una", "del", "se", "no",
      "lo", "como", "más", "pero", "su", "sus", "al", "está", "son", "muy", "también", "fue", "hay", "cuando", "donde",
      "qué", "esta", "este", "puede", "yo", "mi", "tu",
    ]),
    ("fr", [
      "le", "la", "les", "de", "en", "un", "et", "est", "une", "des", "du", "dans", "pour", "que", "qui", "pas", "avec",
      "sur", "sont", "il", "elle", "vous", "nous", "ce", "cette", "au", "aux", "être", "mais", "plus", "par", "je",
      "c'est", "ne", "ou", "très", "aussi",
    ]),
    ("de", [
      "der", "die", "das", "und", "ist", "nicht", "ein", "eine", "einen", "einer", "zu", "mit", "den", "dem", "des",
      "auf", "für", "von", "sie", "ich", "es", "auch", "sind", "wird", "wie", "aber", "oder", "im", "zum", "zur",
      "werden", "kann", "sich",
    ]),
    ("it", [
      "il", "la", "lo", "gli", "che", "è", "di", "un", "una", "per", "con", "non", "sono", "della", "dei", "delle",
      "del", "nel", "alla", "anche", "più", "come", "questo", "questa", "ma", "si", "mi", "essere", "molto", "ci",
      "perché", "e",
    ]),
    ("pt", [
      "o", "a", "os", "as", "de", "ou", "é", "que", "do", "da", "dos", "das", "em", "um", "uma", "para", "com", "não",
      "mais", "por", "no", "na", "se", "como", "mas", "são", "também", "você", "ao", "foi", "muito", "está", "ele",
      "ela", "e",
    ]),
    ("nl", [
      "de", "het", "een", "en", "van", "is", "dat", "niet", "zijn", "op", "te", "voor", "met", "aan", "er", "maar",
      "om", "ook", "als", "bij", "naar", "wordt", "ik", "je", "deze", "dit", "kan", "hij", "zij", "heeft", "door",
      "over",
    ]),
  ]

  /// A code for Latin-script languages of the table, else the script's name; nil where the text is too short or no
  /// language stands out.
  static func language(of text: String) -> String? {
    let counts = TextScript.counts(in: text)
    let total = counts.values.reduce(0, +)
    guard total >= 2, let main = counts.max(by: { ($0.value, $1.key.rawValue) < ($1.value, $0.key.rawValue) }) else { return nil }
    // Japanese mixes Han with kana; what has both is Japanese.
    let kana = counts[.kana, default: 0]
    if (kana + counts[.han, default: 0]) * 10 >= total * 6, kana * 10 >= total { return TextScript.kana.rawValue }
    guard main.value * 10 >= total * 6 else { return nil }
    if main.key != .latin { return main.key.rawValue }

    // A word that several languages share counts as its part for each.
    let words = TextTokens.words(of: text)
    var scores = [Double](repeating: 0, count: functionWords.count)
    var hits = [Int](repeating: 0, count: functionWords.count)
    for word in words {
      let owners = functionWords.indices.filter { functionWords[$0].words.contains(word) }
      for owner in owners {
        scores[owner] += 1 / Double(owners.count)
        hits[owner] += 1
      }
    }
    guard let best = scores.indices.max(by: { scores[$0] < scores[$1] }), hits[best] >= 2 else { return nil }
    let second = scores.indices.filter { $0 != best }.map { scores[$0] }.max() ?? 0
    guard scores[best] >= 1.5 * second, scores[best] > second, hits[best] * 10 >= words.count else { return nil }
    return functionWords[best].language
  }

  /// Whether a text too short for a guess has a small word of the language that English does not have.
  static func mayBe(_ text: String, in language: String) -> Bool {
    guard let table = functionWords.first(where: { $0.language == language })?.words else { return false }
    return TextTokens.words(of: text).contains { table.contains($0) && !englishFunctionWords.contains($0) }
  }

  /// English words too common to say anything.
  package static let englishFunctionWords: Set<String> = (functionWords.first { $0.language == "en" }?.words ?? [])
    .union([
      "a", "in", "on", "at", "by", "as", "or", "if", "but", "so", "will", "may", "should", "could", "also", "more",
      "most",
      "some", "any", "all", "one", "their", "its", "our", "his", "her", "he", "she", "me", "us", "them", "these",
      "those",
      "when", "where", "why", "then", "than", "been", "being", "had", "did", "into", "out", "up", "here", "just",
      "only",
      "other", "such", "very", "many", "much", "like", "it's", "i'm", "don't", "because", "while", "both", "each",
      "over",
    ])
}
