internal import CVectorKernels

/// Where a row's own keys and values lie: `count` positions from `first`, `rowStride` floats apart, key and then value in each.
struct OwnPositions {
  var keyOffset: Int
  var rowStride: Int
  var count: Int
}

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

extension VectorKernels {
  /// One row's attention over a shared prefix and its own positions.
  ///
  /// - Parameters:
  ///   - queries: rows of `queryStride` floats; row `row` starts with its query (heads × size).
  ///   - prefix: shared positions × (keys, values), or empty.
  ///   - own: buffer that holds the row's own positions as `positions` says.
  ///   - out: rows of heads × size.
  static func attend(
    queries: [Float], queryStride: Int, row: Int, prefix: [Float], prefixCount: Int, own: [Float], positions: OwnPositions,
    shape: AttentionShape, scores: inout [Float], out: inout [Float]
  ) {
    let width = shape.keyValueWidth
    let total = prefixCount + positions.count
    precondition(queries.count >= row * queryStride + shape.queryWidth && out.count >= (row + 1) * shape.queryWidth)
    precondition(prefix.count >= prefixCount * 2 * width && scores.count >= total)
    precondition(positions.count > 0 && positions.keyOffset >= 0)
    precondition(own.count >= positions.keyOffset + (positions.count - 1) * positions.rowStride + 2 * width)
    let first = shape.window.map { max(0, total - $0) } ?? 0
    unsafe queries.withUnsafeBufferPointer { queries in
      unsafe prefix.withUnsafeBufferPointer { prefix in
        unsafe own.withUnsafeBufferPointer { own in
          unsafe out.withUnsafeMutableBufferPointer { out in
            guard let query = queries.baseAddress, let target = out.baseAddress, let ownKeys = own.baseAddress else { return }
            let shared = unsafe prefix.baseAddress ?? ownKeys
            let visible = unsafe ht_visible(
              shared: shared, shared_stride: Int64(2 * width), shared_count: Int64(prefixCount),
              own: ownKeys + positions.keyOffset, own_stride: Int64(positions.rowStride), own_count: Int64(positions.count),
              first: Int64(first))
            unsafe ht_attend(
              query + row * queryStride, target + row * shape.queryWidth, &scores, visible, Int64(shape.heads),
              Int64(shape.keyValueHeads), Int64(shape.size), shape.scale, shape.softCap)
          }
        }
      }
    }
  }
}
