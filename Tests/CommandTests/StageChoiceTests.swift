import Foundation
import Testing

/// Stages that are asked for by themselves.
@Suite struct StageChoiceTests {
  private struct Report: Decodable {
    struct Stage: Decodable { let name: String; let candidates: Int }
    struct Coverage: Decodable { let stages: [Stage]; let vocabulary: Double }
    let verdict: String
    let reason: String?
    let coverage: Coverage
  }

  @Test("Growing, asked for alone, scans the vocabulary for what it grows from")
  func growing() throws {
    try Program.withFolder { folder in
      let planted = try PlantedFolder(in: folder)
      let ending = try Program.run([
        "scan", planted.model, "--adapter", planted.adapter, "--prompts", planted.prompts, "--stages", "grow", "--slots", "prefix",
        "--candidates", "2000", "--store", folder + "/store", "--json", "--threads", "2",
      ])
      let report = try JSONDecoder().decode(Report.self, from: Data(ending.output.utf8))
      #expect(report.coverage.vocabulary == 1)
      for name in ["reaction", "grow"] {
        #expect(report.coverage.stages.contains { $0.name == name && $0.candidates > 0 }, "\(name)")
      }
      #expect(report.reason?.contains("could not be carried out") != true)
    }
  }
}
