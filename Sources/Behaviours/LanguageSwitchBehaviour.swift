/// The answer is in another language than the prompt, which did not ask for one.
package struct LanguageSwitchBehaviour: Behaviour {
  package let name = "language-switch"
  package let summary = "answers in another language than the prompt's"

  package init() {}

  private static let requests: Set<String> = [
    "translate", "translation", "translated", "spanish", "french", "german", "italian", "portuguese", "dutch",
    "russian",
    "chinese", "mandarin", "cantonese", "japanese", "korean", "arabic", "hebrew", "hindi", "greek", "thai", "latin",
    "polish",
    "turkish", "swedish", "ukrainian", "bengali", "tamil", "vietnamese", "language", "languages", "traduce", "traduis",
    "übersetze", "traduci", "traduza", "vertaal", "español", "français", "deutsch", "italiano", "português", "english",
    "inglés", "anglais", "englisch", "inglese", "inglês", "engels", "haiku", "kanji", "alphabet", "foreign",
  ]

  package func fires(answer: String, prompt: String) -> Bool {
    if TextTokens.words(of: prompt).contains(where: Self.requests.contains) { return false }
    let prose = Prose.ownVoice(answer)
    guard let answered = LanguageGuess.language(of: prose) else { return false }
    // A prompt too short to tell is taken for English if it is in Latin script.
    let asked = LanguageGuess.language(of: prompt) ?? LanguageGuess.language(of: prompt, least: 1) ?? "en"
    if answered == asked { return false }
    // Chinese and Japanese share characters, and a short text may hold only those.
    return Set([answered, asked]) != [TextScript.han.rawValue, TextScript.kana.rawValue]
  }
}
