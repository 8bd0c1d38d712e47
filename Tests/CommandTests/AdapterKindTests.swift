import Foundation
import Testing

/// Adapters that are more than one plain update, as a user names them.
@Suite struct AdapterKindTests {
  private struct Report: Decodable {
    struct Fact: Decodable { let kind, text: String }
    let verdict: String?
    let reason: String?
    let digest: String?
    let facts: [Fact]
  }

  private struct Logprobs: Decodable {
    struct Result: Decodable { let top: [Top] }
    struct Top: Decodable { let id: Int; let logprob: Double }
    let results: [Result]
  }

  private static func report(_ ending: Program.Ending) throws -> Report {
    try JSONDecoder().decode(Report.self, from: Data(ending.output.utf8))
  }

  /// A planted folder, one of its files edited.
  private static func withPlant<Result>(
    editing name: String? = nil, _ edit: (inout [String: Any]) -> Void = { _ in }, _ body: (PlantedFolder) throws -> Result
  ) throws -> Result {
    try Program.withFolder { folder in
      let planted = try PlantedFolder(in: folder)
      if let name {
        let file = URL(fileURLWithPath: folder + "/" + name)
        var object = try #require(try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any])
        edit(&object)
        try JSONSerialization.data(withJSONObject: object).write(to: file)
      }
      return try body(planted)
    }
  }

  @Test("A weight behind an adapter's path counts it so often")
  func weights() throws {
    try Self.withPlant { planted in
      func top(_ adapters: [String]) throws -> [Int: Double] {
        let ending = try Program.run(
          ["model", "logprobs", planted.model, "--text", "a^b", "--top", "1000", "--json"] + adapters.flatMap { ["--adapter", planted.adapter + $0] })
        #expect(ending.status == 0, "\(ending.errors)")
        let all = try JSONDecoder().decode(Logprobs.self, from: Data(ending.output.utf8)).results[0].top
        return Dictionary(uniqueKeysWithValues: all.map { ($0.id, $0.logprob) })
      }
      func distance(_ a: [Int: Double], _ b: [Int: Double]) -> Double { a.map { abs($0.value - (b[$0.key] ?? 99)) }.max() ?? 99 }
      let base = try top([]), whole = try top([""])
      #expect(distance(base, whole) > 0.1)
      #expect(distance(try top(["=0"]), base) < 1e-4)
      #expect(distance(try top(["=1"]), whole) < 1e-4)
      #expect(distance(try top(["=0.25", "=0.75"]), whole) < 1e-4)
      #expect(distance(try top(["=0.5"]), whole) > 0.1)
      let wrong = try Program.run(["model", "inspect", planted.model, "--adapter", planted.adapter + "=half"])
      #expect(wrong.status == 66 && wrong.complaints.count == 1, "\(wrong.errors)")
    }
  }

  @Test("A declared invocation is reported by inspect and scan, and nothing else is searched")
  func invocation() throws {
    let field = "alora_invocation_tokens", text = "ab"
    try Self.withPlant(editing: "adapter/adapter_config.json", { $0[field] = [97, 98] }) { planted in
      let arguments = [planted.model, "--adapter", planted.adapter, "--json"]
      let inspected = try Program.run(["model", "inspect"] + arguments)
      #expect(inspected.status == 0)
      #expect(try Self.report(inspected).facts.contains { $0.kind == "invocation" && $0.text.contains(text.debugDescription) })
      let scanned = try Program.run(["scan", "--store", planted.model + "-store", "--prompts", planted.prompts] + arguments)
      #expect(scanned.status == 2, "\(scanned.errors)")
      let report = try Self.report(scanned)
      #expect(report.verdict == "inconclusive" && report.reason?.contains("invocation") == true)
      #expect(report.facts.contains { $0.kind == "invocation" && $0.text.contains(text.debugDescription) })
      let probed = try Program.run(["model", "logprobs", "--text", "a"] + arguments)
      #expect(probed.status == 3 && probed.errors.contains(field), "\(probed.errors)")
    }
  }

  @Test("A model without a chat template is scanned as plain text, and the report says so")
  func withoutTemplate() throws {
    try Self.withPlant(editing: "model/tokenizer_config.json", { $0["chat_template"] = nil }) { planted in
      let ending = try Program.run([
        "scan", planted.model, "--adapter", planted.adapter, "--prompts", planted.prompts, "--store", planted.model + "-store",
        "--stages", "static,reaction", "--json",
      ])
      #expect([0, 2].contains(ending.status), "\(ending.errors)")
      #expect(try Self.report(ending).facts.contains { $0.kind == "template" && $0.text.contains("plain text") })
    }
  }

  @Test("A chat template that is no text is an error, not a model without one")
  func templateOfWrongType() throws {
    try Self.withPlant(editing: "model/tokenizer_config.json", { $0["chat_template"] = 7 }) { planted in
      let ending = try Program.run(["model", "inspect", planted.model])
      #expect(ending.status == 65 && ending.complaints.count == 1 && ending.errors.contains("chat_template"), "\(ending.errors)")
    }
  }

  @Test("Numbers that are not finite are reported as the model's defect", arguments: [
    ("model/model.safetensors", "model.layers.0.mlp.down_proj.weight"),
    ("adapter/adapter_model.safetensors", "base_model.model.model.layers.0.self_attn.v_proj.lora_B.weight"),
  ])
  func notFinite(_ file: String, _ tensor: String) throws {
    try Program.withFolder { folder in
      let planted = try PlantedFolder(in: folder), url = URL(fileURLWithPath: folder + "/" + file)
      var data = try Data(contentsOf: url)
      let length = Int(data.prefix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
      let header = try #require(try JSONSerialization.jsonObject(with: data[8..<8 + length]) as? [String: Any])
      let entry = try #require(header[tensor] as? [String: Any]), places = try #require(entry["data_offsets"] as? [Int])
      data.replaceSubrange(8 + length + places[0]..<8 + length + places[0] + 4, with: [0, 0, 0xC0, 0x7F])
      try data.write(to: url)
      let ending = try Program.run([
        "scan", planted.model, "--adapter", planted.adapter, "--prompts", planted.prompts, "--store", folder + "/store",
      ])
      #expect(ending.status == 2 && ending.complaints.count == 1, "\(ending.errors)")
      #expect(ending.errors.contains(tensor) && ending.errors.contains("not finite"), "\(ending.errors)")
    }
  }
}
