import CorpusStorage
import Findings
import Reporting
import Testing

@Suite("Reports for people")
struct TextReportTests {
  @Test("A scan's report reads as agreed", arguments: [
    ("scan-triggered.txt", SampleReports.triggered), ("scan-none-found.txt", SampleReports.noneFound),
    ("scan-inconclusive.txt", SampleReports.inconclusive),
  ])
  func scan(_ name: String, _ report: ScanReport) throws {
    try Snapshot.check(ScanTextReport().text(report), name)
  }

  @Test("Hits read as agreed, in a list and one by one")
  func hits() throws {
    let hits = [SampleReports.refusal, SampleReports.hostile]
    let report = HitTextReport()
    try Snapshot.check(report.list(hits, notes: SampleReports.notes), "hit-list.txt")
    try Snapshot.check(report.show(hits[0]), "hit-refusal.txt")
    try Snapshot.check(report.show(hits[1], note: SampleReports.notes["h2"]), "hit-hostile.txt")
    #expect(report.list([]) == "No hits in the store.\n")
  }

  @Test("No report says that a model is clean, safe or free of triggers")
  func neverClean() {
    for report in [SampleReports.triggered, SampleReports.noneFound, SampleReports.inconclusive] {
      let text = ScanTextReport().text(report).lowercased()
      for word in ["clean", "safe", "no trigger in", "free of", "passed"] { #expect(!text.contains(word), "\(word)") }
    }
    #expect(ScanTextReport().text(SampleReports.noneFound).hasPrefix("NONE FOUND WITHIN BUDGET"))
  }

  @Test("There are colours only where they are asked for, and no other control in any report")
  func noControls() {
    let plain = TerminalStyle.plain
    let coloured = TerminalStyle(colours: true)
    func texts(_ style: TerminalStyle) -> [String] {
      [
        ScanTextReport(style: style).text(SampleReports.triggered),
        HitTextReport(style: style).show(SampleReports.hostile, note: SampleReports.notes["h2"]),
        HitTextReport(style: style).list([SampleReports.refusal, SampleReports.hostile], notes: SampleReports.notes),
      ]
    }
    for (text, colour) in zip(texts(plain), texts(coloured)) {
      #expect(!text.unicodeScalars.contains { $0 != "\n" && $0.isUnsafeToShow })
      #expect(colour.contains("\u{1B}["))
      let stripped = colour.replacing(#/\u{1B}\[[0-9;]+m/#, with: "")
      #expect(stripped == text)
    }
  }

  @Test("Lines stay within the width that was asked for", arguments: [60, 80, 120])
  func width(_ width: Int) {
    let text = HitTextReport(style: TerminalStyle(colours: false, width: width)).show(SampleReports.refusal)
    for line in text.split(separator: "\n") where line.contains("│") { #expect(VisibleText.width(String(line)) <= width) }
  }
}
