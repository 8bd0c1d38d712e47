/// What this machine reaches at most: large square products, one on each worker at once, by the forward pass' own kernels and by
/// OpenBLAS' kernels in force, or of numbers that are rounded.
package struct PeakRate: Sendable, Equatable {
  /// GFLOP/s, summed over the workers.
  package let own, openBLAS: Double
  package var best: Double { max(own, openBLAS) }

  private static let size = 2_000
  /// Time for two products at this rate is spent at least, so that the better one counts.
  private static let slowest = 60e9

  /// Best rates of products of 2,000 × 2,000 × 2,000.
  package static func measure(workers: Int, rounds: Int = 3) throws -> PeakRate {
    var own = 0.0, openBLAS = 0.0
    for _ in 0..<rounds {
      own = max(own, try rate(workers) { KernelTrial.own() })
      openBLAS = max(openBLAS, try rate(workers) { KernelTrial.openBLAS })
    }
    return PeakRate(own: own, openBLAS: openBLAS)
  }

  /// Of the forward pass' products in the precision of searches.
  package static func measureSearch(workers: Int, rounds: Int = 3) throws -> Double {
    try (0..<rounds).reduce(0) { best, _ in max(best, try rate(workers) { KernelTrial.own(in: .ofSearch) }) }
  }

  private static func rate(_ workers: Int, of product: @escaping @Sendable () -> KernelTrial.Product) throws -> Double {
    let work = 2 * Double(size) * Double(size) * Double(size)
    // Each worker's time on its own product: what they do before it, filling matrices, is not counted.
    return try Parallel.map(Array(0..<max(1, workers)), workers: workers) { _ in
      KernelTrial.rate(size: size, seconds: 2 * work / slowest, of: product())
    }.reduce(0, +)
  }
}
