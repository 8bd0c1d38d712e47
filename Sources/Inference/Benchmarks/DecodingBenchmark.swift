/// Greedy answers of many passages at once against one at a time.
package struct DecodingBenchmark: Sendable {
  package struct Result: Sendable, Equatable {
    package let answers: Int
    /// Tokens of each answer.
    package let length: Int
    /// Tokens a second of all answers at once, of one at a time, and of one on each worker.
    package let together: Double
    package let oneByOne: Double
    package let oneAWorker: Double
  }

  private static let answers = 64
  private static let length = 32
  private static let ownTokens = 14
  /// One at a time takes long: so many stand for all.
  private static let alone = 4

  /// Medians of `rounds` alternating rounds behind one that warms up.
  ///
  /// - Parameter opening: tokens that all passages begin with, read before.
  package static func measure(_ model: Transformer, opening: [Int32], workers: Int, rounds: Int) throws -> Result {
    let prefix = opening.isEmpty ? nil : try model.prefix(opening), vocabulary = max(1, model.configuration.vocabulary)
    let passages = (0..<answers).map { passage in
      Passage(prefix: prefix, tokens: (0..<ownTokens).map { Int32((passage * 4_001 + $0 * 7_919 + 11) % vocabulary) })
    }
    var together = [Double](), oneByOne = [Double](), oneAWorker = [Double]()
    for _ in 0...max(1, rounds) {
      together.append(try rate([passages], of: model, workers: workers))
      oneByOne.append(try rate(passages.prefix(alone).map { [$0] }, of: model, workers: 1))
      oneAWorker.append(try rate([Array(passages.prefix(workers))], of: model, workers: workers))
    }
    return Result(
      answers: answers, length: length, together: Stopwatch.median(Array(together.dropFirst())),
      oneByOne: Stopwatch.median(Array(oneByOne.dropFirst())), oneAWorker: Stopwatch.median(Array(oneAWorker.dropFirst())))
  }

  /// Tokens a second, group after group.
  private static func rate(_ groups: [[Passage]], of model: Transformer, workers: Int) throws -> Double {
    let run = try Stopwatch.measure {
      try groups.reduce(0) { sum, group in
        // No token ends an answer, so that all are of one length.
        try sum + model.continuations(of: group, count: length, stop: [], workers: workers).reduce(0) { $0 + $1.count }
      }
    }
    return Double(run.output) / max(run.seconds, 1e-9)
  }
}
