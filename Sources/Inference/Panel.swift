/// Hidden states of a batch, feature-major: feature f of column c at `f * stride + c`.
package struct Panel: Sendable {
  package let features: Int
  package let stride: Int
  /// Columns that hold tokens, from the first on.
  package let count: Int
  package internal(set) var values: [Float]

  init(features: Int, count: Int, layout: PanelLayout) {
    self.features = features
    self.stride = layout.stride(for: count)
    self.count = count
    values = [Float](repeating: 0, count: features * stride)
  }

  /// One token's values.
  package func column(_ index: Int) -> [Float] {
    (0..<features).map { values[$0 * stride + index] }
  }

  /// A narrower panel of chosen columns.
  func gathering(_ columns: [Int], layout: PanelLayout) -> Panel {
    var result = Panel(features: features, count: columns.count, layout: layout)
    for feature in 0..<features {
      for (target, source) in columns.enumerated() {
        result.values[feature * result.stride + target] = values[feature * stride + source]
      }
    }
    return result
  }
}
