/// What tuning changed in a model's weights: a matrix W becomes f ∘ W + Σ scale · b · a + D, with a factor f for each row, low-rank
/// updates and differences D of rows.
package struct WeightChange: Sendable, Equatable {
  package var updates: [TensorRole: LowRankUpdate]
  /// A factor for each row of a matrix, of adapters that train rows' lengths apart (DoRA).
  package var factors: [TensorRole: [Float]]
  /// Norms, biases, embeddings' rows, and matrices that were trained whole.
  package var rows: [TensorRole: RowDifferences]
  /// Whether embedding and output, one matrix in the base, are two from then on: an adapter changes one use only.
  package var untiesOutput: Bool

  package init(
    updates: [TensorRole: LowRankUpdate] = [:], factors: [TensorRole: [Float]] = [:], rows: [TensorRole: RowDifferences] = [:],
    untiesOutput: Bool = false
  ) {
    self.updates = updates
    self.factors = factors
    self.rows = rows
    self.untiesOutput = untiesOutput
  }

  /// The change `weight` times.
  package func weighted(by weight: Float) -> WeightChange {
    WeightChange(
      updates: updates.mapValues { $0.weighted(by: weight) }, factors: factors.mapValues { $0.map { 1 + weight * ($0 - 1) } },
      rows: rows.mapValues { RowDifferences(rows: $0.rows, columns: $0.columns, values: $0.values.map { $0 * weight }) },
      untiesOutput: untiesOutput)
  }

  /// Both changes of one base at once: what they add to it, added up.
  package func joined(with other: WeightChange) -> WeightChange {
    WeightChange(
      updates: weighted(by: 1).updates.merging(other.weighted(by: 1).updates) { $0.joined(with: $1) },
      factors: factors.merging(other.factors) { zip($0, $1).map { $0 + $1 - 1 } },
      rows: rows.merging(other.rows) { $0.joined(with: $1) }, untiesOutput: untiesOutput || other.untiesOutput)
  }
}
