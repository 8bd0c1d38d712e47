import Foundation
import ModelFormats
import Testing

@Suite struct AdapterRefusalTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    /// Fields put into the configuration, as JSON.
    var fields: [String: String]
    var kind: ModelFileError.Kind
    var field: String
    var testDescription: String { name }
  }

  static let cases: [Case] = [
    Case(name: "rank 0", fields: ["r": "0"], kind: .malformed, field: "r"),
    Case(name: "rank beyond any matrix", fields: ["r": "1000000000"], kind: .malformed, field: "r"),
    Case(name: "rank as text", fields: ["r": "\"2\""], kind: .malformed, field: "r"),
    Case(
      name: "rank other than the file's", fields: ["r": "3"], kind: .malformed,
      field: "base_model.model.model.layers.0.mlp.down_proj.lora_A.weight"),
    Case(name: "α NaN", fields: ["lora_alpha": "NaN"], kind: .malformed, field: "lora_alpha"),
    Case(name: "α infinite", fields: ["lora_alpha": "-Infinity"], kind: .malformed, field: "lora_alpha"),
    Case(
      name: "α NaN in a pattern", fields: ["alpha_pattern": "{\"q_proj\": NaN}"], kind: .malformed,
      field: "alpha_pattern.q_proj"),
    Case(
      name: "rank 0 in a pattern", fields: ["rank_pattern": "{\"q_proj\": 0}"], kind: .malformed,
      field: "rank_pattern.q_proj"),
    Case(
      name: "look-ahead", fields: ["target_modules": "\"(?=a)b\""], kind: .unsupported, field: "target_modules"),
    Case(
      name: "module not targeted", fields: ["target_modules": "[\"q_proj\"]"], kind: .malformed,
      field: "base_model.model.model.layers.0.mlp.down_proj.lora_A.weight"),
    Case(
      name: "module excluded", fields: ["exclude_modules": "[\"down_proj\"]"], kind: .malformed,
      field: "base_model.model.model.layers.0.mlp.down_proj.lora_A.weight"),
    Case(
      name: "layer left out", fields: ["layers_to_transform": "[1]", "target_modules": "[\"down_proj\"]"],
      kind: .malformed,
      field: "base_model.model.model.layers.0.mlp.down_proj.lora_A.weight"),
    Case(name: "no target modules", fields: ["target_modules": "null"], kind: .malformed, field: "target_modules"),
    Case(name: "IA3", fields: ["peft_type": "\"IA3\""], kind: .unsupported, field: "peft_type"),
    Case(name: "no type", fields: ["peft_type": "null"], kind: .malformed, field: "peft_type"),
    Case(name: "biases", fields: ["bias": "\"all\""], kind: .unsupported, field: "bias"),
    Case(name: "transposed", fields: ["fan_in_fan_out": "true"], kind: .unsupported, field: "fan_in_fan_out"),
    Case(
      name: "rank above the matrix", fields: ["rank_pattern": "{\"down_proj\": 17}"], kind: .malformed,
      field: "base_model.model.model.layers.0.mlp.down_proj.lora_A.weight"),
    Case(
      name: "DoRA without lengths", fields: ["use_dora": "true"], kind: .malformed,
      field: "base_model.model.model.layers.0.mlp.down_proj.lora_A.weight"),
    Case(name: "QALoRA", fields: ["use_qalora": "true"], kind: .unsupported, field: "use_qalora"),
    Case(name: "BD-LoRA", fields: ["use_bdlora": "{\"nblocks\": 2}"], kind: .unsupported, field: "use_bdlora"),
    Case(name: "Arrow", fields: ["arrow_config": "{\"top_k\": 2}"], kind: .unsupported, field: "arrow_config"),
    Case(name: "CorDA", fields: ["corda_config": "{\"x\": 1}"], kind: .unsupported, field: "corda_config"),
    Case(name: "LoftQ", fields: ["loftq_config": "{\"bits\": 4}"], kind: .unsupported, field: "loftq_config"),
    Case(name: "PiSSA", fields: ["init_lora_weights": "\"pissa\""], kind: .unsupported, field: "init_lora_weights"),
    Case(
      name: "whole modules without names", fields: ["modules_to_save": "[1]"], kind: .malformed,
      field: "modules_to_save"),
    Case(
      name: "single tokens", fields: ["trainable_token_indices": "[3]"], kind: .unsupported,
      field: "trainable_token_indices"),
    Case(
      name: "replicated layers", fields: ["layer_replication": "[[0, 1]]"], kind: .unsupported,
      field: "layer_replication"),
    Case(
      name: "parameters", fields: ["target_parameters": "[\"w\"]"], kind: .unsupported, field: "target_parameters"),
    Case(name: "LoRA bias", fields: ["lora_bias": "true"], kind: .unsupported, field: "lora_bias"),
    Case(name: "tied", fields: ["ensure_weight_tying": "true"], kind: .unsupported, field: "ensure_weight_tying"),
    Case(name: "a field of the future", fields: ["use_zlora": "1"], kind: .unsupported, field: "use_zlora"),
    Case(
      name: "declared invocation", fields: ["alora_invocation_tokens": "[4, 2]"], kind: .unsupported,
      field: "alora_invocation_tokens"),
    // What PEFT does not know works without it.
    Case(
      name: "declared invocation as text", fields: ["alora_invocation_string": "\"now\""], kind: .unsupported,
      field: "alora_invocation_string"),
  ]

  /// The plain adapter in a folder, some of its configuration's fields replaced.
  static func withAdapter<Result>(_ fields: [String: String], _ body: (String) throws -> Result) throws -> Result {
    try TestFiles.withFolder { folder in
      let source = TestFiles.fixtures + "adapters/plain/"
      let text = String(decoding: try TestFiles.bytes(source + "adapter_config.json"), as: UTF8.self)
      var lines = text.split(separator: "\n").filter { line in
        !fields.keys.contains { line.hasPrefix(" \"\($0)\":") } && line != "{" && line != "}"
      }
      .joined(separator: "\n")
      // The list of target modules spans lines.
      if fields.keys.contains("target_modules"), let start = lines.range(of: "  \"")?.lowerBound,
        let end = lines.range(of: " ],", range: start..<lines.endIndex)?.upperBound
      {
        lines.removeSubrange(start..<end)
      }
      let extra = fields.map { "\"\($0.key)\": \($0.value)," }.joined(separator: "\n")
      try TestFiles.write("{\n\(extra)\n\(lines)\n}", to: folder + "/adapter_config.json")
      try TestFiles.write(
        try TestFiles.bytes(source + "adapter_model.safetensors"), to: folder + "/adapter_model.safetensors")
      return try body(folder)
    }
  }

  @Test("An adapter that is no plain sum of updates is refused by field", arguments: cases)
  func refuses(_ entry: Case) throws {
    let base = try LoRAAdapterTests.base(.llama)
    let fault = try Self.withAdapter(entry.fields) { folder in
      TestFiles.fault { _ = try LoRAAdapter.open(folder, for: base) }
    }
    let error = try #require(fault)
    #expect(error.kind == entry.kind, "\(error)")
    #expect(error.field == entry.field, "\(error)")
    #expect(!error.description.contains("\n"))
  }

  @Test("The same adapter unchanged, or with fields that are off, opens")
  func control() throws {
    let base = try LoRAAdapterTests.base(.llama)
    for fields in [[:], ["use_zlora": "null", "use_ylora": "false", "x_config": "{}", "lora_dropout": "0.1"]] {
      let adapter = try Self.withAdapter(fields) { try LoRAAdapter.open($0, for: base) }
      #expect(adapter.updates.count == 7)
    }
  }

  @Test("A declared invocation can be looked at")
  func invocation() throws {
    let base = try LoRAAdapterTests.base(.llama)
    let adapter = try Self.withAdapter(["alora_invocation_tokens": "[4, 2]"]) { folder in
      try LoRAAdapter.open(folder, for: base, acceptInvocation: true)
    }
    #expect(adapter.declaredInvocation == DeclaredInvocation(tokens: [4, 2]))
  }

  @Test("An adapter for another shape of base is refused at its first tensor that does not fit")
  func otherBase() throws {
    var base = try LoRAAdapterTests.base(.llama)
    base.feedForwardWidth = 24
    let path = TestFiles.fixtures + "adapters/plain"
    let error = try #require(TestFiles.fault { _ = try LoRAAdapter.open(path, for: base) })
    #expect(error.kind == .malformed && error.field.hasSuffix("mlp.down_proj.lora_A.weight") && error.offset != nil)
    base = try LoRAAdapterTests.base(.llama)
    base.family = .phi3
    let other = try #require(TestFiles.fault { _ = try LoRAAdapter.open(path, for: base) })
    #expect(other.kind == .malformed && other.problem.contains("phi3"))
    let gguf = try #require(TestFiles.fault { _ = try LoRAAdapter.open(path + "/adapter.gguf", for: base) })
    #expect(gguf.field == "general.architecture")
  }

  @Test("A pickled adapter is named and never opened")
  func pickle() throws {
    let base = try LoRAAdapterTests.base(.llama)
    let error = try TestFiles.withFolder { folder in
      try TestFiles.write("{\"peft_type\": \"LORA\"}", to: folder + "/adapter_config.json")
      try TestFiles.write([0x80, 2], to: folder + "/adapter_model.bin")
      return TestFiles.fault { _ = try LoRAAdapter.open(folder, for: base) }
    }
    #expect(error?.kind == .unsupported && error?.file.hasSuffix("adapter_model.bin") == true)
  }

  @Test(
    "Every tensor of an adapter is used or refused by name",
    arguments: [
      ("base_model.model.model.layers.0.mlp.up_proj.lora_embedding_C", ModelFileError.Kind.unsupported),
      ("base_model.model.model.embed_tokens.base_layer.weight", .malformed),
      ("base_model.model.model.norm.weight", .unsupported),
      ("base_model.model.model.layers.0.mlp.up_proj.weight", .unsupported),
      ("base_model.model.classifier.weight", .unsupported),
      ("base_model.model.model.layers.1.mlp.up_proj.lora_magnitude_vector", .malformed),
      ("base_model.model.model.layers.9.mlp.up_proj.lora_A.weight", .malformed),
      ("base_model.model.model.layers.0.mlp.up_proj.lora_A.default.weight", .malformed),
      ("base_model.model.model.layers.0.mlp.gate_proj.lora_embedding_A", .malformed),
      ("model.layers.0.mlp.up_proj.lora_A.weight", .unsupported),
    ])
  func leftovers(_ name: String, _ kind: ModelFileError.Kind) throws {
    let base = try LoRAAdapterTests.base(.llama)
    let error = try Self.withAdapter([:]) { folder in
      let path = folder + "/adapter_model.safetensors"
      var builder = SafetensorsBuilder(copying: try SafetensorsFile(path))
      builder.add(name, "F32", [1], TestFiles.bytes(of: [1]))
      try TestFiles.write(builder.bytes(), to: path)
      return TestFiles.fault { _ = try LoRAAdapter.open(folder, for: base) }
    }
    #expect(error?.kind == kind && error?.field == name, "\(String(describing: error))")
  }
}
