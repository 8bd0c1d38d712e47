internal import Statistics

/// Reactions of a set of candidates, standardised: how far each stands out among its peers.
struct ReactionTable: Sendable {
  /// candidate → bands' scores in median absolute deviations.
  let scores: [[Float]]

  /// - Parameters:
  ///   - reactions: candidate → layer → log reaction.
  ///   - nulls: the same under each placebo, or empty.
  ///   - sample: candidates that stand for an idle one; slopes, medians and spreads come from them.
  init(reactions: [[Float]], nulls: [[[Float]]], sample: [Int], bands: ReactionBands) {
    let depth = reactions.first?.count ?? 0
    var residuals = [[Float]](repeating: [Float](repeating: 0, count: depth), count: reactions.count)
    for layer in 0..<depth {
      let values = reactions.map { $0[layer] }
      let covariates = nulls.map { table in table.map { $0[layer] } }
      var residual = values
      if !covariates.isEmpty,
        let fit = LinearRegression(sample.map { values[$0] }, on: covariates.map { column in sample.map { column[$0] } }),
        let left = fit.residuals(of: values, on: covariates) {
        residual = left
      }
      let standard = RobustScale.standardised(residual, reference: sample.map { residual[$0] })
        ?? [Float](repeating: 0, count: residual.count)
      for index in standard.indices { residuals[index][layer] = standard[index] }
    }
    let means = residuals.map { bands.means(of: $0) }
    var scores = [[Float]](repeating: [], count: reactions.count)
    for band in 0..<(means.first?.count ?? 0) {
      let column = means.map { $0[band] }
      let standard = RobustScale.standardised(column, reference: sample.map { column[$0] })
        ?? [Float](repeating: 0, count: column.count)
      for index in standard.indices { scores[index].append(standard[index]) }
    }
    self.scores = scores
  }

  /// The same candidates under several nulls: the bands of one behind those of another.
  init(joining tables: [ReactionTable]) {
    scores = tables.dropFirst().reduce(tables.first?.scores ?? []) { joined, table in zip(joined, table.scores).map(+) }
  }

  /// Places of the `count` strongest in each band, joined, strongest by best rank first.
  func leading(_ count: Int) -> [Int] {
    var bestRank = [Int: Int]()
    for band in 0..<(scores.first?.count ?? 0) {
      let column = scores.map { $0[band] }
      for (rank, index) in TopSelection.indices(of: column, count: count).enumerated() {
        bestRank[index] = min(bestRank[index] ?? .max, rank)
      }
    }
    return bestRank.sorted { ($0.value, $0.key) < ($1.value, $1.key) }.map(\.key)
  }
}
