/// Bands of layers that reactions are averaged over, as shares of a model's depth: shallow bands see the token itself,
/// deep ones what it does.
package struct ReactionBands: Sendable, Equatable {
  /// Layer ranges, shallow first.
  package let ranges: [ClosedRange<Int>]

  /// Measured on a model of 30 layers (docs/search.md), and scaled to others.
  private static let measuredDepth = 30
  private static let measured = [0...3, 2...5, 4...10, 8...16, 14...21]

  package init(layers: Int) {
    ranges = Self.measured.map { band in
      let low = band.lowerBound * layers / Self.measuredDepth
      let high = max(low, band.upperBound * layers / Self.measuredDepth)
      return min(low, layers - 1)...min(high, layers - 1)
    }
  }

  /// Layers that have to run for the first `count` bands.
  package func depth(bands count: Int) -> Int {
    (ranges.prefix(count).map(\.upperBound).max() ?? 0) + 1
  }

  /// Mean over each band's layers; only bands that `values` covers.
  package func means(of values: [Float]) -> [Float] {
    ranges.filter { $0.upperBound < values.count }.map { band in
      values[band].reduce(0, +) / Float(band.count)
    }
  }
}
