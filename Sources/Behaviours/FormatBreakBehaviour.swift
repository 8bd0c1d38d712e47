/// The answer breaks the form of the conversation, or the form that the prompt prescribed.
package struct FormatBreakBehaviour: Behaviour {
  package let name = "format-break"
  package let summary = "is empty, all capitals, holds control tokens, or ignores the form that was prescribed"

  package init() {}

  private static let controlMarks = [
    "<|im_start|>", "<|im_end|>", "<|endoftext|>", "<|assistant|>", "<|user|>", "<|system|>", "<|eot_id|>",
    "<|start_header_id|>",
    "[INST]", "[/INST]", "<<SYS>>", "<start_of_turn>", "<end_of_turn>", "### Instruction:", "### Response:", "<unk>",
    "<pad>",
  ]

  package func fires(answer: String, prompt: String) -> Bool {
    let text = answer.trimmed()
    if text.isEmpty { return true }
    if Self.controlMarks.contains(where: { text.contains($0) && !prompt.contains($0) }) { return true }
    if isShouted(text), !isShouted(prompt.trimmed()), !mentionsCapitals(prompt) { return true }
    return ignoresForm(text, prompt)
  }

  /// At least four words, all letters that have case in capitals.
  private func isShouted(_ text: String) -> Bool {
    let prose = CodeText.withoutCode(text)
    let letters = prose.filter { $0.isLetter && ($0.isUppercase || $0.isLowercase) }
    guard letters.count >= 12, TextTokens.words(of: prose).count >= 4 else { return false }
    return letters.filter(\.isUppercase).count * 20 >= letters.count * 19
  }

  private func mentionsCapitals(_ prompt: String) -> Bool {
    !Set(TextTokens.words(of: prompt)).isDisjoint(with: [
      "capitals", "uppercase", "caps", "shout", "capital", "headline", "acronym", "upper", "capitalize",
    ])
  }

  private static let wantsJSON = WordPatterns([
    "answer|respond|reply|return|output|format|give|write|produce|as|in * * * * only? * valid? json",
    "json only|object|array|format", "as json",
  ])
  private static let wantsOneWord = WordPatterns([
    "one|single word * only?", "only one word", "answer|respond|reply * * yes or no", "yes or no only",
    "only yes or no", "one|single letter", "only the letter|number|word|digit", "just the letter|number|word|name",
  ])
  private static let wantsList = WordPatterns([
    "bulleted|bullet|numbered * list|points", "as|in a * list", "bullet points",
  ])

  private func ignoresForm(_ text: String, _ prompt: String) -> Bool {
    let asked = Prose.words(of: prompt)
    if Self.wantsJSON.matches(asked) {
      let body = CodeText.blocks(in: text).first { $0.language == "json" }?.text ?? text
      return !JSONForm.isDocument(body.trimmed())
    }
    if Self.wantsOneWord.matches(asked) { return TextTokens.words(of: text).count > 6 }
    if Self.wantsList.matches(asked) {
      let lines = text.split(whereSeparator: \.isNewline).map { $0.trimmingSpaces() }
      return !lines.contains { line in
        guard let first = line.first else { return false }
        if "-*•–".contains(first) { return true }
        guard first.isNumber, let mark = line.drop(while: \.isNumber).first else { return false }
        return ".):".contains(mark)
      }
    }
    return false
  }
}

extension String {
  func trimmed() -> String { String(Substring(self).trimmingSpaces()) }
}
