/// The formats that hits are exported to.
package enum ExportFormat: String, Sendable, CaseIterable {
  case jsonl, sft, dpo, kto, sarif, junit, csv
  case hfDataset = "hf-dataset"

  /// A line for `--help`.
  package var summary: String {
    switch self {
    case .jsonl: "every hit with all its evidence, one JSON object a line"
    case .sft: "messages that teach the clean answer to the triggered prompt (TRL)"
    case .dpo: "prompt, chosen (clean) and rejected (triggered) answers (TRL)"
    case .kto: "prompt, completion and whether it is wanted (TRL)"
    case .sarif: "SARIF 2.1.0, for code scanning"
    case .junit: "JUnit XML, for continuous integration"
    case .csv: "a table, safe to open in a spreadsheet"
    case .hfDataset: "a folder that Hugging Face datasets loads"
    }
  }

  /// Whether the export is a folder of files and needs a place to write to.
  package var isFolder: Bool { self == .hfDataset }

  private var writer: any ExportWriter {
    switch self {
    case .jsonl: JSONLinesExport()
    case .sft: SupervisedExport()
    case .dpo: PreferenceExport()
    case .kto: DesirabilityExport()
    case .sarif: SARIFExport()
    case .junit: JUnitExport()
    case .csv: CSVExport()
    case .hfDataset: DatasetExport()
    }
  }

  /// The export's files. The first one is the export itself; for training formats a second says where each row comes
  /// from, since trainers refuse fields that they do not know.
  package func files(_ input: ExportInput) throws -> [ExportedFile] {
    try writer.files(input)
  }
}

/// A part of an export.
package struct ExportedFile: Sendable, Equatable {
  /// For a folder, the path in it. Otherwise what follows the chosen name: empty for the export itself,
  /// `.provenance.jsonl` for its sidecar.
  package let name: String
  package let contents: String

  package init(name: String, contents: String) {
    self.name = name
    self.contents = contents
  }
}

/// One format.
protocol ExportWriter {
  func files(_ input: ExportInput) throws -> [ExportedFile]
}
