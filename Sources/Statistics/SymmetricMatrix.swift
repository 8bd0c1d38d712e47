/// A small symmetric positive definite matrix, row by row, and its Cholesky factor.
package struct SymmetricMatrix: Sendable {
  package let size: Int
  /// size × size, both halves filled.
  var values: [Double]

  package init(size: Int) {
    self.size = size
    values = [Double](repeating: 0, count: size * size)
  }

  package subscript(row: Int, column: Int) -> Double {
    get { values[row * size + column] }
    set { values[row * size + column] = newValue }
  }

  /// Lower triangular L with L·Lᵀ equal to the matrix; nil where it is not positive definite.
  ///
  /// - Parameter lower: the lower half of a matrix that is added first, size × size, row by row.
  package func cholesky(adding lower: [Double]? = nil) -> CholeskyFactor? {
    guard let lower else { return factor(values) }
    precondition(lower.count == values.count)
    return factor(zip(values, lower).map(+))
  }

  private func factor(_ values: [Double]) -> CholeskyFactor? {
    var lower = [Double](repeating: 0, count: size * size)
    for row in 0..<size {
      for column in 0...row {
        var sum = values[row * size + column]
        for k in 0..<column { sum -= lower[row * size + k] * lower[column * size + k] }
        if row == column {
          guard sum > 0, sum.isFinite else { return nil }
          lower[row * size + row] = sum.squareRoot()
        } else {
          lower[row * size + column] = sum / lower[column * size + column]
        }
      }
    }
    return CholeskyFactor(size: size, lower: lower)
  }
}

/// L of a Cholesky factorisation.
package struct CholeskyFactor: Sendable {
  let size: Int
  /// size × size, row by row, zero above the diagonal.
  let lower: [Double]

  /// x with L·Lᵀ·x = b.
  package func solve(_ b: [Double]) -> [Double] { solveTransposed(solveLower(b)) }

  private func solveLower(_ b: [Double]) -> [Double] {
    var x = b
    for row in 0..<size {
      for k in 0..<row { x[row] -= lower[row * size + k] * x[k] }
      x[row] /= lower[row * size + row]
    }
    return x
  }

  /// x with Lᵀ·x = b. With L of a precision matrix this turns independent normal numbers into ones of its covariance.
  func solveTransposed(_ b: [Double]) -> [Double] {
    var x = b
    for row in (0..<size).reversed() {
      for k in (row + 1)..<max(row + 1, size) { x[row] -= lower[k * size + row] * x[k] }
      x[row] /= lower[row * size + row]
    }
    return x
  }

  /// Gradient with respect to z of a function of Lᵀ⁻¹·z, given its gradient: L⁻¹·g.
  func pullBack(_ gradient: [Double]) -> [Double] { solveLower(gradient) }

  /// The inverse of L·Lᵀ.
  func inverse() -> SymmetricMatrix {
    var result = SymmetricMatrix(size: size)
    for column in 0..<size {
      var unit = [Double](repeating: 0, count: size)
      unit[column] = 1
      let solution = solve(unit)
      for row in 0..<size { result[row, column] = solution[row] }
    }
    return result
  }
}
