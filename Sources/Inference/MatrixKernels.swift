internal import COpenBLAS

/// Matrix products through OpenBLAS. The only file that calls its products; every function checks sizes before it hands out pointers.
///
/// OpenBLAS runs single-threaded here: workers share the panels out among themselves, so that no product's bits depend
/// on how many threads took part.
package enum MatrixKernels {
  /// Kernels that OpenBLAS chose when it was loaded: `Haswell`, `SkylakeX`, …
  package static var name: String {
    guard let text = unsafe openblas_get_corename() else { return "unknown" }
    return unsafe String(cString: text)
  }

  /// Library version and build options.
  package static var libraryVersion: String {
    guard let text = unsafe openblas_get_config() else { return "unknown" }
    return unsafe String(cString: text)
  }

  static func useOneThread() {
    openblas_set_num_threads(1)
  }

  /// `output = weights · panel` (or `+=`): weights rows × inner at `rowOffset`, panel inner × stride, output rows × stride.
  package static func multiply(
    _ weights: [Float], rows: Int, inner: Int, panel: [Float], stride: Int, into output: inout [Float],
    accumulate: Bool = false
  ) {
    precondition(weights.count >= rows * inner && panel.count >= inner * stride && output.count >= rows * stride)
    guard rows > 0, inner > 0, stride > 0 else { return }
    unsafe cblas_sgemm(
      CblasRowMajor, CblasNoTrans, CblasNoTrans, Int32(rows), Int32(stride), Int32(inner), 1, weights, Int32(inner),
      panel, Int32(stride), accumulate ? 1 : 0, &output, Int32(stride))
  }

  /// `target[rowOffset…] += scale · b · a`: b rows × rank, a rank × columns, target's rows `columns` wide.
  package static func addProduct(
    b: [Float], a: [Float], rows: Int, rank: Int, columns: Int, scale: Float, to target: inout [Float], rowOffset: Int
  ) {
    precondition(b.count == rows * rank && a.count == rank * columns && rowOffset >= 0)
    precondition(target.count >= (rowOffset + rows) * columns)
    guard rows > 0, rank > 0, columns > 0 else { return }
    unsafe target.withUnsafeMutableBufferPointer { buffer in
      guard let start = buffer.baseAddress else { return }
      unsafe cblas_sgemm(
        CblasRowMajor, CblasNoTrans, CblasNoTrans, Int32(rows), Int32(columns), Int32(rank), scale, b, Int32(rank),
        a, Int32(columns), 1, start + rowOffset * columns, Int32(columns))
    }
  }

  /// `a · bᵀ`: a rows × inner, b columns × inner, result rows × columns.
  package static func productTransposed(_ a: [Float], _ b: [Float], rows: Int, columns: Int, inner: Int) -> [Float] {
    precondition(a.count == rows * inner && b.count == columns * inner)
    var result = [Float](repeating: 0, count: rows * columns)
    guard rows > 0, columns > 0, inner > 0 else { return result }
    unsafe cblas_sgemm(
      CblasRowMajor, CblasNoTrans, CblasTrans, Int32(rows), Int32(columns), Int32(inner), 1, a, Int32(inner), b,
      Int32(inner), 0, &result, Int32(columns))
    return result
  }

  /// `a · b`: a rows × inner, or inner × rows where `transposingFirst`; b inner × columns; result rows × columns.
  package static func product(
    _ a: [Float], _ b: [Float], rows: Int, columns: Int, inner: Int, transposingFirst: Bool = false
  ) -> [Float] {
    precondition(a.count == rows * inner && b.count == inner * columns)
    var result = [Float](repeating: 0, count: rows * columns)
    guard rows > 0, columns > 0, inner > 0 else { return result }
    unsafe cblas_sgemm(
      CblasRowMajor, transposingFirst ? CblasTrans : CblasNoTrans, CblasNoTrans, Int32(rows), Int32(columns),
      Int32(inner), 1, a, Int32(transposingFirst ? rows : inner), b, Int32(columns), 0, &result, Int32(columns))
    return result
  }
}
