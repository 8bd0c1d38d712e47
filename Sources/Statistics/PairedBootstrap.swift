/// A percentile bootstrap interval for the mean of paired differences: pairs are drawn as a whole, so whatever the
/// two arms share (the prompt) cancels.
package struct PairedBootstrap: Sendable, Equatable {
  /// Mean difference of the data.
  package let mean: Double
  package let low: Double
  package let high: Double
  /// Two-sided p of a mean of zero, by flipping the signs of differences at random; at least 1 / (resamples + 1).
  package let p: Double

  /// `differences`: first arm minus second, one per prompt. Nil without any, or with one that is not finite.
  package init?(
    differences: [Double], resamples: Int = 10_000, level: Double = 0.95,
    using random: inout some RandomNumberGenerator
  ) {
    let n = differences.count
    guard n > 0, resamples > 0, differences.allSatisfy(\.isFinite) else { return nil }
    let observed = differences.reduce(0, +) / Double(n)
    mean = observed

    var means: [Double] = []
    means.reserveCapacity(resamples)
    var extreme = 0
    let tolerance = 1e-12 * max(1, abs(observed))
    for _ in 0..<resamples {
      var sum = 0.0
      for _ in 0..<n { sum += differences[Int.random(in: 0..<n, using: &random)] }
      means.append(sum / Double(n))

      var flipped = 0.0
      var bits: UInt64 = 0
      for (index, difference) in differences.enumerated() {
        if index % 64 == 0 { bits = random.next() }
        flipped += bits & 1 == 0 ? difference : -difference
        bits >>= 1
      }
      if abs(flipped / Double(n)) >= abs(observed) - tolerance { extreme += 1 }
    }
    means.sort()
    let tail = (1 - min(max(0, level), 1)) / 2
    low = Self.quantile(tail, of: means)
    high = Self.quantile(1 - tail, of: means)
    p = Double(extreme + 1) / Double(resamples + 1)
  }

  /// Linear interpolation between order statistics.
  private static func quantile(_ q: Double, of sorted: [Double]) -> Double {
    let position = q * Double(sorted.count - 1)
    let lower = min(max(0, Int(position)), sorted.count - 1)
    let upper = min(lower + 1, sorted.count - 1)
    return sorted[lower] + (position - Double(lower)) * (sorted[upper] - sorted[lower])
  }
}
