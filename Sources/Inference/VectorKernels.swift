internal import CVectorKernels

/// Element-wise passes of the forward pass, with sizes checked before C gets pointers.
///
/// Panels are feature-major: feature f of column c at `f * stride + c`; `stride` is a multiple of 16.
package enum VectorKernels {
  /// Vectors in force: 2 AVX-512, 1 AVX2, 0 the baseline.
  package static var level: Int { Int(ht_vector_level()) }
  package static var name: String { ["baseline", "AVX2", "AVX-512"][max(0, min(level, 2))] }

  /// RMS norm per column: x / √(mean x² + ε) · weight.
  static func rmsNorm(_ x: [Float], weight: [Float], stride: Int, epsilon: Float, into y: inout [Float]) {
    let features = weight.count
    precondition(stride % 8 == 0 && x.count >= features * stride && y.count >= features * stride)
    unsafe ht_rms_norm(x, weight, &y, Int64(features), Int64(stride), epsilon)
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

  /// The first `count` columns of a panel, as rows of `features` values.
  static func rows(of panel: [Float], features: Int, stride: Int, count: Int, into rows: inout [Float]) {
    precondition(count <= stride && panel.count >= features * stride && rows.count >= count * features)
    unsafe ht_transpose(panel, Int64(features), Int64(count), Int64(stride), &rows, Int64(features))
  }

  /// Part of some rows becomes columns: feature f of row r from `rows[offset + r * rowStride + f]` to
  /// `panel[target + f * stride + r]`.
  static func columns(
    from rows: [Float], offset: Int = 0, rowStride: Int, features: Int, count: Int, into panel: inout [Float], at target: Int = 0,
    stride: Int
  ) {
    guard count > 0, features > 0 else { return }
    precondition(offset >= 0 && target >= 0 && rowStride >= features && stride >= count)
    precondition(rows.count >= offset + (count - 1) * rowStride + features)
    precondition(panel.count >= target + (features - 1) * stride + count)
    unsafe rows.withUnsafeBufferPointer { source in
      unsafe panel.withUnsafeMutableBufferPointer { panel in
        guard let from = source.baseAddress, let to = panel.baseAddress else { return }
        unsafe ht_transpose(from + offset, Int64(count), Int64(features), Int64(rowStride), to + target, Int64(stride))
      }
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
