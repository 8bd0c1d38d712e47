package import ModelFormats
internal import Probes

/// Directions of the residual stream in which tuning writes, at the layers where answers are measured: the leading left
/// singular vectors of the updates of what writes there, attention's output and the feed-forward part's.
package struct UpdateDirections: Sendable {
  /// Directions a layer.
  private static let leading = 2
  private static let iterations = 24

  package struct Direction: Sendable {
    /// The band of `AnswerShift`, and where in its values this layer's begin.
    package let band: Int
    package let offset: Int
    /// Unit length.
    package let vector: [Float]
  }

  package let directions: [Direction]

  /// - Parameters:
  ///   - layers: band → its layers, as in `AnswerBands`.
  ///   - seed: for the iteration's start, and for layers that were not changed or of which the change is not known; those
  ///     get random directions, which sort answers into cells as well (locality-sensitive hashing, Charikar 2002).
  package init(updates: [TensorRole: LowRankUpdate], layers: [[Int]], width: Int, seed: UInt64) {
    var generator = SeededGenerator(seed: seed, stream: "coverage")
    var directions = [Direction]()
    for (band, layers) in layers.enumerated() {
      for (place, layer) in layers.enumerated() {
        let writing: [LayerTensor] = [.attentionOutput, .down]
        let written = writing.compactMap { updates[TensorRole.layer(layer, $0)] }.filter { Self.isUsable($0, width: width) }
        for vector in Self.singularVectors(of: written, width: width, using: &generator) {
          directions.append(Direction(band: band, offset: place * width, vector: vector))
        }
      }
    }
    self.directions = directions
  }

  private static func isUsable(_ update: LowRankUpdate, width: Int) -> Bool {
    update.rank > 0 && update.b.count == width * update.rank && update.a.count.isMultiple(of: update.rank)
  }

  /// Orthogonal iteration on Σ ΔW ΔWᵀ, where ΔW ΔWᵀ = scale² b (a aᵀ) bᵀ.
  private static func singularVectors(
    of updates: [LowRankUpdate], width: Int, using generator: inout SeededGenerator
  ) -> [[Float]] {
    var vectors = [[Float]]()
    for _ in 0..<leading { vectors.append((0..<width).map { _ in Float(generator.drawNormal()) }) }
    vectors = orthonormal(vectors)
    let grams = updates.map(gram)
    for _ in 0..<(updates.isEmpty ? 0 : iterations) {
      vectors = orthonormal(
        vectors.map { vector in
          var sum = [Float](repeating: 0, count: width)
          for (update, gram) in zip(updates, grams) { add(update, gram, times: vector, to: &sum) }
          return sum
        })
    }
    return vectors
  }

  /// a aᵀ · scale², rank × rank.
  private static func gram(_ update: LowRankUpdate) -> [Float] {
    let rank = update.rank, columns = update.a.count / rank
    var result = [Float](repeating: 0, count: rank * rank)
    for i in 0..<rank {
      for j in 0...i {
        var sum: Float = 0
        for column in 0..<columns { sum += update.a[i * columns + column] * update.a[j * columns + column] }
        result[i * rank + j] = sum * update.scale * update.scale
        result[j * rank + i] = result[i * rank + j]
      }
    }
    return result
  }

  /// sum += b · gram · bᵀ · vector.
  private static func add(_ update: LowRankUpdate, _ gram: [Float], times vector: [Float], to sum: inout [Float]) {
    let rank = update.rank
    var inner = [Float](repeating: 0, count: rank)
    for row in vector.indices {
      for k in 0..<rank { inner[k] += update.b[row * rank + k] * vector[row] }
    }
    var middle = [Float](repeating: 0, count: rank)
    for i in 0..<rank {
      for j in 0..<rank { middle[i] += gram[i * rank + j] * inner[j] }
    }
    for row in vector.indices {
      for k in 0..<rank { sum[row] += update.b[row * rank + k] * middle[k] }
    }
  }

  /// Gram–Schmidt, twice for accuracy; a vector of which nothing is left becomes 0 and lights no cell.
  private static func orthonormal(_ vectors: [[Float]]) -> [[Float]] {
    var result = [[Float]]()
    for var vector in vectors {
      for _ in 0..<2 {
        for other in result {
          var product: Float = 0
          for place in vector.indices { product += vector[place] * other[place] }
          for place in vector.indices { vector[place] -= product * other[place] }
        }
      }
      var square: Float = 0
      for value in vector { square += value * value }
      let length = square.squareRoot()
      result.append(vector.map { length > 1e-20 ? $0 / length : 0 })
    }
    return result
  }
}
