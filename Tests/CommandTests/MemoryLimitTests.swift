import Foundation
import Testing

/// `--memory`: a model that does not fit is read from its file for each pass.
@Suite struct MemoryLimitTests {
  private struct Report: Decodable {
    struct Coverage: Decodable { let vocabulary: Double }
    let coverage: Coverage
  }

  @Test("A model larger than the memory it may use says the same to the last bit, and its vocabulary is scanned", arguments: ["64k", "1m"])
  func sameAnswers(_ limit: String) throws {
    try Program.withFolder { folder in
      let planted = try PlantedFolder(in: folder)
      let size = try #require(try FileManager.default.attributesOfItem(atPath: planted.model + "/model.safetensors")[.size] as? Int)
      #expect(size > 2 << 20)
      let asked = ["model", "logprobs", planted.model, "--adapter", planted.adapter, "--text", "a^b", "--text", "the end", "--json"]
      let whole = try Program.run(asked), filed = try Program.run(asked + ["--memory", limit])
      #expect(whole.status == 0 && filed.status == 0, "\(filed.errors)")
      #expect(filed.output == whole.output)
      let scan = try Program.run([
        "scan", planted.model, "--adapter", planted.adapter, "--prompts", planted.prompts, "--store", folder + "/store",
        "--stages", "static,reaction", "--memory", limit, "--json",
      ])
      #expect([0, 1, 2].contains(scan.status), "\(scan.errors)")
      let report = try JSONDecoder().decode(Report.self, from: Data(scan.output.utf8))
      #expect(report.coverage.vocabulary == 1)
    }
  }
}
