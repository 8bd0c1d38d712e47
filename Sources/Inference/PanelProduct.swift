internal import CVectorKernels

/// The forward pass' matrix product: own kernels with AVX-512, AVX2 or neither, since a library's depend on whether it knows the
/// processor, and give a row other bits by its place (docs/decisions.md, 15).
package enum PanelProduct {
  /// `output = weights · panel` (or `+=`): weights rows × inner, panel inner × stride, output rows × stride.
  ///
  /// - Parameters:
  ///   - precision: that of searches, or single.
  ///   - packed: scratch, grown to what is needed.
  static func multiply(
    _ weights: [Float], rows: Int, inner: Int, panel: [Float], stride: Int, in precision: Precision = .single,
    into output: inout [Float], packed: inout [Float], accumulate: Bool = false
  ) {
    precondition(rows >= 0 && inner >= 0 && stride >= 0 && stride % PanelLayout.granularity == 0)
    precondition(weights.count >= rows * inner && panel.count >= inner * stride && output.count >= rows * stride)
    precondition(precision == .single || precision == .ofSearch)
    let block = precision == .single ? 0 : Int(HT_PACKED_ROWS) * Int(HT_PACKED_DEPTH)
    let scratch = min(inner, Int(HT_PACKED_DEPTH)) * stride + block
    if packed.count < scratch { packed = [Float](repeating: 0, count: scratch) }
    switch precision {
    case .single:
      unsafe ht_panel_product(
        weights, Int64(rows), Int64(inner), panel, Int64(stride), &output, accumulate ? 1 : 0, &packed)
    case .bfloat16:
      unsafe ht_rounded_panel_product(
        weights, Int64(rows), Int64(inner), panel, Int64(stride), &output, accumulate ? 1 : 0, &packed)
    }
  }
}
