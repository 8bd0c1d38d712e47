/// Checks the kernels in force against a plain product, and finds the panel layout that gives every row the same bits.
package struct KernelSelfTest: Sendable {
  /// Largest difference from a product summed in double precision, relative to the row's norm.
  package let worst: Double
  /// Nil where no layout gives rows the same bits.
  package let layout: PanelLayout?

  /// Differences above this are wrong results, not rounding: single precision over 1,536 terms stays below 2e-5.
  package static let tolerance = 1e-4
  package var passed: Bool { worst <= Self.tolerance && layout != nil }

  /// Result for the kernels of this process, computed once.
  package static let current = KernelSelfTest()

  private init() {
    MatrixKernels.useOneThread()
    worst = [(96, 576, 48), (64, 1536, 32), (40, 64, 64)].map(Self.error).max() ?? .infinity
    layout = Self.candidates.first(where: Self.isUniform)
  }

  /// Large panels first: they pack the weights least often.
  private static let candidates: [PanelLayout] = [320, 256, 192, 128, 64].flatMap { stride in
    [0, 8, 16].map { PanelLayout(guardColumns: $0, largestStride: stride) }
  }

  /// A value in −1 ..< 1 that depends on its index alone.
  private static func value(_ index: Int) -> Float {
    var z = UInt64(truncatingIfNeeded: index) &* 0x9E37_79B9_7F4A_7C15
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    return Float(Int64(z >> 40)) / Float(1 << 23) - 1
  }

  private static func error(rows: Int, inner: Int, stride: Int) -> Double {
    let weights = (0..<rows * inner).map(value)
    let panel = (0..<inner * stride).map { value($0 + 1_000_003) }
    var out = [Float](repeating: 0, count: rows * stride)
    MatrixKernels.multiply(weights, rows: rows, inner: inner, panel: panel, stride: stride, into: &out)
    var worst = 0.0
    for row in 0..<rows {
      for column in 0..<stride {
        var sum = 0.0
        for k in 0..<inner { sum += Double(weights[row * inner + k]) * Double(panel[k * stride + column]) }
        let difference = abs(sum - Double(out[row * stride + column])) / Double(inner).squareRoot()
        worst = difference.isFinite ? max(worst, difference) : .infinity
      }
    }
    return worst
  }

  /// Whether one row, copied to every place of panels of several widths, always gets the same bits.
  package static func isUniform(_ layout: PanelLayout) -> Bool {
    let widths = [1, 17, layout.capacity / 2, layout.capacity - 16, layout.capacity].filter { $0 > 0 }
    for (rows, inner) in [(192, 576), (576, 1536), (968, 64), (192, 2048)] {
      let weights = (0..<rows * inner).map(value)
      let row = (0..<inner).map { value($0 + 7) }
      var reference: [Float]?
      for width in widths {
        let stride = layout.stride(for: width)
        guard stride <= layout.largestStride else { return false }
        var panel = [Float](repeating: 0, count: inner * stride)
        for k in 0..<inner {
          for column in layout.guardColumns..<layout.guardColumns + width { panel[k * stride + column] = row[k] }
        }
        var out = [Float](repeating: 0, count: rows * stride)
        MatrixKernels.multiply(weights, rows: rows, inner: inner, panel: panel, stride: stride, into: &out)
        for column in layout.guardColumns..<layout.guardColumns + width {
          let result = (0..<rows).map { out[$0 * stride + column] }
          if let reference, reference != result { return false }
          reference = result
        }
      }
    }
    return true
  }
}
