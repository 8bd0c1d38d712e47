package import ModelFormats
internal import Statistics

/// Updates that change a model as much as the real ones do, in directions that mean nothing: the null of the reaction scan.
///
/// Two kinds serve together in one regression, which beats either (docs/search.md):
/// - signs: each update's input and output coordinates are flipped at random; singular values and each coordinate's energy stay;
/// - directions: the update's factors keep their Gram matrices, and with them the singular values, while the directions are
///   random.
package enum PlaceboAdapter {
  package static func flippingSigns(
    of updates: [TensorRole: LowRankUpdate], seed: UInt64
  ) -> [TensorRole: LowRankUpdate] {
    var generator = SplitMix64(seed: seed)
    return mapInOrder(updates) { update in
      var a = update.a, b = update.b
      let inputs = update.rank > 0 ? a.count / update.rank : 0
      for column in 0..<inputs where generator.next() & 1 == 1 {
        for row in 0..<update.rank { a[row * inputs + column].negate() }
      }
      for row in 0..<(update.rank > 0 ? b.count / update.rank : 0) where generator.next() & 1 == 1 {
        for column in 0..<update.rank { b[row * update.rank + column].negate() }
      }
      return LowRankUpdate(rank: update.rank, a: a, b: b, scale: update.scale)
    }
  }

  package static func turningDirections(
    of updates: [TensorRole: LowRankUpdate], seed: UInt64
  ) -> [TensorRole: LowRankUpdate] {
    var generator = SplitMix64(seed: seed)
    return mapInOrder(updates) { update in
      guard update.rank > 0 else { return update }
      let inputs = update.a.count / update.rank, outputs = update.b.count / update.rank
      let a = turned(update.a, rows: update.rank, columns: inputs, using: &generator)
      let columns = transposed(update.b, rows: outputs, columns: update.rank)
      let b = turned(columns, rows: update.rank, columns: outputs, using: &generator)
      return LowRankUpdate(
        rank: update.rank, a: a, b: transposed(b, rows: update.rank, columns: outputs), scale: update.scale)
    }
  }

  /// A dictionary's order changes from run to run; the generator's draws must not.
  private static func mapInOrder(
    _ updates: [TensorRole: LowRankUpdate], _ body: (LowRankUpdate) -> LowRankUpdate
  ) -> [TensorRole: LowRankUpdate] {
    var result = [TensorRole: LowRankUpdate]()
    for (role, update) in updates.sorted(by: { $0.key.name < $1.key.name }) { result[role] = body(update) }
    return result
  }

  /// Rows with the same inner products as `rows × columns` values, in random directions: L · Q with L the Cholesky factor
  /// of the Gram matrix and Q random orthonormal rows.
  private static func turned(
    _ values: [Float], rows: Int, columns: Int, using generator: inout SplitMix64
  ) -> [Float] {
    let q = orthonormalRows(rows, columns: columns, using: &generator)
    let l = cholesky(gram(values, rows: rows, columns: columns), size: rows)
    var result = [Float](repeating: 0, count: rows * columns)
    for row in 0..<rows {
      for k in 0...row {
        let factor = Float(l[row * rows + k])
        for column in 0..<columns { result[row * columns + column] += factor * q[k * columns + column] }
      }
    }
    return result
  }

  private static func gram(_ values: [Float], rows: Int, columns: Int) -> [Double] {
    var result = [Double](repeating: 0, count: rows * rows)
    for i in 0..<rows {
      for j in 0...i {
        var sum = 0.0
        for c in 0..<columns { sum += Double(values[i * columns + c]) * Double(values[j * columns + c]) }
        result[i * rows + j] = sum
        result[j * rows + i] = sum
      }
    }
    return result
  }

  /// Lower factor of a positive semidefinite matrix; rows that depend on earlier ones get what is left of their length, 0.
  private static func cholesky(_ matrix: [Double], size: Int) -> [Double] {
    var l = [Double](repeating: 0, count: size * size)
    for i in 0..<size {
      for j in 0...i {
        var sum = matrix[i * size + j]
        for k in 0..<j { sum -= l[i * size + k] * l[j * size + k] }
        if i == j {
          l[i * size + i] = max(0, sum).squareRoot()
        } else {
          let pivot = l[j * size + j]
          l[i * size + j] = pivot > 1e-12 ? sum / pivot : 0
        }
      }
    }
    return l
  }

  /// Gram–Schmidt, twice for accuracy, on normal draws.
  private static func orthonormalRows(_ rows: Int, columns: Int, using generator: inout SplitMix64) -> [Float] {
    var result = [Float]()
    for row in 0..<rows {
      var vector = (0..<columns).map { _ in normal(using: &generator) }
      for _ in 0..<2 {
        for other in 0..<row {
          var product: Float = 0
          for c in 0..<columns { product += vector[c] * result[other * columns + c] }
          for c in 0..<columns { vector[c] -= product * result[other * columns + c] }
        }
      }
      let length = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
      result += vector.map { length > 0 ? $0 / length : 0 }
    }
    return result
  }

  /// A normal draw as the sum of twelve uniform ones: directions need no tails.
  private static func normal(using generator: inout SplitMix64) -> Float {
    var sum: Float = -6
    for _ in 0..<12 { sum += Float(generator.next() >> 40) / Float(1 << 24) }
    return sum
  }

  private static func transposed(_ values: [Float], rows: Int, columns: Int) -> [Float] {
    var result = [Float](repeating: 0, count: values.count)
    for r in 0..<rows {
      for c in 0..<columns { result[c * rows + r] = values[r * columns + c] }
    }
    return result
  }
}
