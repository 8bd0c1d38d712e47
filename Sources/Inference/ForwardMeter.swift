internal import Synchronization

/// Counts what models read: a token through one layer is one unit, so that shallow passes are counted for what they cost.
package final class ForwardMeter: Sendable {
  private let tokenLayers = Atomic<Int>(0)

  package init() {}

  func add(tokens: Int, depth: Int) {
    tokenLayers.add(tokens &* depth, ordering: .relaxed)
  }

  /// Tokens read, as if each had gone through all `layers` layers.
  package func forwardTokens(layers: Int) -> Int {
    tokenLayers.load(ordering: .relaxed) / max(1, layers)
  }
}
