/// `config.json` of a Hugging Face folder, with the defaults of the `transformers` classes that read it (versions 4
/// and 5 write some fields differently).
enum HuggingFaceConfiguration {
  /// The configuration, and whether the text model is a part of a larger one (Gemma 3 with vision).
  static func read(_ folder: ModelFolder) throws(ModelFileError) -> ModelConfiguration {
    let file = folder.path(of: "config.json")
    let whole = ConfigurationFields(file: file, object: try folder.object("config.json"))
    var fields = whole
    guard var type = try whole.text("model_type") else { throw whole.error("model_type", "is missing") }
    if type == "gemma3", let inner = try whole.fields("text_config") {
      fields = inner
      type = "gemma3_text"
    }
    let families: [String: ModelFamily] = [
      "llama": .llama, "mistral": .llama, "qwen2": .qwen2, "qwen3": .qwen3, "gemma2": .gemma2,
      "gemma3_text": .gemma3, "phi3": .phi3,
    ]
    guard let family = families[type] else {
      throw whole.error(
        "model_type", "is \"\(type)\"; known are \(families.keys.sorted().joined(separator: ", "))", kind: .unsupported)
    }
    try refuseVariants(whole, family)
    try refuseVariants(fields, family)
    return try configuration(fields, family, isMistral: type == "mistral").checked(file: file)
  }

  /// What would change the computation in ways that are not handled here.
  private static func refuseVariants(_ fields: ConfigurationFields, _ family: ModelFamily) throws(ModelFileError) {
    if let quantization = try fields.fields("quantization_config") {
      let method = try quantization.text("quant_method") ?? "unknown"
      throw fields.error("quantization_config", "is \(method); only plain weights are read", kind: .unsupported)
    }
    if case .array(let names)? = fields.value("architectures") {
      for case .string(let name) in names
      where !name.hasSuffix("ForCausalLM") && !name.hasSuffix("ForConditionalGeneration") {
        throw fields.error("architectures", "holds \(name), not a language model", kind: .unsupported)
      }
    }
    if let map = fields.value("auto_map") {
      // Phi-3's own folders carry code that transformers has had built in since; all other code is unknown.
      guard case .object(let object) = map, family == .phi3,
        object.members.allSatisfy({ member in
          guard case .string(let text) = member.value else { return false }
          return text == "configuration_phi3.Phi3Config" || text == "modeling_phi3.Phi3ForCausalLM"
        })
      else {
        throw fields.error("auto_map", "names code of the model's own, which is never run", kind: .unsupported)
      }
    }
    for key in ["attention_bias", "mlp_bias", "use_bidirectional_attention"] where family != .qwen2 {
      if try fields.flag(key, default: false) { throw fields.error(key, "is not handled", kind: .unsupported) }
    }
    if let factor = try fields.optionalNumber("partial_rotary_factor"), factor != 1 {
      throw fields.error("partial_rotary_factor", "is \(factor); only full rotation is handled", kind: .unsupported)
    }
  }

