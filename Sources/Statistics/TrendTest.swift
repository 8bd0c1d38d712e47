/// Whether rates rise or fall along ordered groups, such as the stages of a curriculum (Cochran 1954, Armitage 1955).
package struct TrendTest: Sendable, Equatable {
  /// Positive where rates rise.
  package let z: Double
  /// Two-sided, by the normal approximation.
  package let p: Double

  /// Groups in order, at equal distances. Nil without two groups with trials, or where all or none succeeded.
  package init?(_ groups: [(k: Int, n: Int)]) {
    let used = groups.enumerated().filter { $0.element.n > 0 }
    guard used.count >= 2, used.allSatisfy({ $0.element.k >= 0 && $0.element.k <= $0.element.n }) else { return nil }
    let n = used.reduce(0.0) { $0 + Double($1.element.n) }
    let k = used.reduce(0.0) { $0 + Double($1.element.k) }
    let rate = k / n
    guard rate > 0, rate < 1 else { return nil }
    let meanScore = used.reduce(0.0) { $0 + Double($1.offset) * Double($1.element.n) } / n
    var statistic = 0.0
    var spread = 0.0
    for group in used {
      let distance = Double(group.offset) - meanScore
      statistic += distance * (Double(group.element.k) - rate * Double(group.element.n))
      spread += distance * distance * Double(group.element.n)
    }
    guard spread > 0 else { return nil }
    z = statistic / (rate * (1 - rate) * spread).squareRoot()
    p = SpecialFunctions.normalTwoSided(z)
  }
}
