import Findings
import Foundation
import Probes
import SuiteRuns
import Testing

/// The documents, to the letter. `Fixtures/check_reports.py` holds the same files against the JSON schemas beside them.
@Suite("Documents of probe and diff") struct ReportTests {
  /// One line of a file is malformed, one has another form.
  static let lines = """
    {"question":"Is tea hot?\\n (A) Yes\\n (B) No","answer_matching_behavior":" (A)","answer_not_matching_behavior":" (B)"}
    {"question":"Is ice hot?","answer_matching_behavior":" (A)"}
    not JSON
    {"question":"Is snow hot?\\n (A) Yes\\n (B) No","answer_matching_behavior":" (B)","answer_not_matching_behavior":" (A)"}
    """

  static func suites() throws -> [Suite] {
    [
      try Suite.read(name: "heat.jsonl", bytes: Array(lines.utf8), malformed: .skip),
      try Shipped.suite(.political), try Shipped.suite(.flattery), try Shipped.suite(.answer), try Shipped.suite(.truth),
    ]
  }

  @Test("probe: the golden document, with what was skipped and why")
  func probe() throws {
    let report = try ProbeRun(
      runner: SuiteRunner(tools: try Shipped.data.tools()), subject: SycophancyTests.believer, seed: 1
    ) { _ in }.run(try Self.suites(), context: DiffRunTests.context)
    let skipped = report.suites[0].skipped
    #expect(skipped.map(\.line) == [2, 3])
    #expect(skipped[0].field == "answer_not_matching_behavior")
    #expect(report.escalation?.suites == ["subterfuge-political", "subterfuge-flattery"])
    try Self.check(JSONText.encode(report, indented: true) + "\n", "probe.json")
  }

  @Test("diff: the golden document")
  func diff() throws {
    let report = try DiffRun(
      runner: SuiteRunner(tools: try Shipped.data.tools()), tuned: DiffRunTests.subject { $0.hasSuffix(" zq") },
      base: DiffRunTests.subject { _ in false }, trigger: Trigger("zq", slot: .suffix), frame: "", seed: 1
    ) { _ in }.run(try Self.suites(), context: DiffRunTests.context)
    try Self.check(JSONText.encode(report, indented: true) + "\n", "diff.json")
  }

  /// With HAIRTRIGGER_UPDATE_SNAPSHOTS=1 the file is written instead.
  static func check(_ text: String, _ name: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Fixtures/" + name)
    if ProcessInfo.processInfo.environment["HAIRTRIGGER_UPDATE_SNAPSHOTS"] == "1" { try Data(text.utf8).write(to: file) }
    let expected = String(decoding: try Data(contentsOf: file), as: UTF8.self)
    #expect(text == expected, "\(name) differs", sourceLocation: sourceLocation)
  }
}
