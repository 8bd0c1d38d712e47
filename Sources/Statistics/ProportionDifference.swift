/// First rate minus second, with a 95% interval built from their Wilson intervals (Newcombe 1998) and an exact p.
package struct ProportionDifference: Sendable, Equatable {
  package let value: Double
  package let low: Double
  package let high: Double
  /// Two-sided: McNemar's exact test for pairs, Fisher's for independent samples.
  package let p: Double

  /// Two independent samples (Newcombe's "hybrid score" interval, method 10 of his eleven).
  package static func independent(_ first: (k: Int, n: Int), _ second: (k: Int, n: Int)) -> ProportionDifference {
    let one = WilsonInterval(k: first.k, n: first.n)
    let two = WilsonInterval(k: second.k, n: second.n)
    return combined(one, two, correlation: 0, p: ExactTests.fisher(first, second))
  }

  /// Two arms on the same prompts, counted by what both did (Newcombe's square-and-add interval for pairs, method 10).
  package static func paired(both: Int, firstOnly: Int, secondOnly: Int, neither: Int) -> ProportionDifference {
    let (a, b, c, d) = (max(0, both), max(0, firstOnly), max(0, secondOnly), max(0, neither))
    let n = a + b + c + d
    let one = WilsonInterval(k: a + b, n: n)
    let two = WilsonInterval(k: a + c, n: n)
    let margins = Double(a + b) * Double(c + d) * Double(a + c) * Double(b + d)
    var correlation = 0.0
    if margins > 0 {
      let product = Double(a) * Double(d) - Double(b) * Double(c)
      // Newcombe's continuity correction, for positive correlation only.
      let corrected = product > 0 ? max(product - Double(n) / 2, 0) : product
      correlation = corrected / margins.squareRoot()
    }
    return combined(one, two, correlation: correlation, p: ExactTests.mcNemar(firstOnly: b, secondOnly: c))
  }

  /// The same from the two arms' outcomes, prompt by prompt. Nil where the arms have different numbers of prompts.
  package static func paired(first: [Bool], second: [Bool]) -> ProportionDifference? {
    guard first.count == second.count else { return nil }
    var counts = [0, 0, 0, 0]
    for (one, two) in zip(first, second) { counts[(one ? 0 : 2) + (two ? 0 : 1)] += 1 }
    return paired(both: counts[0], firstOnly: counts[1], secondOnly: counts[2], neither: counts[3])
  }

  private static func combined(
    _ one: WilsonInterval, _ two: WilsonInterval, correlation: Double, p: Double
  ) -> ProportionDifference {
    guard one.n > 0, two.n > 0 else { return ProportionDifference(value: 0, low: -1, high: 1, p: 1) }
    let value = one.rate - two.rate
    let down = (one.rate - one.low, two.high - two.rate)
    let up = (one.high - one.rate, two.rate - two.low)
    func length(_ sides: (Double, Double)) -> Double {
      max(0, sides.0 * sides.0 - 2 * correlation * sides.0 * sides.1 + sides.1 * sides.1).squareRoot()
    }
    return ProportionDifference(
      value: value, low: max(-1, value - length(down)), high: min(1, value + length(up)), p: p)
  }
}
