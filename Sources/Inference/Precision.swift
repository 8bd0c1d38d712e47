internal import CVectorKernels

/// What numbers a forward pass' matrix products are made of; the sums are of single precision.
package enum Precision: String, Sendable {
  case single
  /// Matrices, and what they are multiplied with, are rounded to eight bits of mantissa. Low-rank updates, which stay apart, are
  /// not.
  case bfloat16

  /// For sorting what a search proposes: the faster one of this processor (docs/decisions.md, 26). Whatever is reported as
  /// confirmed is measured in single precision.
  package static let ofSearch: Precision = ht_has_rounded_products() != 0 ? .bfloat16 : .single
}
