internal import Foundation

/// Checks matrix products against plain ones, summed in double precision: the forward pass' own, and those of the OpenBLAS kernels
/// in force, which merge adapters and decompose differences.
package struct KernelSelfTest: Sendable {
  /// Largest difference of OpenBLAS' products and of the forward pass', of either precision, relative to the row's norm.
  package let worst: Double
  package let worstOfOwn: Double

  /// Differences above this are wrong results, not rounding: single precision over 1,536 terms stays below 2e-5.
  package static let tolerance = 1e-4
  package var passed: Bool { max(worst, worstOfOwn) <= Self.tolerance }

  /// Result for the kernels of this process, computed once.
  package static let current = KernelSelfTest()

  /// To be called before anything is computed. OpenBLAS runs single-threaded from then on.
  package static func require() throws(KernelError) {
    guard current.passed else { throw KernelError(kernels: MatrixKernels.name, test: current) }
  }

  /// For tests: products of the kernel set named here come out wrong; of all sets where it is `all`.
  package static let spoiledVariable = "HAIRTRIGGER_KERNELS_SPOILED"

  private static var areSpoiled: Bool {
    let name = ProcessInfo.processInfo.environment[spoiledVariable]
    return name == "all" || name?.lowercased() == MatrixKernels.name.lowercased()
  }

  /// Rows, inner size and columns: whole tiles, and what is left beside them.
  private static let shapes = [(96, 576, 48), (64, 1536, 32), (40, 64, 64), (37, 301, 112), (200, 531, 16), (16, 1029, 16)]

  private init() {
    MatrixKernels.useOneThread()
    let spoiled = Self.areSpoiled
    worst = Self.worst {
      MatrixKernels.multiply($0, rows: $1.0, inner: $1.1, panel: $2, stride: $1.2, into: &$3)
      if spoiled, let last = $3.indices.last { $3[last] += 1 }
    }
    var packed = [Float]()
    func worstOfPanels(in precision: Precision, of number: @escaping (Float) -> Float = { $0 }) -> Double {
      Self.worst(of: number) {
        PanelProduct.multiply(
          $0, rows: $1.0, inner: $1.1, panel: $2, stride: $1.2, in: precision, into: &$3, packed: &packed)
      }
    }
    let single = worstOfPanels(in: .single)
    worstOfOwn = Precision.ofSearch == .single ? single : max(single, worstOfPanels(in: .ofSearch, of: Self.rounded))
  }

  /// The nearest bfloat16, of two equally near ones the even one.
  private static func rounded(_ value: Float) -> Float {
    let bits = value.bitPattern
    return Float(bitPattern: (bits &+ 0x7fff &+ ((bits >> 16) & 1)) & 0xffff_0000)
  }

  /// A value in −1 ..< 1 that depends on its index alone.
  private static func value(_ index: Int) -> Float {
    var z = UInt64(truncatingIfNeeded: index) &* 0x9E37_79B9_7F4A_7C15
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    return Float(Int64(z >> 40)) / Float(1 << 23) - 1
  }

  /// - Parameter number: what the products make of a number before they multiply it.
  private static func worst(
    of number: (Float) -> Float = { $0 },
    _ multiply: (_ weights: [Float], _ shape: (Int, Int, Int), _ panel: [Float], _ out: inout [Float]) -> Void
  ) -> Double {
    shapes.map { shape in
      let (rows, inner, stride) = shape
      let weights = (0..<rows * inner).map(value), panel = (0..<inner * stride).map { value($0 + 1_000_003) }
      let exact = (weights: weights.map(number), panel: panel.map(number))
      var out = [Float](repeating: 0, count: rows * stride), worst = 0.0
      multiply(weights, shape, panel, &out)
      for row in 0..<rows {
        for column in 0..<stride {
          var sum = 0.0
          for k in 0..<inner { sum += Double(exact.weights[row * inner + k]) * Double(exact.panel[k * stride + column]) }
          let difference = abs(sum - Double(out[row * stride + column])) / Double(inner).squareRoot()
          worst = difference.isFinite ? max(worst, difference) : .infinity
        }
      }
      return worst
    }.max() ?? .infinity
  }
}

/// Matrix products fail their self-test: nothing computed with them can be trusted.
package struct KernelError: Error, Sendable, CustomStringConvertible {
  let kernels: String
  let test: KernelSelfTest
  package var description: String {
    if test.worstOfOwn > KernelSelfTest.tolerance {
      return "this program's matrix kernels compute wrong results on this processor (worst difference \(test.worstOfOwn)); "
        + "run it on another machine, and report this"
    }
    return "OpenBLAS kernels '\(kernels)' fail the self-test (worst difference \(test.worst)); set OPENBLAS_CORETYPE to another kernel set"
  }
}
