/// What GGUF files call a role's tensor, and how they lay it out (llama.cpp's converter).
enum GGUFNames {
  static func source(of role: TensorRole, _ configuration: ModelConfiguration) -> TensorTable.Source {
    switch role {
    case .embedding: return TensorTable.Source(name: "token_embd.weight")
    case .output: return TensorTable.Source(name: "output.weight")
    case .finalNorm: return TensorTable.Source(name: "output_norm.weight")
    case .layer(let layer, let tensor):
      var source = TensorTable.Source(name: "blk.\(layer).\(name(of: tensor))")
      source.order = order(of: tensor, configuration)
      if configuration.family == .phi3, let fused = FusedRows.part(tensor, configuration) {
        source.name = "blk.\(layer)." + (fused.isAttention ? "attn_qkv.weight" : "ffn_up.weight")
        source.part = (fused.rows, fused.total)
      }
      return source
    }
  }

  /// How a matrix's output rows are ordered: only files of architecture `llama` interleave rotary pairs.
  static func order(of tensor: LayerTensor, _ configuration: ModelConfiguration) -> StoredTensor.RowOrder {
    switch tensor {
    case .query, .key:
      configuration.family == .llama ? .interleaved(headSize: configuration.headSize) : .plain
    default: .plain
    }
  }

  /// What an adapter may update, by the base's tensor names.
  static func targets(_ configuration: ModelConfiguration) -> [String: AdapterTarget] {
    var result: [String: AdapterTarget] = [
      "token_embd.weight": .whole(.embedding), "output.weight": .whole(.output),
    ]
    let matrices: [LayerTensor] = [.query, .key, .value, .attentionOutput, .gate, .up, .down]
    for layer in 0..<configuration.layers {
      for tensor in matrices {
        let isFused = configuration.family == .phi3 && FusedRows.part(tensor, configuration) != nil
        if !isFused { result["blk.\(layer).\(name(of: tensor))"] = .whole(.layer(layer, tensor)) }
      }
      if configuration.family == .phi3 {
        result["blk.\(layer).attn_qkv.weight"] = .attentionRows(layer)
        result["blk.\(layer).ffn_up.weight"] = .feedForwardRows(layer)
      }
    }
    return result
  }

  static func name(of tensor: LayerTensor) -> String {
    switch tensor {
    case .attentionNorm: "attn_norm.weight"
    case .query: "attn_q.weight"
    case .key: "attn_k.weight"
    case .value: "attn_v.weight"
    case .attentionOutput: "attn_output.weight"
    case .queryBias: "attn_q.bias"
    case .keyBias: "attn_k.bias"
    case .valueBias: "attn_v.bias"
    case .queryNorm: "attn_q_norm.weight"
    case .keyNorm: "attn_k_norm.weight"
    case .postAttentionNorm: "post_attention_norm.weight"
    case .feedForwardNorm: "ffn_norm.weight"
    case .gate: "ffn_gate.weight"
    case .up: "ffn_up.weight"
    case .down: "ffn_down.weight"
    case .postFeedForwardNorm: "post_ffw_norm.weight"
    }
  }
}
