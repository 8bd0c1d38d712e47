internal import ModelFormats

/// A matrix of a layer, out × in, row-major, with what was added to it: low-rank updates stay apart and act on what the matrix
/// reads, so that a tuned model shares the base's numbers (docs/decisions.md, 21).
struct LayerMatrix: Sendable {
  /// One direction may act apart for so many inputs, of all updates of matrices that are joined here; further updates are
  /// added to the numbers: acting apart, they would cost too much.
  private static let inputsPerDirection = 8

  private(set) var values: [Float]
  let inputs: Int
  /// rank × in: the directions that updates read, and rows × rank: what they write, their scale multiplied in.
  private(set) var reads = [Float]()
  private(set) var writes = [Float]()
  private(set) var rank = 0

  init(_ values: [Float], inputs: Int) {
    self.values = values
    self.inputs = inputs
  }

  var rows: Int { inputs > 0 ? values.count / inputs : 0 }

  /// Adds scale · b · a to the rows from `rowOffset` on.
  mutating func add(_ update: LowRankUpdate, rows updated: Int, rowOffset: Int) {
    precondition(update.a.count == update.rank * inputs && update.b.count == updated * update.rank)
    precondition(rowOffset >= 0 && rowOffset + updated <= rows)
    guard (rank + update.rank) * Self.inputsPerDirection <= inputs else {
      MatrixKernels.addProduct(
        b: update.b, a: update.a, rows: updated, rank: update.rank, columns: inputs, scale: update.scale, to: &values,
        rowOffset: rowOffset)
      return
    }
    let whole = rank + update.rank
    var joined = [Float](repeating: 0, count: rows * whole)
    for row in 0..<rows {
      for k in 0..<rank { joined[row * whole + k] = writes[row * rank + k] }
      guard row >= rowOffset, row < rowOffset + updated else { continue }
      for k in 0..<update.rank { joined[row * whole + rank + k] = update.scale * update.b[(row - rowOffset) * update.rank + k] }
    }
    reads += update.a
    (writes, rank) = (joined, whole)
  }

  /// Multiplies the rows from `rowOffset` on with a factor each, before anything is added to them.
  mutating func scale(by factors: [Float], rowOffset: Int) {
    precondition(rank == 0 && rowOffset >= 0 && rowOffset + factors.count <= rows)
    for (row, factor) in factors.enumerated() {
      let start = (rowOffset + row) * inputs
      for column in start..<start + inputs { values[column] *= factor }
    }
  }

  mutating func add(_ difference: RowDifferences, rowOffset: Int) {
    precondition(difference.columns == inputs)
    difference.add(to: &values, offset: rowOffset)
  }

  /// Some rows' numbers, without what acts apart.
  func values(ofRows rows: Range<Int>) -> [Float] { Array(values[rows.lowerBound * inputs..<rows.upperBound * inputs]) }

  /// `output = matrix · panel` (or `+=`), its updates with it, in single precision: panel in × stride, output rows × stride.
  func multiply(
    _ panel: [Float], stride: Int, in precision: Precision, into output: inout [Float], scratch: inout ProductScratch,
    accumulate: Bool
  ) {
    PanelProduct.multiply(
      values, rows: rows, inner: inputs, panel: panel, stride: stride, in: precision, into: &output, packed: &scratch.packed,
      accumulate: accumulate)
    guard rank > 0 else { return }
    if scratch.directions.count < rank * stride { scratch.directions = [Float](repeating: 0, count: rank * stride) }
    PanelProduct.multiply(
      reads, rows: rank, inner: inputs, panel: panel, stride: stride, into: &scratch.directions, packed: &scratch.packed)
    PanelProduct.multiply(
      writes, rows: rows, inner: rank, panel: scratch.directions, stride: stride, into: &output, packed: &scratch.packed,
      accumulate: true)
  }
}

/// Work space of products.
struct ProductScratch {
  var packed = [Float]()
  /// What updates read of a panel: rank × stride.
  var directions = [Float]()
}
