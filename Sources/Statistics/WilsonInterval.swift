/// Wilson's score interval for `k` successes of `n`, 95% unless another quantile is given
/// (Wilson 1927; Newcombe 1998, method 3). Without trials it is 0…1: nothing is known.
package struct WilsonInterval: Sendable, Equatable {
  /// Quantile of the standard normal distribution that leaves 2.5% on each side.
  package static let quantile95 = 1.959963984540054

  package let k: Int
  package let n: Int
  package let low: Double
  package let high: Double

  /// k / n, 0 without trials.
  package var rate: Double { n == 0 ? 0 : Double(k) / Double(n) }

  /// `k` is brought into 0…n, and `n` to 0 at least.
  package init(k: Int, n: Int, quantile z: Double = WilsonInterval.quantile95) {
    let n = max(0, n)
    let k = min(max(0, k), n)
    self.k = k
    self.n = n
    guard n > 0 else {
      low = 0
      high = 1
      return
    }
    let count = Double(n)
    let rate = Double(k) / count
    let square = z * z
    let centre = rate + square / (2 * count)
    let half = z * (rate * (1 - rate) / count + square / (4 * count * count)).squareRoot()
    let scale = 1 + square / count
    // At the ends rounding would leave ±1e-17 where the interval closes exactly.
    low = k == 0 ? 0 : max(0, (centre - half) / scale)
    high = k == n ? 1 : min(1, (centre + half) / scale)
  }
}
