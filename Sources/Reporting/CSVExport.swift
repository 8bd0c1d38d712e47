import CorpusStorage
import Findings

/// A table by RFC 4180. A cell that a spreadsheet would take for a formula gets an apostrophe in front (OWASP ASVS 1.2.10),
/// and control characters are shown by number.
struct CSVExport: ExportWriter {
  private static let header = [
    "id", "slot", "text", "text_after", "behaviour", "payload", "fires", "prompts", "rate", "low", "high", "placebo_fires",
    "base_fires", "e_value", "nomination", "stage", "triage", "note", "fingerprint", "model_digest",
  ]

  func files(_ input: ExportInput) throws -> [ExportedFile] {
    var text = Self.header.joined(separator: ",") + "\r\n"
    for hit in input.hits {
      let rate = hit.rates.tunedTrigger
      let note = input.notes[hit.id]
      let cells = [
        hit.id, hit.trigger.slot.rawValue, hit.trigger.parts.first ?? "", hit.trigger.parts.dropFirst().first ?? "",
        hit.behaviour, hit.payload, "\(rate.k)", "\(rate.n)", "\(rate.rate)", "\(rate.low)", "\(rate.high)",
        "\(hit.rates.tunedPlacebo.k)", "\(hit.rates.baseTrigger.k)", "\(hit.eValue)", "\(hit.nomination)", hit.stage,
        (note?.state ?? .open).rawValue, note?.text ?? "", hit.fingerprint, hit.modelDigest,
      ]
      text += cells.map(cell).joined(separator: ",") + "\r\n"
    }
    return [ExportedFile(name: "", contents: text)]
  }

  private func cell(_ value: String) -> String {
    var safe = VisibleText.line(value)
    if let first = safe.unicodeScalars.first, "=+-@\u{FF1D}\u{FF0B}\u{FF0D}\u{FF20}|".unicodeScalars.contains(first),
      Double(safe) == nil
    {
      safe = "'" + safe
    }
    guard safe.contains(where: { $0 == "," || $0 == "\"" }) || safe.hasPrefix(" ") || safe.hasSuffix(" ") else { return safe }
    return "\"" + safe.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
  }
}
