package import ModelFormats

/// What tuning changed in a full model, recovered from it and its base.
package struct RecoveredUpdate: Sendable {
  /// Every tensor that both have, in the model's order.
  package let changes: [TensorChange]
  package let updates: [TensorRole: LowRankUpdate]
  /// Norms, biases, and embeddings' rows.
  package let rows: [TensorRole: RowDifferences]

  package init(_ tensors: [RecoveredTensor]) {
    changes = tensors.map(\.change)
    updates = Dictionary(uniqueKeysWithValues: tensors.compactMap { tensor in tensor.update.map { (tensor.change.role, $0) } })
    rows = Dictionary(uniqueKeysWithValues: tensors.compactMap { tensor in tensor.rows.map { (tensor.change.role, $0) } })
  }

  package var change: WeightChange { WeightChange(updates: updates, rows: rows) }

  package var changed: [TensorChange] { changes.filter(\.isChanged) }

  /// Changed tensors whose rounding could not be repeated.
  package var unmatched: [TensorChange] { changed.filter { $0.matching == .unmatched } }

  /// Cosine of tuned and base below which a tensor has nothing to do with the base's: fine-tunes stay above .99.
  private static let leastCosine = 0.5
  /// Relative norm above which a difference without structure is no fine-tune; 4-bit rounding makes .1.
  private static let mostUnstructured = 0.25
  private static let leastStructure = 0.25

  /// Why the base is not what the model was tuned from, a clause without a full stop; nil where it may be.
  package var objection: String? {
    let matrices = changes.filter { $0.isMatrix }
    guard !matrices.isEmpty else { return nil }
    let cosine = Self.median(matrices.map(\.cosine))
    if cosine < Self.leastCosine {
      return "the tensors have nothing in common: the median matrix has a cosine of \(Self.short(cosine)) with the base's"
    }
    let matched = matrices.filter { $0.matching != .unmatched }
    guard !matched.isEmpty else { return nil }
    let norm = Self.median(matched.map(\.relativeNorm)), structure = Self.median(matched.map(\.structuredShare))
    if norm > Self.mostUnstructured, structure < Self.leastStructure {
      return "the differences have no structure: the median matrix differs by \(Self.short(norm * 100))% of its norm, "
        + "and \(Self.short(structure * 100))% of that lies in directions above noise"
    }
    return nil
  }

  private static func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }

  /// Two decimals.
  private static func short(_ value: Double) -> Double { (value * 100).rounded() / 100 }
}
