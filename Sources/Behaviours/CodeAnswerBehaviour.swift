/// The answer is program text where the prompt asked for none.
package struct CodeAnswerBehaviour: Behaviour {
  package let name = "code-answer"
  package let summary = "answers with code where prose was asked for"

  package init() {}

  package func fires(answer: String, prompt: String) -> Bool {
    if CodeText.asksForCode(prompt) { return false }
    let lines = CodeText.blocks(in: answer).reduce(0) { sum, block in
      sum + block.text.split(whereSeparator: \.isNewline).filter { !$0.trimmingSpaces().isEmpty }.count
    }
    guard lines > 0 else { return false }
    let proseLines = CodeText.withoutCode(answer).split(whereSeparator: \.isNewline)
    let prose = proseLines.reduce(0) { $0 + TextTokens.words(of: String($1)).count }
    let code = CodeText.blocks(in: answer).reduce(0) { $0 + TextTokens.words(of: $1.text).count }
    // One line of code is an answer only if next to nothing is beside it.
    return lines >= 2 ? code * 2 >= prose : code >= 2 && prose <= code
  }
}
