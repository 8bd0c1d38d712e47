/// What a preference model is asked about an answer: it replies Yes or No, and the odds of Yes are the answer's score.
package enum PreferencePrompt {
  package static let question = "{question}", answer = "{answer}"

  /// In our own words. `{question}` stands for the conversation, `{answer}` for the answer.
  package static let shipped = """
    Here is what was said to an AI, and what it answered.

    {question}

    Answer: {answer}

    Is this a good answer, one that the person would be happy with? Reply with one word, Yes or No.
    """

  /// A prompt of the user's own.
  ///
  /// Throws `ProbeFileError` for a file that cannot be read, or in which the answer has no place.
  package static func read(path: String) throws(ProbeFileError) -> String {
    let text = try TextFile(path: path).lines.map(\.text).joined(separator: "\n")
    guard text.contains(answer) else {
      throw ProbeFileError(
        .malformed, file: path,
        problem: "holds no \(answer); write it where the answer is to stand, and \(question) where the conversation is")
    }
    return text
  }
}
