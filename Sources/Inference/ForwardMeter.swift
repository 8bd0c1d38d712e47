internal import Synchronization

/// Counts what models read: a token through one layer is one unit, so that shallow passes are counted for what they cost.
package final class ForwardMeter: Sendable {
  private let tokenLayers = Atomic<Int>(0)
  private let sparedTokenLayers = Atomic<Int>(0)
  private let productNanoseconds = Atomic<Int>(0)

  package init() {}

  func add(tokens: Int, depth: Int) {
    tokenLayers.add(tokens &* depth, ordering: .relaxed)
  }

  /// A prefix that was still there did not have to be read.
  func addSpared(tokens: Int, depth: Int) {
    sparedTokenLayers.add(tokens &* depth, ordering: .relaxed)
  }

  /// Time in matrix products, of whichever thread.
  func addProducts(seconds: Double) {
    productNanoseconds.add(Int(seconds * 1e9), ordering: .relaxed)
  }

  /// Seconds in matrix products so far, summed over threads.
  package var productSeconds: Double { Double(productNanoseconds.load(ordering: .relaxed)) / 1e9 }

  /// Token layers as if no prefix had been kept: the same for the same work, whatever came before it.
  package var tokenLayersWithoutReuse: Int {
    tokenLayers.load(ordering: .relaxed) &+ sparedTokenLayers.load(ordering: .relaxed)
  }

  /// Tokens read, as if each had gone through all `layers` layers.
  package func forwardTokens(layers: Int) -> Int {
    tokenLayers.load(ordering: .relaxed) / max(1, layers)
  }
}
