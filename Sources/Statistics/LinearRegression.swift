/// Ordinary least squares of one variable on an intercept and a few covariates, in double precision.
///
/// Solved by orthogonalising the centred columns twice (Gram–Schmidt with one repetition), which stays exact where
/// normal equations lose half the digits. A covariate that adds nothing to those before it gets the coefficient 0.
package struct LinearRegression: Sendable, Equatable {
  package let intercept: Double
  /// One per covariate, in their order.
  package let coefficients: [Double]
  /// Share of the variance explained, 0 for a constant `y`.
  package let rSquared: Double

  /// Fits `y`, n values, on `covariates`, each of n values. Nil where lengths differ, fewer than two values are given
  /// or one of them is not finite.
  package init?(_ y: [Float], on covariates: [[Float]]) {
    let n = y.count
    guard n >= 2, covariates.allSatisfy({ $0.count == n }), y.allSatisfy(\.isFinite),
      covariates.allSatisfy({ $0.allSatisfy(\.isFinite) })
    else { return nil }

    let (centredY, meanY) = Self.centred(y)
    var means: [Double] = []
    var basis: [[Double]] = []
    /// Projections of covariate j on the basis vectors, and its own remaining length: column j of R.
    var columns: [(projections: [Double], length: Double)] = []
    for covariate in covariates {
      let (column, mean) = Self.centred(covariate)
      means.append(mean)
      var rest = column
      // What is left may be the covariate's own rounding: values came as Float, of 24 bits.
      let rounding = 4e-7 * (Self.dot(column, column) + Double(n) * mean * mean).squareRoot()
      var projections = [Double](repeating: 0, count: basis.count)
      for _ in 0..<2 {
        for (index, direction) in basis.enumerated() {
          let amount = Self.dot(rest, direction)
          projections[index] += amount
          Self.subtract(amount, of: direction, from: &rest)
        }
      }
      var length = Self.dot(rest, rest).squareRoot()
      if length <= rounding { length = 0 }
      if length > 0 {
        for index in rest.indices { rest[index] /= length }
      } else {
        rest = [Double](repeating: 0, count: n)
      }
      basis.append(rest)
      columns.append((projections, length))
    }

    var residual = centredY
    var targets: [Double] = []
    for direction in basis {
      let amount = Self.dot(residual, direction)
      targets.append(amount)
      Self.subtract(amount, of: direction, from: &residual)
    }
    var solution = [Double](repeating: 0, count: covariates.count)
    for j in solution.indices.reversed() where columns[j].length > 0 {
      var value = targets[j]
      for later in (j + 1)..<max(j + 1, solution.count) { value -= columns[later].projections[j] * solution[later] }
      solution[j] = value / columns[j].length
    }
    coefficients = solution
    intercept = meanY - zip(solution, means).reduce(0) { $0 + $1.0 * $1.1 }
    let total = Self.dot(centredY, centredY)
    rSquared = total > 0 ? max(0, 1 - Self.dot(residual, residual) / total) : 0
  }

  /// y minus what the covariates predict, also for data that the fit has not seen. Nil where lengths differ.
  package func residuals(of y: [Float], on covariates: [[Float]]) -> [Float]? {
    guard covariates.count == coefficients.count, covariates.allSatisfy({ $0.count == y.count }) else { return nil }
    var result = y.map { Double($0) - intercept }
    for (coefficient, covariate) in zip(coefficients, covariates) where coefficient != 0 {
      for index in result.indices { result[index] -= coefficient * Double(covariate[index]) }
    }
    return result.map { Float($0) }
  }

  private static func centred(_ values: [Float]) -> (values: [Double], mean: Double) {
    var sum = 0.0
    for value in values { sum += Double(value) }
    let mean = sum / Double(values.count)
    return (values.map { Double($0) - mean }, mean)
  }

  private static func dot(_ a: [Double], _ b: [Double]) -> Double {
    var sum = 0.0
    for index in a.indices { sum += a[index] * b[index] }
    return sum
  }

  private static func subtract(_ amount: Double, of direction: [Double], from rest: inout [Double]) {
    for index in rest.indices { rest[index] -= amount * direction[index] }
  }
}
