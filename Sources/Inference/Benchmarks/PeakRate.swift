/// What this machine's kernels reach at most: large square products, one on each worker at once.
package enum PeakRate {
  private static let size = 2_000
  /// Time for two products at this rate is spent at least, so that the better one counts.
  private static let slowest = 60e9

  /// Best GFLOP/s of products of 2,000 × 2,000 × 2,000, summed over the workers.
  package static func measure(workers: Int, rounds: Int = 3) throws -> Double {
    let work = 2 * Double(size) * Double(size) * Double(size)
    var best = 0.0
    for _ in 0..<rounds {
      // Each worker's time on its own product: what they do before it, filling matrices, is not counted.
      let rates = try Parallel.map(Array(0..<max(1, workers)), workers: workers) { _ in
        KernelTrial.rate(size: size, seconds: 2 * work / slowest)
      }
      best = max(best, rates.reduce(0, +))
    }
    return best
  }
}
