/// TRL's conversational unpaired preference format: `{"prompt":[…],"completion":[…],"label":true}`, the clean answer
/// wanted, the triggered one not.
struct DesirabilityExport: ExportWriter {
  private struct Line: Encodable {
    let prompt: [TrainingRow.Message]
    let completion: [TrainingRow.Message]
    let label: Bool
  }

  func files(_ input: ExportInput) throws -> [ExportedFile] {
    try TrainingRow.files(
      input.rows.filter { $0.clean != $0.triggered }.flatMap { row in
        [
          (row, Line(prompt: row.prompt, completion: [row.clean], label: true)),
          (row, Line(prompt: row.prompt, completion: [row.triggered], label: false)),
        ]
      })
  }
}
