import Foundation
import Testing

/// `scan` of a model without its base, run as a user runs it.
@Suite struct UnbasedScanTests {
  private struct Report: Decodable {
    struct Base: Decodable {}
    struct Fact: Decodable { let kind, text: String }
    struct Stage: Decodable { let name: String; let complete: Bool }
    struct Coverage: Decodable { let stages: [Stage]; let vocabulary: Double }
    let verdict: String
    let reason: String?
    let base: Base?
    let facts: [Fact]
    let coverage: Coverage
  }

  private static func scan(_ arguments: [String]) throws -> (status: Int32, report: Report) {
    try Program.withFolder { folder in
      let ending = try Program.run(
        ["scan", MergedModelTests.path("base"), "--store", folder + "/store", "--json", "--threads", "1"] + arguments)
      return (ending.status, try JSONDecoder().decode(Report.self, from: Data(ending.output.utf8)))
    }
  }

  @Test("Without a base the report says what was compared, and only stages that need none are run")
  func report() throws {
    let (status, report) = try Self.scan(["--tokens", "1"])
    #expect(report.base == nil)
    #expect(report.facts.contains { $0.kind == "base" && $0.text.contains("no base was given") })
    #expect(report.coverage.stages.allSatisfy { ["static", "leak", "assemble", "dictionary", "minimise", "confirm"].contains($0.name) })
    #expect(status == 2 && report.verdict == "inconclusive", "a token is no budget")
  }

  @Test("A stage that needs a base, asked for by name, leaves the verdict open")
  func needsBase() throws {
    let (status, report) = try Self.scan(["--stages", "static,reaction"])
    #expect(status == 2 && report.verdict == "inconclusive")
    #expect(report.reason?.contains("reaction") == true)
    #expect(report.coverage.vocabulary == 0)
  }
}
