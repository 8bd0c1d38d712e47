/// A change of some rows of a matrix, or of some elements of a vector (rows of one number), to be added to them.
package struct RowDifferences: Sendable, Equatable {
  /// Ascending.
  package var rows: [Int]
  package var columns: Int
  /// rows.count × columns, row-major.
  package var values: [Float]

  package init(rows: [Int], columns: Int, values: [Float]) {
    self.rows = rows
    self.columns = columns
    self.values = values
  }

  /// Adds them to a matrix of `columns` columns whose first row is row `offset` of `target`.
  package func add(to target: inout [Float], offset: Int = 0) {
    precondition(values.count == rows.count * columns)
    for (index, row) in rows.enumerated() {
      let start = (offset + row) * columns
      for column in 0..<columns { target[start + column] += values[index * columns + column] }
    }
  }
}