  private static func configuration(
    _ fields: ConfigurationFields, _ family: ModelFamily, isMistral: Bool
  ) throws(ModelFileError) -> ModelConfiguration {
    typealias Limits = ModelConfiguration.Limits
    let gemma3 = family == .gemma3, gemma = family == .gemma2 || gemma3
    let heads = try fields.count("num_attention_heads", default: gemma3 ? 8 : nil, most: Limits.heads)
    let width = try fields.count("hidden_size", default: gemma3 ? 2_304 : nil, most: Limits.width)
    let contextLength = try fields.count(
      "max_position_embeddings", default: gemma3 ? 131_072 : nil, most: Limits.contextLength)
    let headSize = try fields.count(
      "head_dim", default: gemma ? 256 : family == .qwen3 ? 128 : max(1, width / heads), most: Limits.headSize)
    let rope = try HuggingFaceRope.read(
      fields, family: family, headSize: headSize, contextLength: contextLength, defaultBase: gemma3 ? 1e6 : 1e4)
    var result = ModelConfiguration(
      family: family,
      layers: try fields.count("num_hidden_layers", default: gemma3 ? 26 : nil, most: Limits.layers),
      width: width,
      heads: heads,
      keyValueHeads: try fields.count(
        "num_key_value_heads", default: gemma ? 4 : isMistral ? 8 : heads, most: Limits.heads),
      headSize: headSize,
      feedForwardWidth: try fields.count("intermediate_size", default: gemma3 ? 9_216 : nil, most: Limits.width),
      vocabulary: try fields.count("vocab_size", default: gemma3 ? 262_208 : nil, most: Limits.vocabulary),
      contextLength: contextLength,
      normEpsilon: try fields.number("rms_norm_eps", default: family == .phi3 ? 1e-5 : 1e-6),
      ropeBase: rope.base,
      localRopeBase: rope.localBase,
      ropeScaling: rope.scaling,
      slidingWindow: nil,
      slidingWindowPattern: nil,
      attentionSoftCap: nil,
      logitSoftCap: nil,
      queryScale: nil,
      embeddingScale: gemma ? Float(width).squareRoot() : 1,
      normOffset: gemma ? 1 : 0,
      activation: try activation(fields, gemma: gemma),
      tiedOutput: try fields.flag("tie_word_embeddings", default: gemma))
    if gemma {
      result.queryScale = try fields.number("query_pre_attn_scalar", default: 256)
      result.attentionSoftCap = try softCap(fields, "attn_logit_softcapping", default: gemma3 ? nil : 50)
      result.logitSoftCap = try softCap(fields, "final_logit_softcapping", default: gemma3 ? nil : 30)
    }
    try readWindow(fields, isMistral: isMistral, into: &result)
    return result
  }

  private static func activation(_ fields: ConfigurationFields, gemma: Bool) throws(ModelFileError) -> Activation {
    // Gemma's older field `hidden_act` named another function than the models were trained with.
    let key = gemma ? "hidden_activation" : "hidden_act"
    switch try fields.text(key) ?? (gemma ? "gelu_pytorch_tanh" : "silu") {
    case "silu", "swish": return .silu
    case "gelu_pytorch_tanh", "gelu_new": return .geluTanh
    case let other: throw fields.error(key, "is \"\(other)\", which is not handled", kind: .unsupported)
    }
  }

  /// A cap that is off when the field is null, and at its default when it is absent.
  private static func softCap(
    _ fields: ConfigurationFields, _ key: String, default fallback: Float?
  ) throws(ModelFileError) -> Float? {
    fields.object.member(key) == nil ? fallback : try fields.optionalNumber(key)
  }

  private static func readWindow(
    _ fields: ConfigurationFields, isMistral: Bool, into result: inout ModelConfiguration
  ) throws(ModelFileError) {
    let absent = fields.object.member("sliding_window") == nil
    var window = try fields.optionalCount("sliding_window", most: ModelConfiguration.Limits.contextLength)
    switch result.family {
    case .llama:
      if !isMistral { window = nil } else if absent { window = 4_096 }
    case .qwen2, .qwen3:
      if try !fields.flag("use_sliding_window", default: false) {
        window = nil
      } else if window != nil {
        // Layers from this one on slide; a boundary inside the model has no place in `slidingWindowPattern`.
        let first = try fields.count("max_window_layers", default: 28, least: 0, most: .max)
        if first >= result.layers {
          window = nil
        } else if first > 0 {
          throw fields.error("max_window_layers", "splits the layers, which is not handled", kind: .unsupported)
        }
      }
    case .gemma2:
      window = absent ? 4_096 : window
      result.slidingWindowPattern = 2
    case .gemma3:
      window = absent ? 4_096 : window
      let most = ModelConfiguration.Limits.layers
      let newer = try fields.count("_sliding_window_pattern", default: 6, most: most)
      result.slidingWindowPattern = try fields.count("sliding_window_pattern", default: newer, most: most)
    case .phi3: break
    }
    result.slidingWindow = window
    guard case .array(let types)? = fields.value("layer_types") else { return }
    guard types.count == result.layers else {
      throw fields.error("layer_types", "has \(types.count) entries for \(result.layers) layers")
    }
    for (layer, type) in types.enumerated() {
      let expected = result.window(inLayer: layer) == nil ? "full_attention" : "sliding_attention"
      guard type == .string(expected) else {
        throw fields.error(
          "layer_types", "has another entry than \(expected) for layer \(layer), which is not handled",
          kind: .unsupported)
      }
    }
  }
}
