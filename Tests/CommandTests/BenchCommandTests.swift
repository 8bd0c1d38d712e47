import Foundation
import Testing

@Suite struct BenchCommandTests {
  @Test("Every part of a benchmark is in its document, under the names that scripts read")
  func parts() throws {
    try Program.withFolder { folder in
      let planted = try PlantedFolder(in: folder)
      let ending = try Program.run([
        "model", "bench", planted.model, "--adapter", planted.adapter, "--parts", "prefill,sharing,scan,decoding,growth,size",
        "--rounds", "1", "--threads", "2", "--json", "--quiet",
      ])
      #expect(ending.status == 0, "\(ending.errors)")
      let document = try #require(try JSONSerialization.jsonObject(with: Data(ending.output.utf8)) as? [String: Any])
      #expect(document["schema"] as? String == "hairtrigger.bench/1")
      #expect((document["peak_gflops"] as? Double ?? 0) > 0)
      #expect((document["self_test"] as? [String: Any])?["worst"] is Double)
      for name in ["processor", "kernels"] { #expect(document[name] is String) }
      let prefill = try #require(document["prefill"] as? [[String: Any]])
      #expect(prefill.count == 3)
      for row in prefill {
        for name in ["tokens_per_second", "of_own_products", "of_peak", "product_share", "product_speed"] {
          #expect((row[name] as? Double ?? 0) > 0, "\(name)")
        }
      }
      for row in try #require(document["sharing"] as? [[String: Any]]) { #expect((row["ratio"] as? Double ?? 0) > 0) }
      let scan = try #require(document["scan"] as? [String: Any])
      #expect(scan["tokens"] as? Int == 278 && scan["layers"] as? Int == 4)
      #expect(scan["ratio"] is Double)
      let decoding = try #require(document["decoding"] as? [String: Any])
      #expect(decoding["answers"] as? Int == 64)
      #expect((decoding["together"] as? Double ?? 0) > (decoding["one_by_one"] as? Double ?? .infinity))
      let growth = try #require(document["growth"] as? [[String: Any]])
      #expect(growth.compactMap { $0["candidates"] as? Int } == [512, 1_024, 2_048, 4_096, 8_192, 2_048, 2_048, 2_048, 2_048])
      #expect(growth.compactMap { $0["layers"] as? Int } == [4, 4, 4, 4, 4, 1, 2, 3, 4])
    }
  }

  @Test("Without parts a model's prefill is measured and nothing else")
  func byDefault() throws {
    try Program.withFolder { folder in
      let planted = try PlantedFolder(in: folder)
      let ending = try Program.run(["model", "bench", planted.model, "--rounds", "1", "--json", "--quiet"])
      let document = try #require(try JSONSerialization.jsonObject(with: Data(ending.output.utf8)) as? [String: Any])
      #expect((document["prefill"] as? [Any])?.count == 3)
      for name in ["sharing", "scan", "decoding", "growth"] { #expect(document[name] == nil) }
    }
  }
}
