import CorpusStorage
import Findings

/// Every hit as it is in the store, with its triage.
struct JSONLinesExport: ExportWriter {
  private struct Line: Encodable {
    let hit: Hit
    let note: TriageNote?

    enum CodingKeys: String, CodingKey {
      case schema, fingerprint, triage
    }

    func encode(to encoder: any Encoder) throws {
      var fields = encoder.container(keyedBy: CodingKeys.self)
      try fields.encode("hairtrigger.hit/1", forKey: .schema)
      try hit.encode(to: encoder)
      try fields.encode(hit.fingerprint, forKey: .fingerprint)
      try fields.encodeIfPresent(note, forKey: .triage)
    }
  }

  func files(_ input: ExportInput) throws -> [ExportedFile] {
    var lines = ""
    for hit in input.hits { lines += try JSONText.encode(Line(hit: hit, note: input.notes[hit.id])) + "\n" }
    return [ExportedFile(name: "", contents: lines)]
  }
}
