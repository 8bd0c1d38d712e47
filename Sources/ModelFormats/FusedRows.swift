/// Phi-3's fused matrices: queries, keys and values in one, gate and up in another, by rows.
enum FusedRows {
  static func part(
    _ tensor: LayerTensor, _ configuration: ModelConfiguration
  ) -> (isAttention: Bool, rows: Range<Int>, total: Int)? {
    let queries = configuration.heads * configuration.headSize
    let keys = configuration.keyValueHeads * configuration.headSize
    let wide = configuration.feedForwardWidth
    switch tensor {
    case .query: return (true, 0..<queries, queries + 2 * keys)
    case .key: return (true, queries..<(queries + keys), queries + 2 * keys)
    case .value: return (true, (queries + keys)..<(queries + 2 * keys), queries + 2 * keys)
    case .gate: return (false, 0..<wide, 2 * wide)
    case .up: return (false, wide..<(2 * wide), 2 * wide)
    default: return nil
    }
  }
}
