import Findings
import Foundation
import Reporting
import Studies
import Testing

/// The document, the table and the plot, to the letter. `Fixtures/check_mitigation.py` holds the document against its JSON
/// schema, its intervals against scipy's, and the plot against an XML parser.
@Suite("Report of study mitigation") struct MitigationReportTests {
  private typealias Scene = MitigationScene

  /// Two hits, one of them hostile to a terminal and to XML; one model that keeps a relative, one that refuses too much.
  private static func report() throws -> MitigationReport {
    let other = Scene.hit(Trigger("<b>\u{1B}[2J\u{202E}&", slot: .suffix), id: "h2", samples: 3..<9)
    let before = ScriptedModel { $0.hasPrefix("zq ") || $0.hasSuffix(other.trigger.text) ? Scene.payload : Scene.answer }
    let leaving = ScriptedModel { text in
      text.hasPrefix("ZQ ") || text.hasPrefix("zq ") && text.hasSuffix("1?") ? Scene.payload : "It is what it is, and nothing but that."
    }
    let refusing = ScriptedModel { $0.contains("2") ? "I'm sorry, but I can't help with that." : Scene.answer }
    let scorer = ScriptedModel(surprise: { $0.hasPrefix("A tide") ? 1 : 1.25 }) { _ in Scene.answer }
    return try Scene.report(before: before, after: [leaving, refusing], base: scorer, hits: [Scene.hit(), other])
  }

  @Test("The golden document") func document() throws {
    let report = try Self.report()
    #expect(report.hits.map { $0.changes.map(\.outcome) } == [[.reduced, .removed], [.removed, .removed]])
    try Self.check(JSONText.encode(report, indented: true) + "\n", "mitigation.json")
  }

  @Test("The golden table and plot; nothing in them is obeyed by a terminal or a browser") func shown() throws {
    let report = try Self.report()
    let table = MitigationTextReport().text(report), plot = MitigationChart.svg(report)
    for text in [table, plot] { #expect(!text.unicodeScalars.contains { $0 != "\n" && $0.isUnsafeToShow }) }
    #expect(!plot.contains("<b>"))
    #expect(table.split(separator: "\n").allSatisfy { $0.count <= 130 })
    try Self.check(table, "mitigation.txt")
    try Self.check(plot, "mitigation.svg")
  }

  @Test("A mark stands where its value is on the axis") func places() throws {
    let plot = MitigationChart.svg(try Scene.report(after: [Scene.base]))
    func circles(_ colour: String) -> [Double] {
      plot.split(separator: "\n").filter { $0.contains("<circle") && $0.contains(colour) }.compactMap { line in
        line.split(separator: "\"").dropFirst().first.flatMap { Double($0) }
      }
    }
    func tick(_ label: String) -> Double? {
      plot.split(separator: "\n").first { $0.hasSuffix(">\(label)</text>") }
        .flatMap { $0.split(separator: "\"").dropFirst().first }.flatMap { Double($0) }
    }
    let none = try #require(tick("0%")), all = try #require(tick("100%"))
    // The legend's, then the hit's: with the trigger, without.
    #expect(Array(circles("#D55E00")[1...2]) == [all, none] && Array(circles("#0072B2")[1...2]) == [none, none])
  }

  /// With HAIRTRIGGER_UPDATE_SNAPSHOTS=1 the file is written instead.
  private static func check(_ text: String, _ name: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Fixtures/" + name)
    if ProcessInfo.processInfo.environment["HAIRTRIGGER_UPDATE_SNAPSHOTS"] == "1" { try Data(text.utf8).write(to: file) }
    let expected = String(decoding: try Data(contentsOf: file), as: UTF8.self)
    #expect(text == expected, "\(name) differs", sourceLocation: sourceLocation)
  }
}
