internal import Dispatch

/// What one kernel set does on this machine: whether its results are right, and how fast it is on one thread.
package struct KernelTrial: Sendable, Equatable {
  package let kernels: String
  package let passed: Bool
  package let gflops: Double

  private static let size = 512
  private static let seconds = 0.15

  /// Tries the kernels in force.
  package static func run() -> KernelTrial {
    KernelTrial(
      kernels: MatrixKernels.name, passed: KernelSelfTest.current.passed, gflops: rate(size: size, seconds: seconds, of: openBLAS))
  }

  package init(kernels: String, passed: Bool, gflops: Double) {
    self.kernels = kernels
    self.passed = passed
    self.gflops = gflops
  }

  /// A line that a parent process reads.
  package var line: String { "kernels \(kernels) \(passed ? "pass" : "fail") \(gflops)" }

  /// Reads `line`; nil for anything else.
  package init?(line: String) {
    let words = line.split(whereSeparator: \.isWhitespace)
    guard words.count == 4, words[0] == "kernels", ["pass", "fail"].contains(words[2]),
      let gflops = Double(words[3]), gflops.isFinite, gflops >= 0
    else { return nil }
    self.init(kernels: String(words[1]), passed: words[2] == "pass", gflops: gflops)
  }

  /// A square product, `size` columns wide.
  typealias Product = (_ weights: [Float], _ size: Int, _ panel: [Float], _ output: inout [Float]) -> Void

  static let openBLAS: @Sendable (_ weights: [Float], _ size: Int, _ panel: [Float], _ output: inout [Float]) -> Void = {
    MatrixKernels.multiply($0, rows: $1, inner: $1, panel: $2, stride: $1, into: &$3)
  }

  /// The forward pass' product, with scratch of its own.
  static func own(in precision: Precision = .single) -> Product {
    var packed = [Float]()
    return { PanelProduct.multiply($0, rows: $1, inner: $1, panel: $2, stride: $1, in: precision, into: &$3, packed: &packed) }
  }

  /// Best GFLOP/s of square products on the calling thread, repeated for about `seconds`.
  static func rate(size: Int, seconds: Double, of product: Product) -> Double {
    let count = size * size
    let weights = (0..<count).map { Float($0 % 17) / 16 - 0.5 }, panel = (0..<count).map { Float($0 % 13) / 12 - 0.5 }
    var output = [Float](repeating: 0, count: count)
    let work = 2 * Double(size) * Double(count)
    var best = 0.0, spent = 0.0
    repeat {
      let start = DispatchTime.now().uptimeNanoseconds
      product(weights, size, panel, &output)
      let elapsed = Double(DispatchTime.now().uptimeNanoseconds &- start) / 1e9
      spent += elapsed
      if elapsed > 0 { best = max(best, work / elapsed / 1e9) }
    } while spent < seconds
    return best
  }
}
