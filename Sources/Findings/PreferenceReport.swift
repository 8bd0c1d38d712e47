/// What `study preferences` reports: which features of an answer made it the preferred one.
package struct PreferenceReport: Sendable, Encodable, Equatable {
  package struct Feature: Sendable, Encodable, Equatable {
    package let name: String
    /// What one unit is.
    package let unit: String
    /// Fitted pairs whose answers differ in it.
    package let differing: Int
    /// Posterior mean, deviation and central 95% interval, in log-odds per unit.
    package let mean: Double
    package let deviation: Double
    package let low: Double
    package let high: Double
    /// Chance that the answer with one unit more is preferred, all else equal, at the mean.
    package let preferred: Double

    package init(
      name: String, unit: String, differing: Int, mean: Double, deviation: Double, low: Double, high: Double, preferred: Double
    ) {
      self.name = name
      self.unit = unit
      self.differing = differing
      self.mean = mean
      self.deviation = deviation
      self.low = low
      self.high = high
      self.preferred = preferred
    }
  }

  package let schema = "hairtrigger.preferences/1"
  package let file: String
  package let seed: UInt64
  package let pairs: Int
  /// The others are held out.
  package let fitted: Int
  package let features: [Feature]
  /// Features that differ in no fitted pair.
  package let constant: [String]
  /// Held-out pairs whose preferred answer is predicted.
  package let accuracy: Rate
  /// Largest split R̂ of the chains.
  package let rHat: Double
  package let effectiveDraws: Double
  package let isConverged: Bool
  package let skipped: [SkippedLine]

  enum CodingKeys: String, CodingKey {
    case schema, file, seed, pairs, fitted, features, constant, accuracy
    case rHat = "r_hat"
    case effectiveDraws = "effective_draws"
    case isConverged = "converged"
    case skipped
  }

  package init(
    file: String, seed: UInt64, pairs: Int, fitted: Int, features: [Feature], constant: [String], accuracy: Rate, rHat: Double,
    effectiveDraws: Double, isConverged: Bool, skipped: [SkippedLine]
  ) {
    self.file = file
    self.seed = seed
    self.pairs = pairs
    self.fitted = fitted
    self.features = features
    self.constant = constant
    self.accuracy = accuracy
    self.rHat = rHat
    self.effectiveDraws = effectiveDraws
    self.isConverged = isConverged
    self.skipped = skipped
  }
}
