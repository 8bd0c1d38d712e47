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

  /// The sum of two differences of one matrix.
  func joined(with other: RowDifferences) -> RowDifferences {
    precondition(columns == other.columns)
    var sums = [Int: [Float]]()
    for part in [self, other] {
      for (index, row) in part.rows.enumerated() {
        let values = part.values[index * columns..<(index + 1) * columns]
        sums[row] = sums[row].map { zip($0, values).map(+) } ?? Array(values)
      }
    }
    let rows = sums.keys.sorted()
    return RowDifferences(rows: rows, columns: columns, values: rows.flatMap { sums[$0] ?? [] })
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
