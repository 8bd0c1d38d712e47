import Foundation
import ModelFormats
import Testing

@Suite struct HuggingFaceConfigurationTests {
  /// A tiny model's folder, its configuration's fields replaced or, where the value is nil, left out.
  static func withModel<Result>(
    _ family: ModelFamily, _ fields: [String: String?], _ body: (String) throws -> Result
  ) throws -> Result {
    try TestFiles.withFolder { folder in
      let source = TinyModelTests.folder(family)
      let data = try Data(contentsOf: URL(fileURLWithPath: source + "/config.json"))
      guard var object = try JSONSerialization.jsonObject(with: data) as? [String: Any] else {
        throw CocoaError(.coderReadCorrupt)
      }
      for key in fields.keys { object[key] = nil }
      var text = String(decoding: try JSONSerialization.data(withJSONObject: object), as: UTF8.self)
      for (key, value) in fields { if let value { text = "{\"\(key)\": \(value), " + text.dropFirst() } }
      try TestFiles.write(text, to: folder + "/config.json")
      try TestFiles.write(try TestFiles.bytes(source + "/model.safetensors"), to: folder + "/model.safetensors")
      return try body(folder)
    }
  }

  static func configuration(_ family: ModelFamily, _ fields: [String: String?]) throws -> ModelConfiguration {
    try withModel(family, fields) { try CheckpointLoader.open($0).configuration }
  }

  @Test("Fields as transformers 4 wrote them mean the same")
  func version4() throws {
    let now = try Self.configuration(.llama, [:])
    let then = try Self.configuration(
      .llama,
      [
        "rope_parameters": nil, "rope_theta": "500000.0",
        "rope_scaling": """
        {"rope_type": "llama3", "factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0,
         "original_max_position_embeddings": 32}
        """,
      ])
    #expect(now == then)
    let gemma = try Self.configuration(
      .gemma3,
      [
        "rope_parameters": nil, "rope_theta": "1000000.0", "rope_local_base_freq": "10000.0",
        "rope_scaling": #"{"rope_type": "linear", "factor": 8.0}"#, "layer_types": nil,
        "_sliding_window_pattern": nil, "sliding_window_pattern": "6",
      ])
    #expect(gemma == (try Self.configuration(.gemma3, [:])))
    let phi = try Self.configuration(
      .phi3,
      [
        "rope_parameters": nil,
        "rope_scaling": #"{"type": "su", "short_factor": [1, 1.1, 1.25, 1.5], "long_factor": [1, 2, 3, 4]}"#,
      ])
    #expect(phi == (try Self.configuration(.phi3, [:])))
  }

  @Test("Mistral is a llama whose layers all slide")
  func mistral() throws {
    let model = try Self.configuration(.llama, ["model_type": "\"mistral\"", "sliding_window": "24"])
    #expect(model.family == .llama && model.window(inLayer: 0) == 24 && model.window(inLayer: 7) == 24)
    let newer = try Self.configuration(.llama, ["model_type": "\"mistral\"", "sliding_window": "null"])
    #expect(newer.window(inLayer: 0) == nil)
  }

  @Test("Qwen slides only where it says so")
  func qwen() throws {
    let off = try Self.configuration(.qwen2, ["sliding_window": "24", "use_sliding_window": "false"])
    #expect(off.slidingWindow == nil)
    let late = try Self.configuration(
      .qwen2, ["sliding_window": "24", "use_sliding_window": "true", "max_window_layers": "1"])
    #expect(late.slidingWindow == nil)
    let on = try Self.configuration(
      .qwen2,
      ["sliding_window": "24", "use_sliding_window": "true", "max_window_layers": "0", "layer_types": nil])
    #expect(on.window(inLayer: 0) == 24)
  }

  struct Case: Sendable, CustomTestStringConvertible {
    var family: ModelFamily
    var key: String
    var value: String
    var kind: ModelFileError.Kind
    var field: String?
    var testDescription: String { "\(family.rawValue) \(key): \(value)" }

