/// Next-token logits of some hidden states, with what turns them into log-probabilities.
package struct Logits: Sendable {
  package let vocabulary: Int
  package let count: Int
  let stride: Int
  let values: [Float]
  let logSums: [Float]
  private let largestTokens: [Int32]

  /// - Parameter hidden: columns of hidden states, at most 64 so that a panel stays in the cache's reach.
  init(_ hidden: Panel, model: Transformer) throws {
    let configuration = model.configuration, stride = hidden.stride
    var normed = [Float](repeating: 0, count: hidden.values.count)
    VectorKernels.rmsNorm(
      hidden.values, weight: model.weights.finalNorm, stride: stride, epsilon: configuration.normEpsilon, into: &normed)
    var logits = [Float](repeating: 0, count: configuration.vocabulary * stride)
    try (model.weights.output ?? model.weights.embedding).multiply(
      normed, stride: stride, in: model.precision, into: &logits)
    if let cap = configuration.logitSoftCap { VectorKernels.softCap(&logits, cap: cap, count: logits.count) }
    (logSums, largestTokens) = VectorKernels.logSumExp(logits, vocabulary: configuration.vocabulary, stride: stride)
    values = logits
    vocabulary = configuration.vocabulary
    count = hidden.count
    self.stride = stride
  }

  /// Natural logarithm of a token's probability.
  package func logProbability(of token: Int32, at column: Int) -> Float {
    guard token >= 0, Int(token) < vocabulary else { return -.infinity }
    return values[Int(token) * stride + column] - logSums[column]
  }

  /// Most probable token; the lowest id of equals.
  package func mostProbable(at column: Int) -> Int32 { largestTokens[column] }

  package func isFinite(at column: Int) -> Bool { logSums[column].isFinite }

  /// The `count` most probable tokens, most probable first, equals by id.
  package func top(_ count: Int, at column: Int) -> [(token: Int32, logProbability: Float)] {
    var best = [(token: Int32, logit: Float)]()
    for token in 0..<vocabulary {
      let logit = values[token * stride + column]
      if best.count == count, let last = best.last, logit <= last.logit { continue }
      let at = best.firstIndex { $0.logit < logit } ?? best.count
      best.insert((Int32(token), logit), at: at)
      if best.count > count { best.removeLast() }
    }
    return best.map { ($0.token, $0.logit - logSums[column]) }
  }

  /// Adds up log p − log q over the columns, per token, both cut off below `floor` nats.
  package func addLogRatios(to other: Logits, floor: Float, sums: inout [Float]) {
    precondition(other.stride == stride && other.vocabulary == vocabulary && sums.count == vocabulary)
    for token in 0..<vocabulary {
      for column in 0..<count {
        let p = values[token * stride + column] - logSums[column], q = other.values[token * stride + column] - other.logSums[column]
        sums[token] += max(p, floor) - max(q, floor)
      }
    }
  }

  /// All logits of one column.
  func values(at column: Int) -> [Float] { (0..<vocabulary).map { values[$0 * stride + column] } }

  /// All log-probabilities of one column.
  package func logProbabilities(at column: Int) -> [Float] {
    (0..<vocabulary).map { values[$0 * stride + column] - logSums[column] }
  }
}
