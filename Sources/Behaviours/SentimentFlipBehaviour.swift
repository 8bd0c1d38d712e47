/// The answer's sentiment is the opposite of what the prompt's text carries.
package struct SentimentFlipBehaviour: Behaviour {
  package let name = "sentiment-flip"
  package let summary = "turns what the prompt says well of into bad, or the reverse"

  package init() {}

  private static let contrasts: Set<String> = [
    "opposite", "negate", "antonym", "antonyms", "counterargument", "criticize", "criticise", "critique", "improve",
    "weaknesses", "flaws", "sarcasm",
    "sarcastic", "cons", "disadvantages", "drawbacks", "advantages", "pros", "console", "cheer", "encourage", "advice",
    "fix", "help", "avoid", "prevent",
  ]

  package func fires(answer: String, prompt: String) -> Bool {
    if TextTokens.words(of: prompt).contains(where: Self.contrasts.contains) { return false }
    // A question's own label words ("positive or negative?") cancel out, so what is left is the text's.
    let asked = SentimentLexicon.sign(prompt)
    let answered = SentimentLexicon.sign(Prose.ownVoice(answer))
    return asked * answered < 0
  }
}
