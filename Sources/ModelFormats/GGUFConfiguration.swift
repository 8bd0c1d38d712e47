/// A model's configuration from a GGUF file's metadata (keys: the GGUF specification, and llama.cpp where that adds).
enum GGUFConfiguration {
  static func read(_ file: GGUFFile) throws(ModelFileError) -> ModelConfiguration {
    let general = fields(of: file, under: "general.")
    guard let architecture = try general.text("architecture") else { throw general.error("architecture", "is missing") }
    guard let family = ModelFamily(rawValue: architecture) else {
      throw general.error(
        "architecture",
        "is \"\(architecture)\"; known are \(ModelFamily.allCases.map(\.rawValue).joined(separator: ", "))",
        kind: .unsupported)
    }
    if let type = try general.text("type"), type != "model" {
      throw general.error(
        "type", "is \"\(type)\", not a model", kind: .unsupported,
        advice: type == "adapter" ? "pass it as --adapter" : nil)
    }
    return try configuration(file, fields(of: file, under: architecture + "."), family).checked(file: file.path)
  }

  /// Metadata below a prefix in the form that `ConfigurationFields` reads.
  static func fields(of file: GGUFFile, under prefix: String) -> ConfigurationFields {
    var members: [JSONObject.Member] = []
    for (key, value) in file.metadata where key.hasPrefix(prefix) {
      let json: JSONValue
      switch value {
      case .unsigned(let number): json = Int(exactly: number).map { .integer($0) } ?? .number(Double(number))
      case .signed(let number): json = .integer(Int(number))
      case .float(let number): json = .number(number)
      case .bool(let flag): json = .bool(flag)
      case .string(let text): json = .string(text)
      case .strings(let texts): json = .array(texts.map { .string($0) })
      case .integers(let numbers): json = .array(numbers.map { .integer(Int($0)) })
      case .floats(let numbers): json = .array(numbers.map { .number($0) })
      case .bools(let flags): json = .array(flags.map { .bool($0) })
      }
      let offset = file.offset(ofKey: key) ?? 0
      members.append(JSONObject.Member(key: String(key.dropFirst(prefix.count)), value: json, offset: offset))
    }
    return ConfigurationFields(file: file.path, object: JSONObject(members), prefix: prefix)
  }

  private static func configuration(
    _ file: GGUFFile, _ fields: ConfigurationFields, _ family: ModelFamily
  ) throws(ModelFileError) -> ModelConfiguration {
    typealias Limits = ModelConfiguration.Limits
    let gemma = family == .gemma2 || family == .gemma3
    if let experts = try fields.optionalCount("expert_count", least: 0, most: .max), experts > 0 {
      throw fields.error("expert_count", "is \(experts): mixtures of experts are not handled", kind: .unsupported)
    }
    let layers = try fields.count("block_count", most: Limits.layers)
    let width = try fields.count("embedding_length", most: Limits.width)
    let heads = try perLayer(fields, "attention.head_count", layers: layers, most: Limits.heads)
    let keyValueHeads = try perLayer(
      fields, "attention.head_count_kv", default: heads, layers: layers, most: Limits.heads)
    let headSize = try fields.count(
      "attention.key_length", default: max(1, width / heads), most: Limits.headSize)
    let valueSize = try fields.count("attention.value_length", default: headSize, most: Limits.headSize)
    guard valueSize == headSize else {
      throw fields.error("attention.value_length", "differs from key_length, which is not handled", kind: .unsupported)
    }
    let rotated = try fields.count("rope.dimension_count", default: headSize, most: Limits.headSize)
    guard rotated == headSize else {
      throw fields.error(
        "rope.dimension_count", "is \(rotated) of \(headSize); only full rotation is handled", kind: .unsupported)
    }
    guard let embedding = file.tensor(named: "token_embd.weight"), embedding.shape.count == 2 else {
      throw ModelFileError(.malformed, file: file.path, field: "token_embd.weight", problem: "is missing")
    }
    guard embedding.shape[0] <= Limits.vocabulary else {
      throw ModelFileError(
        .malformed, file: file.path, field: embedding.name, problem: "has \(embedding.shape[0]) rows",
        offset: embedding.entryOffset)
    }
    let contextLength = try fields.count("context_length", most: Limits.contextLength)
    let base = try fields.number("rope.freq_base", default: 10_000)
    var result = ModelConfiguration(
      family: family, layers: layers, width: width, heads: heads, keyValueHeads: keyValueHeads, headSize: headSize,
      feedForwardWidth: try perLayer(fields, "feed_forward_length", layers: layers, most: Limits.width),
      vocabulary: embedding.shape[0],
      contextLength: contextLength,
      normEpsilon: try fields.number("attention.layer_norm_rms_epsilon"),
      ropeBase: base,
      localRopeBase: family == .gemma3 ? try fields.number("rope.freq_base_swa", default: 10_000) : nil,
      ropeScaling: try GGUFRope.scaling(file, fields, headSize: headSize, contextLength: contextLength),
      slidingWindow: try fields.optionalCount("attention.sliding_window", least: 0, most: Limits.contextLength),
      slidingWindowPattern: nil,
      attentionSoftCap: try fields.optionalNumber("attn_logit_softcapping"),
      logitSoftCap: try fields.optionalNumber("final_logit_softcapping"),
      queryScale: nil,
      embeddingScale: gemma ? Float(width).squareRoot() : 1,
      normOffset: gemma ? 1 : 0,
      activation: gemma ? .geluTanh : .silu,
      tiedOutput: file.tensor(named: "output.weight") == nil)
    // Qwen's windows are written and not used: GGUF's own runtime reads none for this family.
    if result.slidingWindow == 0 || family == .qwen2 || family == .qwen3 { result.slidingWindow = nil }
    if gemma {
      if family == .gemma2 {
        // The first files of this family do not say.
        result.slidingWindow = result.slidingWindow ?? 4_096
        result.attentionSoftCap = result.attentionSoftCap ?? 50
        result.logitSoftCap = result.logitSoftCap ?? 30
      }
      result.slidingWindowPattern = try pattern(fields, family)
      // The files do not say. Models of 27B (46 and 62 layers) take the width over the heads, the others the head size.
      let large = layers == (family == .gemma2 ? 46 : 62)
      result.queryScale = large ? Float(width) / Float(heads) : Float(headSize)
    }
    return result
  }

  /// A number that may be given once or for each layer; only equal layers are handled.
  private static func perLayer(
    _ fields: ConfigurationFields, _ key: String, default fallback: Int? = nil, layers: Int, most: Int
  ) throws(ModelFileError) -> Int {
    guard case .array(let items)? = fields.value(key) else {
      return try fields.count(key, default: fallback, most: most)
    }
    guard items.count == layers, case .integer(let first)? = items.first, first >= 1, first <= most else {
      throw fields.error(key, "is no list of \(layers) sizes")
    }
    guard items.allSatisfy({ $0 == .integer(first) }) else {
      throw fields.error(key, "differs between layers, which is not handled", kind: .unsupported)
    }
    return first
  }

  private static func pattern(_ fields: ConfigurationFields, _ family: ModelFamily) throws(ModelFileError) -> Int {
    let usual = family == .gemma2 ? 2 : 6
    let key = "attention.sliding_window_pattern"
    if case .array? = fields.value(key) {
      throw fields.error(key, "is given for each layer, which is not handled", kind: .unsupported)
    }
    return try fields.count(key, default: usual, most: ModelConfiguration.Limits.layers)
  }
}
