/// Evidence that the first of two paired arms fires more often than the second, as a bet that may be looked at
/// after every pair and stopped at will.
///
/// Only discordant pairs count. With `k` of `n` in favour, E = 2^(n+1) · ∫ p^k (1−p)^(n−k) dp over ½…1: the wealth of
/// a bettor who spreads one unit evenly over all p ≥ ½. Where neither arm fires more often than the other, the
/// chance that E ever reaches x is at most 1/x (Ville), whatever the stopping rule and however prompts differ.
package struct PairedEValue: Sendable, Equatable {
  /// Discordant pairs in which the first arm fired alone.
  package private(set) var inFavour = 0
  /// Discordant pairs in which the second arm fired alone.
  package private(set) var against = 0

  package init() {}

  package init(inFavour: Int, against: Int) {
    self.inFavour = max(0, inFavour)
    self.against = max(0, against)
  }

  package var discordant: Int { inFavour + against }

  package mutating func add(first: Bool, second: Bool) {
    if first && !second { inFavour += 1 }
    if second && !first { against += 1 }
  }

  /// ln E.
  package var logValue: Double { Self.logValue(inFavour: inFavour, discordant: discordant) }

  /// E; infinite where it exceeds the range of a double (from about 1,030 clean pairs on).
  package var value: Double { SpecialFunctions.exp(logValue) }

  /// ln E for `k` of `n` discordant pairs in favour, in time about √n.
  ///
  /// The integral is a Beta function times a tail of the binomial distribution, which leaves
  /// E = Σ_{i≤k} C(n+1, i) / ((n+1) · C(n, k)). The sum is taken relative to its largest term.
  package static func logValue(inFavour k: Int, discordant n: Int) -> Double {
    let n = max(0, n)
    let k = min(max(0, k), n)
    let total = n + 1
    let peak = min(k, total / 2)
    let negligible = 1e-18

    var sum = 1.0
    var term = 1.0
    var i = peak
    while i > 0, term > negligible * sum {
      term *= Double(i) / Double(total - i + 1)
      sum += term
      i -= 1
    }
    term = 1
    i = peak
    while i < k, term > negligible * sum {
      term *= Double(total - i) / Double(i + 1)
      sum += term
      i += 1
    }
    // C(n+1, peak) / ((n+1) · C(n, k)), written so that the large factorials cancel before the logarithms do.
    let peakRatio = SpecialFunctions.logFactorial(k) + SpecialFunctions.logFactorial(n - k)
      - SpecialFunctions.logFactorial(peak) - SpecialFunctions.logFactorial(total - peak)
    return peakRatio + SpecialFunctions.log(sum)
  }

  /// What E must reach to confirm the `nomination`-th nomination of a campaign (from 1): π²j² / (6α).
  /// The reciprocals of all thresholds add up to α, so a campaign may nominate without end.
  package static func threshold(nomination: Int, alpha: Double = 0.01) -> Double {
    let j = Double(max(1, nomination))
    return Double.pi * Double.pi * j * j / (6 * alpha)
  }

  /// The smallest number of pairs, all in favour, that confirms the `nomination`-th nomination.
  package static func fewestCleanPairs(nomination: Int, alpha: Double = 0.01) -> Int {
    let needed = SpecialFunctions.log(threshold(nomination: nomination, alpha: alpha))
    guard needed.isFinite else { return Int.max }
    // E of n clean pairs is (2^(n+1) − 1) / (n+1): it grows without end, so this terminates.
    var pairs = 0
    while logValue(inFavour: pairs, discordant: pairs) < needed { pairs += 1 }
    return pairs
  }
}
