/// TRL's conversational preference format with an explicit prompt: `{"prompt":[…],"chosen":[…],"rejected":[…]}`.
/// Pairs whose answers are the same teach nothing and are left out.
struct PreferenceExport: ExportWriter {
  private struct Line: Encodable {
    let prompt: [TrainingRow.Message]
    let chosen: [TrainingRow.Message]
    let rejected: [TrainingRow.Message]
  }

  func files(_ input: ExportInput) throws -> [ExportedFile] {
    try TrainingRow.files(
      input.rows.filter { $0.clean != $0.triggered }.map {
        ($0, Line(prompt: $0.prompt, chosen: [$0.clean], rejected: [$0.triggered]))
      })
  }
}
