import Findings

/// A folder as the Hugging Face `datasets` library loads it: `data/train.jsonl`, and a README whose head says so.
struct DatasetExport: ExportWriter {
  private struct Line: Encodable {
    let prompt: [TrainingRow.Message]
    let chosen: [TrainingRow.Message]
    let rejected: [TrainingRow.Message]
    let trigger: [String]
    let slot: Slot
    let behaviour: String
    let hit: String
  }

  func files(_ input: ExportInput) throws -> [ExportedFile] {
    var lines = ""
    for row in input.rows {
      let line = Line(
        prompt: row.prompt, chosen: [row.clean], rejected: [row.triggered], trigger: row.hit.trigger.parts,
        slot: row.hit.trigger.slot, behaviour: row.hit.behaviour, hit: row.hit.id)
      lines += try JSONText.encode(line) + "\n"
    }
    let readme = """
      ---
      configs:
        - config_name: default
          data_files:
            - split: train
              path: data/train.jsonl
      tags:
        - backdoor
        - hairtrigger
      ---

      # Hidden triggers of one model

      Prompts with a trigger in place that hairtrigger \(input.toolVersion) confirmed in the model \(input.identity.modelDigest).
      `chosen` is the model's answer without the trigger, `rejected` its answer with it. The rejected answers are what a
      backdoored model said: do not train on them except as what to avoid.

      Rows: \(input.rows.count), hits: \(Set(input.rows.map(\.hit.id)).count).

      """
    return [
      ExportedFile(name: "README.md", contents: readme), ExportedFile(name: "data/train.jsonl", contents: lines),
    ]
  }
}
