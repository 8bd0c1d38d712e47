package import Findings
package import Probes
internal import Statistics

/// What preferences reward (Sharma et al. 2023, §4): Bayesian logistic regression of which of two answers was preferred on
/// the difference of their features.
package enum PreferenceStudy {
  /// Share of pairs that the fit never sees.
  private static let heldOut = 0.2
  /// Least pairs to fit.
  package static let leastPairs = 20
  /// Scale of the Laplace prior on a coefficient, in log-odds per unit.
  private static let priorScale = 1.0
  /// Chains agree below this (Gelman et al. 2013).
  private static let mostRHat = 1.01

  /// Nil with fewer than `leastPairs` pairs to fit, or where no feature differs in any.
  package static func run(_ data: PreferencePairs, seed: UInt64) -> PreferenceReport? {
    var generator = SeededGenerator(seed: seed, stream: "preference halves")
    let shuffled = generator.drawShuffled(data.pairs)
    let test = Int(Double(shuffled.count) * heldOut), train = shuffled.count - test
    guard train >= leastPairs else { return nil }
    let differences = shuffled.map { pair in
      PreferenceFeature.all.map { $0.read(pair.chosen, pair.prompt) - $0.read(pair.rejected, pair.prompt) }
    }
    // A feature that never differs says nothing; its coefficient would be the prior's.
    let used = PreferenceFeature.all.indices.filter { feature in differences[..<train].contains { $0[feature] != 0 } }
    let rows = differences.map { row in used.map { row[$0] } }
    // Which answer stands first is drawn, so that "always the first" predicts nothing.
    let isFirst = rows.map { _ in generator.drawTrue(0.5) }
    let oriented = zip(rows, isFirst).map { row, first in first ? row : row.map { -$0 } }
    guard
      let model = BayesianLogisticRegression(
        features: Array(oriented[..<train]), outcomes: Array(isFirst[..<train]), prior: .laplace(scale: priorScale)),
      let posterior = model.posterior(using: &generator)
    else { return nil }
    let accuracy = BayesianLogisticRegression.accuracy(
      coefficients: posterior.means, features: Array(oriented[train...]), outcomes: Array(isFirst[train...]))
    return PreferenceReport(
      file: data.name, seed: seed, pairs: data.pairs.count, fitted: train,
      features: used.enumerated().map { place, index in
        PreferenceReport.Feature(
          name: PreferenceFeature.all[index].name, unit: PreferenceFeature.all[index].unit,
          differing: differences[..<train].filter { $0[index] != 0 }.count, mean: posterior.means[place],
          deviation: posterior.deviations[place], low: posterior.low[place], high: posterior.high[place],
          preferred: BayesianLogisticRegression.probability(coefficients: [posterior.means[place]], features: [1]))
      },
      constant: PreferenceFeature.all.indices.filter { !used.contains($0) }.map { PreferenceFeature.all[$0].name },
      accuracy: Rate(k: accuracy.k, n: accuracy.n, rate: accuracy.rate, low: accuracy.low, high: accuracy.high),
      rHat: posterior.rHat, effectiveDraws: posterior.effectiveDraws, isConverged: posterior.rHat < mostRHat,
      skipped: data.skipped.map { SkippedLine(file: $0.file, line: $0.line, field: $0.field, why: $0.problem) })
  }
}
