/// A change of one matrix: ΔW = scale · b · a, added to the matrix of the same role in the canonical row order.
package struct LowRankUpdate: Sendable, Equatable {
  package var rank: Int
  /// rank × columns, row-major.
  package var a: [Float]
  /// rows × rank, row-major.
  package var b: [Float]
  package var scale: Float

  package init(rank: Int, a: [Float], b: [Float], scale: Float) {
    self.rank = rank
    self.a = a
    self.b = b
    self.scale = scale
  }
}

extension LowRankUpdate {
  /// The update times `weight`, with scale and weight multiplied into b.
  func weighted(by weight: Float) -> LowRankUpdate {
    guard scale * weight != 1 else { return LowRankUpdate(rank: rank, a: a, b: b, scale: 1) }
    return LowRankUpdate(rank: rank, a: a, b: b.map { $0 * (scale * weight) }, scale: 1)
  }

  /// The sum of two updates of the same matrix whose scales are 1.
  func joined(with other: LowRankUpdate) -> LowRankUpdate {
    precondition(scale == 1 && other.scale == 1 && rank > 0 && other.rank > 0, "scales are not multiplied in")
    let rows = b.count / rank
    var columns: [Float] = []
    columns.reserveCapacity(b.count + other.b.count)
    for row in 0..<rows {
      columns += b[row * rank..<(row + 1) * rank]
      columns += other.b[row * other.rank..<(row + 1) * other.rank]
    }
    return LowRankUpdate(rank: rank + other.rank, a: a + other.a, b: columns, scale: 1)
  }
}