    init(_ family: ModelFamily, _ key: String, _ value: String, _ kind: ModelFileError.Kind, field: String? = nil) {
      self.family = family
      self.key = key
      self.value = value
      self.kind = kind
      self.field = field
    }
  }

  static let cases = [
    Case(.llama, "num_hidden_layers", "1000000000", .malformed),
    Case(.llama, "num_attention_heads", "0", .malformed),
    Case(.llama, "num_key_value_heads", "-1", .malformed),
    Case(.llama, "hidden_size", "1e9", .malformed),
    Case(.llama, "hidden_size", "99999999999999999999", .malformed),
    Case(.llama, "vocab_size", "\"7\"", .malformed),
    Case(.llama, "vocab_size", "8", .malformed, field: "model.embed_tokens.weight"),
    Case(.llama, "head_dim", "7", .malformed, field: "head size"),
    Case(.llama, "rms_norm_eps", "NaN", .malformed),
    Case(.llama, "rms_norm_eps", "-1e-5", .malformed),
    Case(.llama, "tie_word_embeddings", "1", .malformed),
    Case(.llama, "model_type", "\"mamba\"", .unsupported),
    Case(.llama, "model_type", "3", .malformed),
    Case(.llama, "auto_map", #"{"AutoModelForCausalLM": "own.Model"}"#, .unsupported),
    Case(.llama, "quantization_config", #"{"quant_method": "gptq"}"#, .unsupported),
    Case(.llama, "architectures", #"["LlamaForSequenceClassification"]"#, .unsupported),
    Case(.llama, "attention_bias", "true", .unsupported),
    Case(.llama, "mlp_bias", "true", .unsupported),
    Case(.llama, "hidden_act", "\"relu\"", .unsupported),
    Case(.llama, "partial_rotary_factor", "0.5", .unsupported),
    Case(.llama, "rope_parameters", #"{"rope_type": "spiral"}"#, .unsupported, field: "rope_parameters.rope_type"),
    Case(.llama, "rope_parameters", #"{"rope_type": "linear"}"#, .malformed, field: "rope_parameters.factor"),
    Case(
      .llama, "rope_parameters", #"{"rope_type": "linear", "factor": -1}"#, .malformed,
      field: "rope_parameters.factor"),
    Case(
      .llama, "rope_parameters", #"{"rope_type": "longrope", "short_factor": [1], "long_factor": [1]}"#, .malformed,
      field: "rope_parameters.short_factor"),
    Case(.gemma2, "sliding_window", "0", .malformed),
    Case(.gemma2, "layer_types", #"["full_attention"]"#, .unsupported),
    Case(.gemma3, "layer_types", "[]", .malformed),
    Case(.gemma3, "use_bidirectional_attention", "true", .unsupported),
    Case(.phi3, "auto_map", #"{"AutoConfig": "configuration_evil.Phi3Config"}"#, .unsupported),
  ]

  @Test("A configuration that is broken, or that changes the computation, is refused by field", arguments: cases)
  func refuses(_ entry: Case) throws {
    let fault = try Self.withModel(entry.family, [entry.key: entry.value]) { folder in
      TestFiles.fault { _ = try CheckpointLoader.open(folder) }
    }
    let error = try #require(fault)
    #expect(error.kind == entry.kind && error.field == entry.field ?? entry.key, "\(error)")
  }

  @Test("Phi-3's own code reference, and empty code maps of none, do not hinder")
  func ownCode() throws {
    let map = """
      {"AutoConfig": "configuration_phi3.Phi3Config", "AutoModelForCausalLM": "modeling_phi3.Phi3ForCausalLM"}
      """
    #expect(throws: Never.self) { try Self.configuration(.phi3, ["auto_map": map]) }
    #expect(throws: Never.self) { try Self.configuration(.llama, ["auto_map": "null"]) }
  }
}
