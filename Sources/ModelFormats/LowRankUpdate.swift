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
