internal import Inference
internal import ModelFormats
internal import Statistics

/// A low-rank matrix fitted to one whose entries are known to different precisions.
///
/// Minimises ½ Σ w (X − D)² + λ‖X‖_* over X = U·Vᵀ by turns in U and V, each of whose rows is a small ridge regression
/// (Hastie, Mazumder, Lee and Zadeh 2015, "softImpute-ALS"). Most entries weigh 1; those listed weigh something else.
enum WeightedDirections {
  /// An entry whose weight is not 1.
  struct Entry {
    let row: Int
    let column: Int
    let weight: Float
  }

  /// Directions of X at most. Of an update with more, rounding leaves no more than the strongest.
  private static let rank = 16
  /// Turns, and how far each goes beyond its regressions' answers. Twelve turns that go on to 1.7 times the step come as close
  /// to updates of a real model as forty that don't (docs/search.md, "Merged models").
  private static let sweeps = 12
  private static let relaxation: Float = 1.7
  /// Directions that start below the penalty start with this share of it: from nothing, none would come back.
  private static let least: Float = 0.1
  /// Directions of the result below this share of its strongest are none.
  private static let negligible: Float = 0.01

  /// - Parameters:
  ///   - matrix: D, rows × columns, row-major; scaled so that entries of weight 1 have noise of variance 1.
  ///   - start: leading directions of D.
  ///   - penalty: λ.
  static func fit(
    _ matrix: [Float], rows: Int, columns: Int, entries: [Entry], start: SingularDirections, penalty: Float,
    using generator: inout some RandomNumberGenerator
  ) throws(FactorizationFailure) -> LowRankUpdate? {
    precondition(matrix.count == rows * columns && start.rows == rows && start.columns == columns)
    let rank = min(Self.rank, start.values.count)
    let byRow = Corrections(entries.map { ($0.row, $0.column, $0.weight) }, lines: rows) { matrix[$0 * columns + $1] }
    let byColumn = Corrections(entries.map { ($0.column, $0.row, $0.weight) }, lines: columns) { matrix[$1 * columns + $0] }
    let sizes = start.values.prefix(rank).map { max($0 - penalty, least * penalty).squareRoot() }
    var left = [Float]()
    var right = (0..<columns * rank).map { start.right[$0 % rank * columns + $0 / rank] * sizes[$0 % rank] }
    func step(from old: [Float], to new: [Float]) -> [Float] {
      old.isEmpty ? new : zip(old, new).map { $0 + relaxation * ($1 - $0) }
    }
    for _ in 0..<sweeps {
      let seen = MatrixKernels.product(matrix, right, rows: rows, columns: rank, inner: columns)
      left = step(from: left, to: byRow.solve(against: right, products: seen, rank: rank, penalty: Double(penalty)))
      let back = MatrixKernels.product(matrix, left, rows: columns, columns: rank, inner: rows, transposingFirst: true)
      right = step(from: right, to: byColumn.solve(against: left, products: back, rank: rank, penalty: Double(penalty)))
    }
    let whole = MatrixKernels.productTransposed(left, right, rows: rows, columns: columns, inner: rank)
    let directions = try SingularDirections(leading: rank, of: whole, rows: rows, columns: columns, using: &generator)
    let strongest = directions.values.first ?? 0
    let kept = directions.values.prefix { $0 > negligible * strongest }.count
    return kept > 0 ? directions.update(rank: kept) : nil
  }
}

/// Entries of other weight, line by line, and the regressions in which they count.
private struct Corrections {
  /// Where each line's entries begin, and the end of the last.
  private var starts: [Int]
  private var others: [Int]
  /// Weight less the 1 that every entry has.
  private var extras: [Double]
  private var values: [Double]

  init(_ entries: [(line: Int, other: Int, weight: Float)], lines: Int, value: (Int, Int) -> Float) {
    let sorted = entries.sorted { ($0.line, $0.other) < ($1.line, $1.other) }
    starts = [Int](repeating: 0, count: lines + 1)
    for entry in sorted { starts[entry.line + 1] += 1 }
    for line in 0..<lines { starts[line + 1] += starts[line] }
    others = sorted.map(\.other)
    extras = sorted.map { Double($0.weight) - 1 }
    values = sorted.map { Double(value($0.line, $0.other)) }
  }

  /// For each line, the ridge regression of its numbers on `factor`'s rows.
  ///
  /// - Parameters:
  ///   - factor: others × rank.
  ///   - products: lines × rank, the matrix times `factor`, every entry of weight 1.
  /// - Returns: lines × rank.
  func solve(against factor: [Float], products: [Float], rank: Int, penalty: Double) -> [Float] {
    let count = factor.count / rank
    let squares = MatrixKernels.product(factor, factor, rows: rank, columns: rank, inner: count, transposingFirst: true)
    var shared = SymmetricMatrix(size: rank)
    for i in 0..<rank {
      for j in 0..<rank { shared[i, j] = Double(squares[i * rank + j]) + (i == j ? penalty : 0) }
    }
    var result = products
    for line in 0..<starts.count - 1 {
      var target = products[line * rank..<(line + 1) * rank].map(Double.init)
      var lower = [Double](repeating: 0, count: rank * rank)
      for index in starts[line]..<starts[line + 1] {
        let row = others[index] * rank
        for i in 0..<rank {
          let scaled = extras[index] * Double(factor[row + i])
          target[i] += scaled * values[index]
          for j in 0...i { lower[i * rank + j] += scaled * Double(factor[row + j]) }
        }
      }
      // A ridge keeps it positive definite; where numbers were not finite, nothing is fitted.
      let solution = shared.cholesky(adding: lower)?.solve(target)
      for k in 0..<rank { result[line * rank + k] = solution.map { Float($0[k]) } ?? 0 }
    }
    return result
  }
}
