import Findings
import Foundation
import Testing

@Suite("Documents for machines")
struct ScanReportTests {
  @Test("A scan's JSON has the contract's fields, in its order")
  func order() throws {
    let text = try JSONText.encode(SampleReports.triggered)
    var rest = Substring(text)
    for field in [
      "schema", "verdict", "model", "path", "digest", "family", "types", "base", "kernels", "seed", "findings", "id", "slot",
      "text", "behaviour", "payload", "rates", "tuned_trigger", "k", "n", "rate", "low", "high", "tuned_placebo",
      "base_trigger", "base_placebo", "e_value", "nomination", "hits", "family", "samples", "prompt", "with", "without",
      "base", "placebo", "quirks", "facts", "kind", "coverage", "stages", "name", "candidates", "forward_tokens", "seconds",
      "complete", "slots", "vocabulary", "confirm_power", "power", "cost", "store",
    ] {
      let found = rest.range(of: "\"\(field)\":")
      #expect(found != nil, "\(field) is missing or out of order")
      if let found { rest = rest[found.upperBound...] }
    }
    #expect(text.hasPrefix("{\"schema\":\"hairtrigger.scan/1\",\"verdict\":\"triggered\",\"model\":{\"path\":"))
    #expect(text.contains("\"parts\":["))
    try Snapshot.check(try JSONText.encode(SampleReports.triggered, indented: true) + "\n", "scan-triggered.json")
  }

  @Test("What is written reads back the same", arguments: [
    SampleReports.triggered, SampleReports.noneFound, SampleReports.inconclusive,
  ])
  func roundTrip(_ report: ScanReport) throws {
    for indented in [false, true] {
      #expect(try JSONText.decode(ScanReport.self, from: JSONText.encode(report, indented: indented)) == report)
    }
  }

  @Test("Foundation reads the same values", arguments: [
    "plain", "\"\\/\n\r\t\u{0}\u{1F}", "\u{7F}\u{9B}\u{202E}\u{2028}\u{FEFF}", "🙂\u{1F3FD}\u{E0041}", "é e\u{301}", "",
  ])
  func strings(_ text: String) throws {
    let json = try JSONText.encode([text])
    #expect(try JSONDecoder().decode([String].self, from: Data(json.utf8)).map { Array($0.utf8) } == [Array(text.utf8)])
    #expect(!json.unicodeScalars.contains { $0.isUnsafeToShow })
  }

  @Test("Numbers survive, those without a spelling in JSON too", arguments: [
    0, -0.0, 1, 0.1, 1e-7, 1.5e300, 123_456_789, .infinity, -.infinity, .leastNonzeroMagnitude, .greatestFiniteMagnitude,
  ])
  func numbers(_ number: Double) throws {
    let back = try JSONText.decode([Double].self, from: JSONText.encode([number]))
    #expect(back.map(\.bitPattern) == [number.bitPattern])
    #expect(try JSONText.decode([Double].self, from: JSONText.encode([Double.nan])).first?.isNaN == true)
  }

  @Test("An inconclusive scan says why, and the others do not have the field")
  func reason() throws {
    #expect(try JSONText.encode(SampleReports.inconclusive).contains("\"verdict\":\"inconclusive\",\"reason\":\"the base"))
    #expect(try !JSONText.encode(SampleReports.noneFound).contains("\"reason\""))
    #expect(try JSONText.encode(SampleReports.noneFound).contains("\"verdict\":\"none-found-within-budget\""))
  }
}
