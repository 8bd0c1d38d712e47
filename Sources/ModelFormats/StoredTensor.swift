/// Where a tensor's numbers lie in a file, and what is done to them on the way out. Bounds are checked by whoever
/// makes one, so that reading cannot fail on them.
struct StoredTensor: Sendable {
  /// The order of a query's or key's rows within each head.
  enum RowOrder: Sendable, Equatable {
    case plain
    /// Rotary pairs side by side: row 2i + p of a head is row i + p·headSize/2 of the canonical order.
    case interleaved(headSize: Int)
  }

  /// Name in the file, for messages.
  var name: String
  var file: MappedFile
  var type: TensorType
  /// Byte offset of the first row in `file`.
  var offset: Int
  var rows: Int
  /// Numbers a row; 1 for a vector, whose elements count as rows.
  var columns: Int
  var isVector: Bool
  var order: RowOrder = .plain
  /// Added to every number.
  var addend: Float = 0

  var shape: [Int] { isVector ? [rows] : [rows, columns] }

  /// Bytes of one row; a vector counts as one row of all its elements.
  private var rowBytes: Int { type.rowBytes(columns: isVector ? rows : columns) ?? 0 }

  /// A part of the rows as a tensor of its own, as fused matrices need it.
  func slice(_ part: Range<Int>) -> StoredTensor {
    var result = self
    result.offset += part.lowerBound * rowBytes
    result.rows = part.count
    return result
  }

  func widen(_ wanted: Range<Int>, into output: inout MutableSpan<Float>) throws(ModelFileError) {
    precondition(wanted.lowerBound >= 0 && wanted.upperBound <= rows, "rows outside the tensor")
    precondition(output.count == wanted.count * columns, "output of another size")
    if isVector {
      try widenVector(wanted, into: &output)
    } else if order == .plain {
      try widenRows(wanted.lowerBound, wanted.count, into: &output)
    } else {
      for (i, row) in wanted.enumerated() {
        var slot = output._mutatingExtracting(i * columns..<(i + 1) * columns)
        try widenRows(source(of: row), 1, into: &slot)
      }
    }
    if addend != 0 {
      for i in output.indices { output[i] += addend }
    }
  }

  /// All of it.
  func floats() throws(ModelFileError) -> [Float] {
    var values = [Float](repeating: 0, count: rows * columns)
    var span = values.mutableSpan
    try widen(0..<rows, into: &span)
    return values
  }

  /// The file's row that holds canonical row `row`.
  private func source(of row: Int) -> Int {
    guard case .interleaved(let size) = order else { return row }
    let within = row % size, half = size / 2
    return row - within + 2 * (within % half) + within / half
  }

  private func widenRows(_ first: Int, _ count: Int, into output: inout MutableSpan<Float>) throws(ModelFileError) {
    // Pieces that stay in the cache between widening and the check of their numbers.
    let step = max(1, 16_384 / max(1, columns))
    for start in stride(from: 0, to: count, by: step) {
      let end = min(count, start + step)
      var piece = output._mutatingExtracting(start * columns..<end * columns)
      let from = offset + (first + start) * rowBytes
      file.withBytes(from..<(from + (end - start) * rowBytes)) { bytes in
        Dequantizing.widen(bytes, as: type, into: &piece)
      }
      guard Dequantizing.allFinite(piece.span) else {
        throw ModelFileError(
          .defective, file: file.path, field: name, problem: "holds numbers that are not finite", offset: from)
      }
    }
  }

  private func widenVector(_ wanted: Range<Int>, into output: inout MutableSpan<Float>) throws(ModelFileError) {
    var whole = self
    (whole.rows, whole.columns, whole.isVector) = (1, rows, false)
    if wanted.count == rows { return try whole.widenRows(0, 1, into: &output) }
    whole.addend = 0
    let all = try whole.floats()
    for (i, element) in wanted.enumerated() { output[i] = all[element] }
  }
}
