internal import CVectorKernels

/// A matrix' numbers rounded to bfloat16, two of a row to a word, the first in its lower half.
struct RoundedMatrix: Sendable {
  let rows: Int
  let inputs: Int
  /// rows × ⌈inputs / 2⌉.
  let pairs: [UInt32]

  /// - Parameter values: rows × inputs.
  init(rounding values: [Float], inputs: Int) {
    let rows = inputs > 0 ? values.count / inputs : 0
    self.rows = rows
    self.inputs = inputs
    let count = rows * ((inputs + 1) / 2)
    pairs = unsafe [UInt32](unsafeUninitializedCapacity: count) { buffer, filled in
      if let out = buffer.baseAddress { unsafe ht_round_pairs(values, Int64(rows), Int64(inputs), out) }
      filled = count
    }
  }

  /// `output = matrix · panel` (or `+=`): panel inputs × stride, output rows × stride. Where the processor has such products.
  func multiply(_ panel: [Float], stride: Int, into output: inout [Float], packed: inout [Float], accumulate: Bool = false) {
    precondition(stride >= 0 && stride % PanelLayout.granularity == 0 && Precision.ofSearch == .bfloat16)
    precondition(panel.count >= inputs * stride && output.count >= rows * stride)
    PanelProduct.grow(&packed, inner: inputs, stride: stride)
    unsafe ht_rounded_panel_product(
      pairs, Int64(rows), Int64(inputs), panel, Int64(stride), &output, accumulate ? 1 : 0, &packed)
  }
}
