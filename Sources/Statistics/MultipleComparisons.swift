/// Corrections for many comparisons at once.
package enum MultipleComparisons {
  /// Holm's step-down correction: adjusted p values in the order given. Reject those at or below α, and the chance of
  /// any false rejection stays below α under any dependence.
  package static func holm(_ p: [Double]) -> [Double] {
    let order = p.indices.sorted { (p[$0], $0) < (p[$1], $1) }
    var adjusted = [Double](repeating: 1, count: p.count)
    var largest = 0.0
    for (rank, index) in order.enumerated() {
      largest = max(largest, min(1, p[index] * Double(p.count - rank)))
      adjusted[index] = largest
    }
    return adjusted
  }
}
