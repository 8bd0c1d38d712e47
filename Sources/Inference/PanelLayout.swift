/// How a panel is padded so that every token row gets the same bits wherever it stands.
///
/// OpenBLAS kernels treat the first and last columns of a block apart: with the Haswell kernels eight at either end, and
/// only within one block. Such columns are left empty as guards. `KernelSelfTest` finds what the kernels in force need.
package struct PanelLayout: Sendable, Equatable {
  /// Empty columns at either end.
  package let guardColumns: Int
  /// Columns a panel may have, guards included.
  package let largestStride: Int

  package init(guardColumns: Int, largestStride: Int) {
    self.guardColumns = guardColumns
    self.largestStride = largestStride
  }

  /// Token rows that fit one panel.
  package var capacity: Int { largestStride - 2 * guardColumns }

  /// Rows to put into each panel where `total` are shared out: as many panels for every worker, as even as that allows.
  package func rows(sharing total: Int, among workers: Int) -> Int {
    let workers = max(1, workers), panels = (total + capacity - 1) / capacity
    let even = max(workers, (panels + workers - 1) / workers * workers)
    return min(capacity, max(16, (total + even - 1) / even))
  }

  /// Stride for `count` token rows: a multiple of 16, and never below 32, since small calls take other paths.
  package func stride(for count: Int) -> Int {
    max(guardColumns > 0 ? 32 : 16, (count + 2 * guardColumns + 15) / 16 * 16)
  }

  /// Decoded tokens and logits: few columns, which `VectorKernels.smallProduct` computes each by itself.
  static let small = PanelLayout(guardColumns: 0, largestStride: 64)
}
