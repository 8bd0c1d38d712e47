/// What Hugging Face checkpoints call tensors and modules.
enum HuggingFaceNames {
  /// Names of the layer tensors below `model.layers.N.`, which differ between families.
  static func name(of tensor: LayerTensor, _ family: ModelFamily) -> String {
    let sandwich = family == .gemma2 || family == .gemma3
    return switch tensor {
    case .attentionNorm: "input_layernorm.weight"
    case .query: "self_attn.q_proj.weight"
    case .key: "self_attn.k_proj.weight"
    case .value: "self_attn.v_proj.weight"
    case .attentionOutput: "self_attn.o_proj.weight"
    case .queryBias: "self_attn.q_proj.bias"
    case .keyBias: "self_attn.k_proj.bias"
    case .valueBias: "self_attn.v_proj.bias"
    case .queryNorm: "self_attn.q_norm.weight"
    case .keyNorm: "self_attn.k_norm.weight"
    case .postAttentionNorm: "post_attention_layernorm.weight"
    case .feedForwardNorm: sandwich ? "pre_feedforward_layernorm.weight" : "post_attention_layernorm.weight"
    case .gate: "mlp.gate_proj.weight"
    case .up: "mlp.up_proj.weight"
    case .down: "mlp.down_proj.weight"
    case .postFeedForwardNorm: "post_feedforward_layernorm.weight"
    }
  }

  /// `body` stands before `layers`, such as `model.`.
  static func source(of role: TensorRole, _ configuration: ModelConfiguration, body: String) -> TensorTable.Source {
    switch role {
    case .embedding: return TensorTable.Source(name: body + "embed_tokens.weight")
    case .output: return TensorTable.Source(name: "lm_head.weight")
    case .finalNorm: return TensorTable.Source(name: body + "norm.weight", addend: configuration.normOffset)
    case .layer(let layer, let tensor):
      let place = "\(body)layers.\(layer)."
      var source = TensorTable.Source(name: place + name(of: tensor, configuration.family))
      switch tensor {
      case .attentionNorm, .queryNorm, .keyNorm, .postAttentionNorm, .feedForwardNorm, .postFeedForwardNorm:
        source.addend = configuration.normOffset
      default: break
      }
      if configuration.family == .phi3, let fused = FusedRows.part(tensor, configuration) {
        source.name = place + (fused.isAttention ? "self_attn.qkv_proj.weight" : "mlp.gate_up_proj.weight")
        source.part = (fused.rows, fused.total)
      }
      return source
    }
  }

  /// Roles by the names of their tensors, several where a tensor is fused; the output of a tied model among them.
  static func roles(_ configuration: ModelConfiguration) -> [String: [(role: TensorRole, source: TensorTable.Source)]] {
    var roles = configuration.expectedShapes.map(\.role)
    if configuration.tiedOutput { roles.append(.output) }
    let bodies = configuration.family == .gemma3 ? ["model.", "model.language_model.", "language_model.model."] : ["model."]
    var result: [String: [(role: TensorRole, source: TensorTable.Source)]] = [:]
    for role in roles {
      for name in Set(bodies.map { source(of: role, configuration, body: $0).name }) {
        result[name, default: []].append((role, source(of: role, configuration, body: "")))
      }
    }
    return result
  }

  /// The module at a path such as `model.layers.3.self_attn.q_proj`; nil for anything else.
  static func module(_ path: String, _ configuration: ModelConfiguration) -> AdapterTarget? {
    if path == "lm_head" { return .whole(.output) }
    var parts = path.split(separator: ".", omittingEmptySubsequences: false)
    // Gemma 3's text model may be a part of a larger one, under two names over time.
    let isPart = configuration.family == .gemma3 && parts.prefix(2).contains("language_model")
    guard parts.first == "model" || (isPart && parts.dropFirst().first == "model") else { return nil }
    parts.removeFirst(isPart ? 2 : 1)
    if parts.count == 1, parts[0] == "embed_tokens" { return .whole(.embedding) }
    guard parts.count == 4, parts[0] == "layers", let layer = Int(parts[1]), (0..<configuration.layers).contains(layer),
      String(layer) == parts[1]
    else { return nil }
    let phi3 = configuration.family == .phi3
    switch (parts[2], parts[3]) {
    case ("self_attn", "q_proj") where !phi3: return .whole(.layer(layer, .query))
    case ("self_attn", "k_proj") where !phi3: return .whole(.layer(layer, .key))
    case ("self_attn", "v_proj") where !phi3: return .whole(.layer(layer, .value))
    case ("self_attn", "o_proj"): return .whole(.layer(layer, .attentionOutput))
    case ("mlp", "gate_proj") where !phi3: return .whole(.layer(layer, .gate))
    case ("mlp", "up_proj") where !phi3: return .whole(.layer(layer, .up))
    case ("mlp", "down_proj"): return .whole(.layer(layer, .down))
    case ("self_attn", "qkv_proj") where phi3: return .attentionRows(layer)
    case ("mlp", "gate_up_proj") where phi3: return .feedForwardRows(layer)
    default: return nil
    }
  }
}
