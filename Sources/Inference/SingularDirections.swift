package import ModelFormats

/// The leading singular values and vectors of a matrix.
///
/// Randomised (Halko, Martinsson and Tropp 2011, algorithm 4.4): the matrix acts on a few random vectors, then on what
/// came out, a few times over, and is decomposed within what they span. Exact where as many are asked for as the matrix
/// has; else the trailing ones of those asked for are too small by some per cent.
package struct SingularDirections: Sendable {
  package let rows: Int
  package let columns: Int
  /// Descending.
  package let values: [Float]
  /// count × rows: a left vector a row.
  let left: [Float]
  /// count × columns: a right vector a row.
  package let right: [Float]

  /// - Parameters:
  ///   - count: how many; at most the matrix' smaller side is found.
  ///   - matrix: rows × columns, row-major.
  ///   - passes: how often the matrix and its transpose act; each sharpens the trailing values.
  package init(
    leading count: Int, of matrix: [Float], rows: Int, columns: Int, passes: Int = 3,
    using generator: inout some RandomNumberGenerator
  ) throws(FactorizationFailure) {
    precondition(matrix.count == rows * columns)
    let count = max(0, min(count, rows, columns))
    let start = (0..<count * columns).map { _ -> Float in generator.next() & 1 == 1 ? 1 : -1 }
    // Rows everywhere: count × rows for what the matrix makes of vectors, count × columns for its transpose.
    var outputs = MatrixKernels.productTransposed(start, matrix, rows: count, columns: rows, inner: columns)
    outputs = try MatrixFactors.orthonormalRows(of: outputs, rows: count, columns: rows)
    for _ in 0..<(count == min(rows, columns) ? 0 : passes) {
      var inputs = MatrixKernels.product(outputs, matrix, rows: count, columns: columns, inner: rows)
      inputs = try MatrixFactors.orthonormalRows(of: inputs, rows: count, columns: columns)
      outputs = MatrixKernels.productTransposed(inputs, matrix, rows: count, columns: rows, inner: columns)
      outputs = try MatrixFactors.orthonormalRows(of: outputs, rows: count, columns: rows)
    }
    let within = MatrixKernels.product(outputs, matrix, rows: count, columns: columns, inner: rows)
    let factors = try MatrixFactors.singular(within, rows: count, columns: columns)
    self.rows = rows
    self.columns = columns
    values = factors.values
    right = factors.right
    left = MatrixKernels.product(
      factors.left, outputs, rows: count, columns: rows, inner: count, transposingFirst: true)
  }

  private init(rows: Int, columns: Int, values: [Float], left: [Float], right: [Float]) {
    (self.rows, self.columns, self.values, self.left, self.right) = (rows, columns, values, left, right)
  }

  /// The directions of the matrix times a number above 0.
  package func scaled(by factor: Float) -> SingularDirections {
    SingularDirections(rows: rows, columns: columns, values: values.map { $0 * factor }, left: left, right: right)
  }

  /// The matrix' part along the first `rank` directions.
  package func update(rank: Int) -> LowRankUpdate {
    let rank = min(rank, values.count)
    var b = [Float](repeating: 0, count: rows * rank)
    for direction in 0..<rank {
      for row in 0..<rows { b[row * rank + direction] = left[direction * rows + row] * values[direction] }
    }
    return LowRankUpdate(rank: rank, a: Array(right.prefix(rank * columns)), b: b, scale: 1)
  }
}

extension LowRankUpdate {
  /// A matrix less this update: rows × columns, row-major.
  package func subtracted(from matrix: [Float], rows: Int, columns: Int) -> [Float] {
    var result = matrix
    MatrixKernels.addProduct(
      b: b, a: a, rows: rows, rank: rank, columns: columns, scale: -scale, to: &result, rowOffset: 0)
    return result
  }
}

/// Where a spectrum ends and noise begins.
package enum NoiseEdge {
  private static let directions = 16
  private static let passes = 4

  /// The largest singular value of the matrix with its entries' signs drawn at random: what a matrix of the same
  /// magnitudes has where nothing holds it together (Hong, Sheng and Dobriban 2020). Rounding differs in size from row to
  /// row and from block to block, which this keeps and a formula for even noise would not.
  package static func value(
    of matrix: [Float], rows: Int, columns: Int, using generator: inout some RandomNumberGenerator
  ) throws(FactorizationFailure) -> Float {
    var flipped = matrix, bits: UInt64 = 0
    for index in flipped.indices {
      if index & 63 == 0 { bits = generator.next() }
      if bits & 1 == 1 { flipped[index].negate() }
      bits >>= 1
    }
    let leading = try SingularDirections(
      leading: directions, of: flipped, rows: rows, columns: columns, passes: passes, using: &generator)
    return leading.values.first ?? 0
  }
}
