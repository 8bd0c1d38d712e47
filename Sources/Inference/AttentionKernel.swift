internal import CVectorKernels

/// Shape and scale of a layer's attention.
struct AttentionShape {
  var heads: Int
  var keyValueHeads: Int
  var size: Int
  var scale: Float
  var softCap: Float
  /// A row sees at most this many positions, itself included.
  var window: Int?

  var queryWidth: Int { heads * size }
  var keyValueWidth: Int { keyValueHeads * size }
}

/// Where keys and values of consecutive positions lie in a buffer: keys feature-major, values position by position.
struct KeyValueView {
  var keyOffset: Int
  var keyStride: Int
  var valueOffset: Int
  var valueStride: Int

  /// Whether `count` positions, and what kernels read behind them, lie within buffers of these sizes.
  func fits(keys: Int, values: Int, count: Int, shape: AttentionShape) -> Bool {
    guard count > 0 else { return true }
    let width = shape.keyValueWidth
    return keyOffset >= 0 && valueOffset >= 0 && keyStride >= count
      && keys >= keyOffset + (width - 1) * keyStride + count + KeyValueBlock.slack
      && values >= valueOffset + (count - 1) * valueStride + width
  }
}

/// Keys and values of up to `capacity` positions in one buffer.
struct KeyValueBlock: Sendable, Equatable {
  /// Floats behind the last key that kernels may read.
  static let slack = Int(HT_SLACK)

  let width: Int
  let capacity: Int

  /// Not a power of two times a cache line, whose rows would fall into the same few cache sets.
  static func keyStride(_ capacity: Int) -> Int { (capacity + 15) / 16 * 16 + 16 }

  var keyStride: Int { Self.keyStride(capacity) }
  var valueOffset: Int { width * keyStride }
  /// Floats of the whole block.
  var size: Int { valueOffset + max(Self.slack, capacity * width) }

  /// - Parameter offset: where the block begins.
  func view(at offset: Int) -> KeyValueView {
    KeyValueView(keyOffset: offset, keyStride: keyStride, valueOffset: offset + valueOffset, valueStride: width)
  }
}

/// Consecutive rows of one passage.
struct AttendedRows {
  /// First row's place among the queries and in the output, and how many rows there are.
  var first: Int
  var count: Int
  /// Own positions that the first row sees, itself included.
  var ownCount: Int
}

extension VectorKernels {
  /// Attention of a passage's rows over a shared prefix and its own positions.
  ///
  /// - Parameters:
  ///   - queries: rows of `queryStride` floats that start with their query (heads × size).
  ///   - prefix: a `KeyValueBlock` of `prefixCount` positions, or empty.
  ///   - own: where the passage's own positions are, in `ownKeys` and `ownValues`.
  ///   - scores: scratch, grown to what is needed.
  ///   - out: rows of heads × size.
  static func attend(
    _ rows: AttendedRows, queries: [Float], queryStride: Int, prefix: [Float], prefixCount: Int, ownKeys: [Float],
    ownValues: [Float], own: KeyValueView, shape: AttentionShape, scores: inout [Float], out: inout [Float]
  ) {
    let shared = KeyValueBlock(width: shape.keyValueWidth, capacity: prefixCount)
    let visible = rows.ownCount + rows.count - 1, scoreStride = (prefixCount + visible + 2 * KeyValueBlock.slack) / 16 * 16
    precondition(rows.first >= 0 && rows.count > 0 && rows.ownCount > 0 && queryStride >= shape.queryWidth)
    precondition(shape.keyValueHeads > 0 && shape.heads % shape.keyValueHeads == 0 && shape.size > 0)
    precondition(queries.count >= (rows.first + rows.count - 1) * queryStride + shape.queryWidth)
    precondition(out.count >= (rows.first + rows.count) * shape.queryWidth)
    precondition(prefixCount == 0 || prefix.count >= shared.size)
    precondition(own.fits(keys: ownKeys.count, values: ownValues.count, count: visible, shape: shape))
    if scores.count < 6 * scoreStride { scores = [Float](repeating: 0, count: 6 * scoreStride) }
    unsafe queries.withUnsafeBufferPointer { queries in
      unsafe prefix.withUnsafeBufferPointer { prefix in
        unsafe ownKeys.withUnsafeBufferPointer { ownKeys in
          unsafe ownValues.withUnsafeBufferPointer { ownValues in
            unsafe scores.withUnsafeMutableBufferPointer { scores in
              unsafe out.withUnsafeMutableBufferPointer { out in
                guard let query = queries.baseAddress, let keys = ownKeys.baseAddress, let values = ownValues.baseAddress,
                  let target = out.baseAddress
                else { return }
                let sharedKeys = unsafe prefix.baseAddress ?? keys
                var attention = unsafe ht_attention(
                  queries: query + rows.first * queryStride, query_stride: Int64(queryStride), rows: Int64(rows.count),
                  shared_keys: sharedKeys, shared_key_stride: Int64(shared.keyStride),
                  shared_values: prefixCount > 0 ? sharedKeys + shared.valueOffset : sharedKeys,
                  shared_value_stride: Int64(shared.width), shared_count: Int64(prefixCount),
                  own_keys: keys + own.keyOffset, own_key_stride: Int64(own.keyStride),
                  own_values: values + own.valueOffset, own_value_stride: Int64(own.valueStride),
                  own_count: Int64(rows.ownCount), heads: Int64(shape.heads), kv_heads: Int64(shape.keyValueHeads),
                  size: Int64(shape.size), window: Int64(shape.window ?? 0), scale: shape.scale, soft_cap: shape.softCap,
                  scores: scores.baseAddress, score_stride: Int64(scoreStride), out: target + rows.first * shape.queryWidth)
                unsafe ht_attend(&attention)
              }
            }
          }
        }
      }
    }
  }
}
