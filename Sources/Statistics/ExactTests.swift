/// Exact tests of two rates.
package enum ExactTests {
  /// McNemar's test, two-sided and exact: of the pairs in which one arm fired alone, `firstOnly` and `secondOnly`.
  package static func mcNemar(firstOnly: Int, secondOnly: Int) -> Double {
    let smaller = max(0, min(firstOnly, secondOnly))
    let n = max(0, firstOnly) + max(0, secondOnly)
    guard n > 0 else { return 1 }
    let half = SpecialFunctions.log(0.5) * Double(n)
    var tail = 0.0
    for k in 0...smaller { tail += SpecialFunctions.exp(SpecialFunctions.logBinomial(n, k) + half) }
    return min(1, 2 * tail)
  }

  /// Fisher's exact test for two independent rates, two-sided: all tables of the same margins that are no more likely
  /// than the one seen.
  package static func fisher(_ first: (k: Int, n: Int), _ second: (k: Int, n: Int)) -> Double {
    let (n1, n2) = (max(0, first.n), max(0, second.n))
    let (k1, k2) = (min(max(0, first.k), n1), min(max(0, second.k), n2))
    let fired = k1 + k2
    let all = SpecialFunctions.logBinomial(n1 + n2, fired)
    func logChance(_ k: Int) -> Double {
      SpecialFunctions.logBinomial(n1, k) + SpecialFunctions.logBinomial(n2, fired - k) - all
    }
    // Equally likely tables differ by rounding; they belong to the sum.
    let seen = logChance(k1) + 1e-7
    var sum = 0.0
    for k in max(0, fired - n2)...min(n1, fired) {
      let chance = logChance(k)
      if chance <= seen { sum += SpecialFunctions.exp(chance) }
    }
    return min(1, sum)
  }

  /// Chance of `k` or more of `n` where each succeeds with chance `p`.
  package static func binomialTail(atLeast k: Int, of n: Int, p: Double) -> Double {
    if k <= 0 { return 1 }
    if k > n { return 0 }
    if p <= 0 { return 0 }
    if p >= 1 { return 1 }
    let success = SpecialFunctions.log(p)
    let failure = SpecialFunctions.log(1 - p)
    var sum = 0.0
    for i in k...n {
      sum += SpecialFunctions.exp(
        SpecialFunctions.logBinomial(n, i) + Double(i) * success + Double(n - i) * failure)
    }
    return min(1, sum)
  }
}
