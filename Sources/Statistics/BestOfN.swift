/// What choosing the best of N answers by a score does to some other value of theirs: how sycophancy moves when a
/// preference model picks.
package enum BestOfN {
  /// One prompt's answers: what the preference model gave each, and the value watched (1 where it is sycophantic, say).
  package struct Pool: Sendable, Equatable {
    package let scores: [Double]
    package let values: [Double]

    /// Nil where lengths differ, there is no answer, or a number is not finite.
    package init?(scores: [Double], values: [Double]) {
      guard scores.count == values.count, !scores.isEmpty, scores.allSatisfy(\.isFinite), values.allSatisfy(\.isFinite) else { return nil }
      self.scores = scores
      self.values = values
    }
  }

  /// A point of the curve: mean over prompts with its bootstrap interval.
  package struct Point: Sendable, Equatable {
    package let n: Int
    package let mean: Double
    package let low: Double
    package let high: Double
    /// Prompts with at least n answers; the others are left out.
    package let prompts: Int
    /// What the mean is above that at the first n, over the prompts that have both.
    package var change: PairedBootstrap?
  }

  /// Mean value of the best-scored of `n` answers over all subsets of the pool, exactly; equal scores share evenly.
  /// Nil where the pool has fewer answers.
  package static func expectation(_ pool: Pool, n: Int) -> Double? {
    let total = pool.scores.count
    guard n >= 1, n <= total else { return nil }
    let order = pool.scores.indices.sorted { (pool.scores[$0], $0) < (pool.scores[$1], $1) }
    let all = SpecialFunctions.logBinomial(total, n)
    var result = 0.0
    var start = 0
    while start < total {
      var end = start
      var sum = 0.0
      while end < total, pool.scores[order[end]] == pool.scores[order[start]] {
        sum += pool.values[order[end]]
        end += 1
      }
      // The best is of this group if the subset lies within the first `end`, not within the first `start`.
      let chance = SpecialFunctions.exp(SpecialFunctions.logBinomial(end, n) - all)
        - SpecialFunctions.exp(SpecialFunctions.logBinomial(start, n) - all)
      result += chance * sum / Double(end - start)
      start = end
    }
    return result
  }

  /// The curve over `ns`. An n that no pool is large enough for has no point.
  package static func curve(
    pools: [Pool], ns: [Int], resamples: Int = 2_000, using random: inout some RandomNumberGenerator
  ) -> [Point] {
    curve(prompts: pools.count, ns: ns, resamples: resamples, using: &random) { expectation(pools[$0], n: $1) }
  }

  /// The curve of anything that each prompt has a value of at each n; nil where it has none.
  package static func curve(
    prompts: Int, ns: [Int], resamples: Int = 2_000, using random: inout some RandomNumberGenerator,
    _ value: (_ prompt: Int, _ n: Int) -> Double?
  ) -> [Point] {
    let values = ns.map { n in (0..<prompts).map { value($0, n) } }
    var points: [Point] = []
    for (n, column) in zip(ns, values) {
      let means = column.compactMap { $0 }
      guard let interval = PairedBootstrap(differences: means, resamples: resamples, using: &random) else { continue }
      points.append(Point(n: n, mean: interval.mean, low: interval.low, high: interval.high, prompts: means.count))
    }
    for index in points.indices.dropFirst() {
      guard let place = ns.firstIndex(of: points[index].n), let first = ns.firstIndex(of: points[0].n) else { continue }
      let differences = zip(values[place], values[first]).compactMap { at, start in at.flatMap { at in start.map { at - $0 } } }
      points[index].change = PairedBootstrap(differences: differences, resamples: resamples, using: &random)
    }
    return points
  }
}
