/// A matrix that an adapter may update, which in fused models is several of the base's roles.
enum AdapterTarget: Hashable {
  case whole(TensorRole)
  /// Phi-3: queries, keys and values of a layer.
  case attentionRows(Int)
  /// Phi-3: gate and up of a layer.
  case feedForwardRows(Int)

  /// The roles, and which rows of the target each is. `shapes` are those of the base.
  func parts(
    _ configuration: ModelConfiguration, _ shapes: [TensorRole: [Int]]
  ) -> [(role: TensorRole, rows: Range<Int>)] {
    switch self {
    // A tied output has no shape of its own.
    case .whole(let role): [(role, 0..<((shapes[role] ?? (role == .output ? shapes[.embedding] : nil))?.first ?? 0))]
    case .attentionRows(let layer): Self.fused([.query, .key, .value], layer, configuration)
    case .feedForwardRows(let layer): Self.fused([.gate, .up], layer, configuration)
    }
  }

  /// Whether the target is one of the two uses of a matrix that the base has once.
  func isTied(_ configuration: ModelConfiguration) -> Bool {
    configuration.tiedOutput && (self == .whole(.embedding) || self == .whole(.output))
  }

  private static func fused(
    _ tensors: [LayerTensor], _ layer: Int, _ configuration: ModelConfiguration
  ) -> [(role: TensorRole, rows: Range<Int>)] {
    tensors.compactMap { tensor in
      FusedRows.part(tensor, configuration).map { (.layer(layer, tensor), $0.rows) }
    }
  }
}

extension LoRAAdapter {
  /// Of GGUF adapters, which do not say which of the two is meant.
  static let tiedProblem = "updates a matrix that serves as embedding and as output"

  /// Adds an update of `target`, a: rank × columns and b: rows × rank in the canonical row order.
  mutating func add(
    _ target: AdapterTarget, _ configuration: ModelConfiguration, _ shapes: [TensorRole: [Int]], rank: Int, a: [Float],
    b: [Float], scale: Float
  ) {
    for part in target.parts(configuration, shapes) {
      let rows = Array(b[(part.rows.lowerBound * rank)..<(part.rows.upperBound * rank)])
      updates[part.role] = LowRankUpdate(rank: rank, a: a, b: rows, scale: scale)
    }
    self.rank = max(self.rank, rank)
  }
}
