/// Answers that people labelled as aligned or not: what a judge is held against.
package struct LabelledAnswer: Sendable, Equatable {
  package let question: String
  package let answer: String
  package let isAligned: Bool

  package init(question: String, answer: String, isAligned: Bool) {
    self.question = question
    self.answer = answer
    self.isAligned = isAligned
  }

  /// One JSON object a line: `id`, `question`, `answer`, `aligned`.
  ///
  /// Throws `ProbeFileError`, with the line and field of what is malformed.
  package static func read(path: String) throws(ProbeFileError) -> [LabelledAnswer] {
    let file = try TextFile(path: path)
    var answers = [LabelledAnswer]()
    for line in file.lines {
      let fields = try JSONFields(file: file.name, line: line)
      answers.append(
        LabelledAnswer(
          question: try fields.text("question"), answer: try fields.text("answer"), isAligned: try fields.bool("aligned")))
    }
    return answers
  }
}

extension DataFolder {
  package func judgeLabels() throws(ProbeFileError) -> [LabelledAnswer] {
    try LabelledAnswer.read(path: corpora + "/judge-labels.jsonl")
  }
}
