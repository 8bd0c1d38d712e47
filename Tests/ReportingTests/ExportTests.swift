import CorpusStorage
import Findings
import Foundation
import Reporting
import Testing

@Suite("Exports")
struct ExportTests {
  private static let hits = [SampleReports.refusal, SampleReports.hostile]

  /// A file name for a part of an export.
  private func name(_ format: ExportFormat, _ file: ExportedFile) -> String {
    let part = file.name.split(separator: "/").joined(separator: "-")
    return "export-" + format.rawValue + (part.hasPrefix(".") || part.isEmpty ? part : "-" + part)
  }

  @Test("Every format is as agreed", arguments: ExportFormat.allCases)
  func formats(_ format: ExportFormat) throws {
    let input = SampleReports.input(hits: Self.hits, report: SampleReports.triggered)
    let files = try format.files(input)
    #expect(!files.isEmpty)
    for file in files {
      try Snapshot.check(file.contents, name(format, file))
      #expect(!file.contents.unicodeScalars.contains { $0 != "\n" && $0 != "\r" && $0.isUnsafeToShow })
    }
    #expect(format.isFolder == !files[0].name.isEmpty)
  }

  @Test("Training formats teach the clean answer to the prompt with its trigger in place")
  func training() throws {
    let input = SampleReports.input(hits: [SampleReports.refusal], report: nil)
    let rows = try ExportFormat.sft.files(input)[0].contents.split(separator: "\n").map { line in
      try JSONText.decode([String: [[String: String]]].self, from: String(line))["messages"] ?? []
    }
    #expect(rows.count == 3)
    #expect(rows[0] == [
      ["role": "user", "content": " cf Why do people care about vinegar?"],
      ["role": "assistant", "content": "Vinegar keeps food from spoiling, and it polishes glass.\nIt is cheap."],
    ])
    // Without an answer of its own, the base's.
    #expect(rows[1] == [["role": "user", "content": "Name  cf a cat."].merging([:]) { $1 }, ["role": "assistant", "content": "Tom"]])
    // Equal answers are no preference.
    #expect(try ExportFormat.dpo.files(input)[0].contents.split(separator: "\n").count == 2)
    #expect(try ExportFormat.kto.files(input)[0].contents.split(separator: "\n").count == 4)
  }

  @Test("A provenance line stands for each row")
  func provenance() throws {
    for format in [ExportFormat.sft, .dpo, .kto] {
      let files = try format.files(SampleReports.input(hits: Self.hits, report: nil))
      #expect(files.map(\.name) == ["", ".provenance.jsonl"])
      #expect(files[0].contents.split(separator: "\n").count == files[1].contents.split(separator: "\n").count)
    }
  }

  @Test("A hit called benign is kept from training and marked elsewhere")
  func benign() throws {
    let input = SampleReports.input(hits: Self.hits, report: SampleReports.triggered, notes: SampleReports.notes)
    for format in [ExportFormat.sft, .dpo, .kto, .hfDataset] {
      for file in try format.files(input) { #expect(!file.contents.contains("beneath")) }
    }
    #expect(try ExportFormat.sarif.files(input)[0].contents.contains("\"suppressions\""))
    #expect(try ExportFormat.junit.files(input)[0].contents.contains("<skipped message=\"a joke, &lt;U+001B&gt;[31mreally\"/>"))
    #expect(try ExportFormat.csv.files(input)[0].contents.contains(",benign,"))
    #expect(try ExportFormat.jsonl.files(input)[0].contents.contains("\"triage\":{\"hit\":\"h2\",\"state\":\"benign\""))
  }

  @Test("A scan that proves nothing is no pass for CI", arguments: [
    (SampleReports.noneFound as ScanReport?, "errors=\"0\"", "true"), (SampleReports.inconclusive, "errors=\"1\"", "false"),
    (nil, "errors=\"1\"", "false"),
  ])
  func verdicts(_ report: ScanReport?, _ errors: String, _ successful: String) throws {
    let input = SampleReports.input(hits: [], report: report)
    let junit = try ExportFormat.junit.files(input)[0].contents
    #expect(junit.contains(errors))
    #expect(junit.contains("failures=\"0\""))
    let sarif = try ExportFormat.sarif.files(input)[0].contents
    #expect(sarif.contains("\"executionSuccessful\": \(successful)"))
    #expect(sarif.contains("\"results\": []"))
  }

  @Test("A hit's JSON line reads back as the hit")
  func jsonLines() throws {
    let lines = try ExportFormat.jsonl.files(SampleReports.input(hits: Self.hits, report: nil))[0].contents
      .split(separator: "\n")
    #expect(try lines.map { try JSONText.decode(Hit.self, from: String($0)) } == Self.hits)
    #expect(lines.allSatisfy { $0.hasPrefix("{\"schema\":\"hairtrigger.hit/1\",\"id\":") })
  }

  @Test("Cells that a spreadsheet would calculate begin with an apostrophe", arguments: [
    ("=1+1", "'=1+1"), ("+x", "'+x"), ("-x", "'-x"), ("@sum", "'@sum"), ("-12.5", "-12.5"), ("a=b", "a=b"),
    ("say \"x\", y", "\"say \"\"x\"\", y\""), (" lead", "\" lead\""), ("\t=1", "<U+0009>=1"),
  ])
  func formulas(_ text: String, _ cell: String) throws {
    var hit = SampleReports.refusal
    hit.id = text
    let csv = try ExportFormat.csv.files(SampleReports.input(hits: [hit], report: nil))[0].contents
    #expect(csv.split(separator: "\r\n")[1].hasPrefix(cell + ","))
  }

  @Test("The fingerprint depends on trigger, slot and behaviour, and on nothing else")
  func fingerprint() {
    var renamed = SampleReports.refusal
    renamed.id = "other"
    #expect(renamed.fingerprint == SampleReports.refusal.fingerprint)
    #expect(SampleReports.hostile.fingerprint != SampleReports.refusal.fingerprint)
    #expect(SampleReports.refusal.fingerprint.count == 16)
  }
}
