internal import CVectorKernels

/// Element-wise passes of the forward pass. The only file that calls the C kernels; sizes are checked here.
///
/// Panels are feature-major: feature f of column c at `f * stride + c`; `stride` is a multiple of 8.
package enum VectorKernels {
  /// What the processor runs: 2 AVX-512, 1 AVX2, 0 the baseline.
  package static var level: Int { Int(ht_vector_level()) }

  /// RMS norm per column: x / √(mean x² + ε) · weight.
  static func rmsNorm(_ x: [Float], weight: [Float], stride: Int, epsilon: Float, into y: inout [Float]) {
    let features = weight.count
    precondition(stride % 8 == 0 && x.count >= features * stride && y.count >= features * stride)
    unsafe ht_rms_norm(x, weight, &y, Int64(features), Int64(stride), epsilon)
  }

  /// `output = weights · panel` (or `+=`) for few columns, each with its own sum in order: see `ht_small_product`.
  static func smallProduct(
    _ weights: [Float], rows: Int, inner: Int, panel: [Float], stride: Int, into output: inout [Float], accumulate: Bool = false
  ) {
    precondition(stride % 16 == 0 && weights.count >= rows * inner)
    precondition(panel.count >= inner * stride && output.count >= rows * stride)
    unsafe ht_small_product(weights, Int64(rows), Int64(inner), panel, Int64(stride), &output, accumulate ? 1 : 0)
  }

  static func add(_ y: [Float], to x: inout [Float], count: Int) {
    precondition(x.count >= count && y.count >= count)
    unsafe ht_add(&x, y, Int64(count))
  }

  /// `out = activation(gate) · up`; gate and up are the halves of `gateUp`, each `count` elements.
  static func gatedActivation(_ gateUp: [Float], gelu: Bool, count: Int, into out: inout [Float]) {
    precondition(gateUp.count >= 2 * count && out.count >= count)
    if gelu {
      unsafe ht_gelu_multiply(gateUp, &out, Int64(count))
    } else {
      unsafe ht_silu_multiply(gateUp, &out, Int64(count))
    }
  }

  static func addBias(_ bias: [Float], to x: inout [Float], stride: Int) {
    precondition(x.count >= bias.count * stride)
    unsafe ht_add_bias(&x, bias, Int64(bias.count), Int64(stride))
  }

  static func softCap(_ x: inout [Float], cap: Float, count: Int) {
    precondition(x.count >= count)
    unsafe ht_soft_cap(&x, cap, Int64(count))
  }

  /// Columns `first ..< first + count` of a panel, as rows of `features` values.
  static func rows(of panel: [Float], features: Int, stride: Int, first: Int, count: Int, into rows: inout [Float]) {
    precondition(first >= 0 && first + count <= stride && panel.count >= features * stride && rows.count >= count * features)
    unsafe panel.withUnsafeBufferPointer { source in
      guard let start = source.baseAddress else { return }
      unsafe ht_transpose(start + first, Int64(features), Int64(count), Int64(stride), &rows, Int64(features))
    }
  }

  /// Rows of `features` values become columns `first ..< first + count` of a panel.
  static func columns(from rows: [Float], features: Int, stride: Int, first: Int, count: Int, into panel: inout [Float]) {
    precondition(first >= 0 && first + count <= stride && panel.count >= features * stride && rows.count >= count * features)
    unsafe panel.withUnsafeMutableBufferPointer { target in
      guard let start = target.baseAddress else { return }
      unsafe ht_transpose(rows, Int64(count), Int64(features), Int64(features), start + first, Int64(stride))
    }
  }

  /// ‖a − b‖ / ‖b‖ per column.
  package static func relativeDistance(_ a: [Float], _ b: [Float], features: Int, stride: Int) -> [Float] {
    precondition(stride % 8 == 0 && a.count >= features * stride && b.count >= features * stride)
    var out = [Float](repeating: 0, count: stride)
    unsafe ht_relative_distance(a, b, &out, Int64(features), Int64(stride))
    return out
  }

  /// log Σ exp and first largest index per column of logits (vocabulary × stride).
  static func logSumExp(_ logits: [Float], vocabulary: Int, stride: Int) -> (logSums: [Float], largest: [Int32]) {
    precondition(vocabulary > 0 && logits.count >= vocabulary * stride)
    var sums = [Float](repeating: 0, count: stride)
    var largest = [Int32](repeating: 0, count: stride)
    unsafe ht_log_sum_exp(logits, Int64(vocabulary), Int64(stride), &sums, &largest)
    return (sums, largest)
  }

  /// Rotates the first `heads` heads of each row in place, then applies per-head norms first where given.
  static func rotate(
    _ rows: inout [Float], rowWidth: Int, count: Int, positions: [Int], heads: Int, keyHeads: Int, size: Int,
    table: RotaryTable, queryNorm: [Float]?, keyNorm: [Float]?, epsilon: Float
  ) {
    precondition(rows.count >= count * rowWidth && rowWidth >= (heads + keyHeads) * size && positions.count >= count)
    precondition(table.half * 2 == size)
    precondition((queryNorm?.count ?? size) == size && (keyNorm?.count ?? size) == size)
    unsafe rows.withUnsafeMutableBufferPointer { buffer in
      guard let start = buffer.baseAddress else { return }
      unsafe table.cosine.withUnsafeBufferPointer { cosine in
        unsafe table.sine.withUnsafeBufferPointer { sine in
          for index in 0..<count {
            let row = unsafe start + index * rowWidth
            if let queryNorm { unsafe ht_head_norm(row, Int64(heads), Int64(size), queryNorm, epsilon) }
            if let keyNorm { unsafe ht_head_norm(row + heads * size, Int64(keyHeads), Int64(size), keyNorm, epsilon) }
            let at = positions[index] * table.half
            precondition(at >= 0 && at + table.half <= cosine.count)
            guard let c = cosine.baseAddress, let s = sine.baseAddress else { continue }
            unsafe ht_rotate(row, Int64(heads + keyHeads), Int64(size), c + at, s + at)
          }
        }
      }
    }
  }
}
