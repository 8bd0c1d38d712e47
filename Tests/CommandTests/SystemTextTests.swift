import Foundation
import Testing

/// `scan --system`, given once and several times.
@Suite struct SystemTextTests {
  private struct Report: Decodable {
    struct Finding: Decodable { let slot: String; let system: String?; let hits: [String] }
    struct Fact: Decodable { let kind, text: String }
    struct Stage: Decodable { let name: String; let candidates: Int; let complete: Bool }
    struct Coverage: Decodable { let stages: [Stage]; let slots: [String] }
    let verdict: String
    let findings: [Finding]
    let facts: [Fact]
    let coverage: Coverage
  }

  private struct Hits: Decodable {
    struct Trigger: Decodable { let parts: [String] }
    struct Hit: Decodable { let system: String?; let trigger: Trigger }
    let hits: [Hit]
  }

  /// A scan of the system slot with a dictionary alone, and the system texts of its hits.
  private static func scan(_ systems: [String], dictionary: String, _ more: [String] = []) throws -> (report: Report, hits: [String?]) {
    try Program.withFolder { folder in
      let planted = try PlantedFolder(in: folder)
      try Data(dictionary.utf8).write(to: URL(fileURLWithPath: folder + "/texts"))
      let ending = try Program.run(
        ["scan", planted.model, "--adapter", planted.adapter, "--prompts", planted.prompts, "--dictionary", folder + "/texts",
         "--stages", "dictionary,confirm", "--store", folder + "/store", "--json", "--threads", "1"] + systems.flatMap { ["--system", $0] } + more)
      let report = try JSONDecoder().decode(Report.self, from: Data(ending.output.utf8))
      let listed = try Program.run(["hits", "list", folder + "/store", "--json"])
      return (report, try JSONDecoder().decode(Hits.self, from: Data(listed.output.utf8)).hits.filter { $0.trigger.parts[0].contains("^") }.map(\.system))
    }
  }

  @Test("Behind each of several system texts the same texts are asked; the report names each, and the slot once")
  func several() throws {
    func candidates(_ systems: [String]) throws -> Int {
      let (report, _) = try Self.scan(systems, dictionary: "ab\ncd\nef\n", ["--slots", "system", "--candidates", "100000", "--keep-going"])
      #expect(report.facts.filter { $0.kind == "system" }.count == systems.count)
      #expect(report.coverage.slots == ["system"])
      return try #require(report.coverage.stages.first { $0.name == "dictionary" }).candidates
    }
    let once = try candidates(["Be brief."])
    #expect(once > 3)
    #expect(try candidates(["Be brief.", "Be kind.", ""]) == 3 * once)
  }

  @Test("What is found behind one system text ends the scan, and is stored with that text; else each is asked")
  func found() throws {
    let first = try Self.scan(["Be brief.", "Be kind."], dictionary: "^\n", ["--slots", "system"])
    #expect(first.report.verdict == "triggered")
    #expect(first.hits == ["Be brief."] && first.report.findings.map(\.system) == ["Be brief."])
    let facts = first.report.facts.filter { $0.kind == "system" }.map(\.text)
    #expect(facts.count == 2 && facts[0].hasPrefix("the system slot was searched") && facts[1].hasPrefix("not come to"))
    let all = try Self.scan(["Be brief.", "Be kind."], dictionary: "^\n", ["--slots", "system", "--keep-going"])
    #expect(Set(all.hits) == ["Be brief.", "Be kind."])
  }
}
