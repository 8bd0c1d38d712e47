/// How token rows are laid out in panels.
package struct PanelLayout: Sendable, Equatable {
  /// Token rows that fit one panel.
  package let capacity: Int

  package init(capacity: Int) {
    self.capacity = capacity
  }

  /// Strides are multiples of this: a vector of the widest kernels.
  static let granularity = 16
  /// Wide panels read the weights least often; wider ones than this leave the caches.
  package static let standard = PanelLayout(capacity: 512)
  /// Logits: what a vocabulary's width times the panel takes has to stay in reach.
  static let small = PanelLayout(capacity: 64)

  /// Rows to put into each panel where `total` are shared out: as many panels for every worker, as even as that allows.
  package func rows(sharing total: Int, among workers: Int) -> Int {
    let workers = max(1, workers), panels = (total + capacity - 1) / capacity
    let even = max(workers, (panels + workers - 1) / workers * workers)
    return min(capacity, max(16, (total + even - 1) / even))
  }

  /// Stride for `count` token rows.
  package func stride(for count: Int) -> Int {
    (max(1, count) + Self.granularity - 1) / Self.granularity * Self.granularity
  }
}
