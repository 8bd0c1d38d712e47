/// Correlation of ranks.
package enum RankCorrelation {
  /// Spearman's coefficient: Pearson's of the ranks, ties sharing their mean rank. Nil where lengths differ, fewer
  /// than two pairs are given, a value is not a number, or one side is constant.
  package static func spearman(_ x: [Float], _ y: [Float]) -> Double? {
    guard x.count == y.count, x.count >= 2, !x.contains(where: \.isNaN), !y.contains(where: \.isNaN) else { return nil }
    return pearson(ranks(x), ranks(y))
  }

  /// Pearson's coefficient; nil where lengths differ, fewer than two pairs are given or one side is constant.
  package static func pearson(_ x: [Double], _ y: [Double]) -> Double? {
    guard x.count == y.count, x.count >= 2 else { return nil }
    let count = Double(x.count)
    let meanX = x.reduce(0, +) / count
    let meanY = y.reduce(0, +) / count
    var xx = 0.0
    var yy = 0.0
    var xy = 0.0
    for index in x.indices {
      let dx = x[index] - meanX
      let dy = y[index] - meanY
      xx += dx * dx
      yy += dy * dy
      xy += dx * dy
    }
    guard xx > 0, yy > 0 else { return nil }
    return xy / (xx * yy).squareRoot()
  }

  /// Ranks from 1, ascending; equal values share the mean of their ranks.
  package static func ranks(_ values: [Float]) -> [Double] {
    let order = values.indices.sorted { (values[$0], $0) < (values[$1], $1) }
    var ranks = [Double](repeating: 0, count: values.count)
    var start = 0
    while start < order.count {
      var end = start + 1
      while end < order.count, values[order[end]] == values[order[start]] { end += 1 }
      for position in start..<end { ranks[order[position]] = Double(start + end + 1) / 2 }
      start = end
    }
    return ranks
  }
}
