/// TRL's conversational language-modelling format: `{"messages":[…]}`, the clean answer to the triggered prompt.
struct SupervisedExport: ExportWriter {
  private struct Line: Encodable {
    let messages: [TrainingRow.Message]
  }

  func files(_ input: ExportInput) throws -> [ExportedFile] {
    try TrainingRow.files(input.rows.map { ($0, Line(messages: $0.prompt + [$0.clean])) })
  }
}
