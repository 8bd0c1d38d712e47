internal import COpenBLAS

/// LAPACK did not come to a result; finite numbers never do that to it.
package struct FactorizationFailure: Error, Sendable, CustomStringConvertible {
  let routine: String
  let code: Int32
  package var description: String { "LAPACK's \(routine) failed with code \(code)" }
}

/// Factors of matrices through LAPACK, which OpenBLAS carries. The only file that calls it; sizes are checked before
/// pointers are handed out.
enum MatrixFactors {
  /// Orthonormal rows that span the rows of a `rows × columns` matrix, rows ≤ columns, row-major.
  static func orthonormalRows(
    of matrix: [Float], rows: Int, columns: Int
  ) throws(FactorizationFailure) -> [Float] {
    precondition(matrix.count == rows * columns && rows <= columns)
    guard rows > 0 else { return [] }
    // Row-major and wide is, column by column, tall: its columns are our rows.
    var result = matrix, factors = [Float](repeating: 0, count: rows)
    // One variable an argument: Swift lends each out for the call.
    var m = Int32(columns), n = Int32(rows), stride = m, reflectors = n, code: Int32 = 0
    var work = [Float](repeating: 0, count: rows * 64), size = Int32(work.count)
    unsafe sgeqrf_(&m, &n, &result, &stride, &factors, &work, &size, &code)
    guard code == 0 else { throw FactorizationFailure(routine: "sgeqrf", code: code) }
    unsafe sorgqr_(&m, &n, &reflectors, &result, &stride, &factors, &work, &size, &code)
    guard code == 0 else { throw FactorizationFailure(routine: "sorgqr", code: code) }
    return result
  }

  /// Singular values and vectors of a `rows × columns` matrix, rows ≤ columns, row-major: values descending (rows), left
  /// vectors as columns (rows × rows), right vectors as rows (rows × columns).
  static func singular(
    _ matrix: [Float], rows: Int, columns: Int
  ) throws(FactorizationFailure) -> (values: [Float], left: [Float], right: [Float]) {
    precondition(matrix.count == rows * columns && rows <= columns)
    guard rows > 0 else { return ([], [], []) }
    var copy = matrix, values = [Float](repeating: 0, count: rows)
    // LAPACK sees the transpose, tall: its left vectors are our right ones.
    var right = [Float](repeating: 0, count: rows * columns), left = [Float](repeating: 0, count: rows * rows)
    var m = Int32(columns), n = Int32(rows), code: Int32 = 0, job = CChar(UInt8(ascii: "S"))
    var stride = m, rightStride = m, leftStride = n
    var integers = [Int32](repeating: 0, count: 8 * rows)
    // LAPACK's documented need for this job, with room for its blocked routines.
    var work = [Float](repeating: 0, count: 4 * rows * rows + 7 * rows + 64 * (rows + columns)), size = Int32(work.count)
    unsafe sgesdd_(
      &job, &m, &n, &copy, &stride, &values, &right, &rightStride, &left, &leftStride, &work, &size, &integers, &code, 1)
    guard code == 0 else { throw FactorizationFailure(routine: "sgesdd", code: code) }
    return (values, left, right)
  }
}
