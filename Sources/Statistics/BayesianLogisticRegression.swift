/// Logistic regression with a prior on every coefficient: which features make the first of two answers the preferred
/// one (features as differences, no intercept), or any other yes or no.
package struct BayesianLogisticRegression: Sendable {
  /// Independent and centred on zero, the same for every coefficient.
  package enum Prior: Sendable, Equatable {
    case normal(deviation: Double)
    /// Double exponential: most features matter little, a few much.
    case laplace(scale: Double)

    var variance: Double {
      switch self {
      case .normal(let deviation): deviation * deviation
      case .laplace(let scale): 2 * scale * scale
      }
    }
  }

  /// Mode and curvature of the posterior: a normal distribution with this mean and covariance (Laplace's method).
  package struct Approximation: Sendable, Equatable {
    package let coefficients: [Double]
    /// Posterior standard deviations.
    package let deviations: [Double]
    /// Central 95% intervals.
    package let low: [Double]
    package let high: [Double]
  }

  let rows: Int
  let columns: Int
  /// rows × columns.
  private let design: [Double]
  /// 1 for yes, 0 for no.
  private let outcomes: [Double]
  package let prior: Prior

  /// `features`: one row per outcome. Nil without rows or columns, where rows differ in length, a value is not finite
  /// or the prior's width is not positive. Put a column of ones first for an intercept.
  package init?(features: [[Double]], outcomes: [Bool], prior: Prior) {
    guard let columns = features.first?.count, columns > 0, features.count == outcomes.count,
      features.allSatisfy({ $0.count == columns && $0.allSatisfy(\.isFinite) }), prior.variance > 0, prior.variance.isFinite
    else { return nil }
    rows = features.count
    self.columns = columns
    design = features.flatMap { $0 }
    self.outcomes = outcomes.map { $0 ? 1 : 0 }
    self.prior = prior
  }

  /// Chance of yes for a row of features.
  package static func probability(coefficients: [Double], features: [Double]) -> Double {
    SpecialFunctions.logistic(zip(coefficients, features).reduce(0) { $0 + $1.0 * $1.1 })
  }

  /// Share of rows whose outcome the coefficients predict (chance above one half); on data that was not fitted this is
  /// the held-out accuracy.
  package static func accuracy(coefficients: [Double], features: [[Double]], outcomes: [Bool]) -> WilsonInterval {
    let right = zip(features, outcomes).filter { (probability(coefficients: coefficients, features: $0) > 0.5) == $1 }.count
    return WilsonInterval(k: right, n: min(features.count, outcomes.count))
  }

  /// The posterior's mode by Newton's method, and its curvature there. A Laplace prior has a kink at its own mode, so for
  /// it the normal prior of equal variance stands in: use `posterior` for its figures. Nil where Newton's method fails.
  package func approximation() -> Approximation? {
    guard let (mode, precision) = mode() else { return nil }
    let covariance = precision.inverse()
    let deviations = (0..<columns).map { covariance[$0, $0].squareRoot() }
    return Approximation(
      coefficients: mode, deviations: deviations,
      low: zip(mode, deviations).map { $0 - WilsonInterval.quantile95 * $1 },
      high: zip(mode, deviations).map { $0 + WilsonInterval.quantile95 * $1 })
  }

  /// Mode under the normal prior of the prior's variance, and the Cholesky factor of the precision there.
  func mode() -> (coefficients: [Double], precision: CholeskyFactor)? {
    let normal = Prior.normal(deviation: prior.variance.squareRoot())
    var coefficients = [Double](repeating: 0, count: columns)
    var current = logPosterior(coefficients, prior: normal)
    for _ in 0..<100 {
      let (gradient, curvature) = derivatives(coefficients)
      guard let factor = curvature.cholesky() else { return nil }
      let step = factor.solve(gradient)
      var scale = 1.0
      var moved = false
      while scale > 1e-10, !moved {
        let candidate = zip(coefficients, step).map { $0 + scale * $1 }
        let value = logPosterior(candidate, prior: normal)
        if value >= current - 1e-12 * current.magnitude {
          coefficients = candidate
          current = value
          moved = true
        }
        scale /= 2
      }
      if !moved || step.allSatisfy({ $0.magnitude < 1e-10 }) {
        return derivatives(coefficients).curvature.cholesky().map { (coefficients, $0) }
      }
    }
    return nil
  }

  /// Gradient of the log posterior and its negative second derivatives, under the normal prior of equal variance.
  private func derivatives(_ coefficients: [Double]) -> (gradient: [Double], curvature: SymmetricMatrix) {
    var gradient = coefficients.map { -$0 / prior.variance }
    var curvature = SymmetricMatrix(size: columns)
    for j in 0..<columns { curvature[j, j] = 1 / prior.variance }
    for row in 0..<rows {
      let start = row * columns
      let p = SpecialFunctions.logistic(linear(coefficients, start))
      let error = outcomes[row] - p
      let weight = p * (1 - p)
      for j in 0..<columns {
        let x = design[start + j]
        if x == 0 { continue }
        gradient[j] += error * x
        for k in 0...j { curvature.values[j * columns + k] += weight * x * design[start + k] }
      }
    }
    for j in 0..<columns {
      for k in 0..<j { curvature[k, j] = curvature[j, k] }
    }
    return (gradient, curvature)
  }

  /// Up to a constant.
  func logPosterior(_ coefficients: [Double], prior: Prior) -> Double {
    var sum: Double
    switch prior {
    case .normal: sum = -coefficients.reduce(0) { $0 + $1 * $1 } / (2 * prior.variance)
    case .laplace(let scale): sum = -coefficients.reduce(0) { $0 + $1.magnitude } / scale
    }
    for row in 0..<rows {
      let value = linear(coefficients, row * columns)
      sum += outcomes[row] * value - SpecialFunctions.softplus(value)
    }
    return sum
  }

  /// Log posterior and its gradient under the model's own prior.
  func logPosteriorAndGradient(_ coefficients: [Double]) -> (value: Double, gradient: [Double]) {
    var sum: Double
    var gradient: [Double]
    switch prior {
    case .normal:
      sum = -coefficients.reduce(0) { $0 + $1 * $1 } / (2 * prior.variance)
      gradient = coefficients.map { -$0 / prior.variance }
    case .laplace(let scale):
      sum = -coefficients.reduce(0) { $0 + $1.magnitude } / scale
      gradient = coefficients.map { $0 > 0 ? -1 / scale : $0 < 0 ? 1 / scale : 0 }
    }
    for row in 0..<rows {
      let start = row * columns
      let value = linear(coefficients, start)
      sum += outcomes[row] * value - SpecialFunctions.softplus(value)
      let error = outcomes[row] - SpecialFunctions.logistic(value)
      for j in 0..<columns { gradient[j] += error * design[start + j] }
    }
    return (sum, gradient)
  }

  private func linear(_ coefficients: [Double], _ start: Int) -> Double {
    var sum = 0.0
    for j in 0..<columns { sum += coefficients[j] * design[start + j] }
    return sum
  }
}
