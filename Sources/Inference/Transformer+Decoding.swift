/// Decoding of many passages at once.
extension Transformer {
  /// The next token of a batch's passage.
  private typealias TokenChoice = (_ passage: Int, _ logits: Logits, _ column: Int) -> Int32

  /// Keys and values that one worker's batch may hold.
  private static let keptBytes = 96 << 20

  /// Most probable continuations of at most `count` tokens, without the token of `stop` that ended them.
  package func continuations(
    of passages: [Passage], count: Int, stop: Set<Int32>, workers: Int
  ) throws -> [[Int32]] {
    try continuations(of: passages, count: count, stop: stop, workers: workers) { _ in
      { _, logits, column in logits.mostProbable(at: column) }
    }
  }

  /// Drawn continuations, otherwise as the most probable ones. What a passage's generator draws depends on the passage and
  /// the generator alone, not on what is decoded beside it.
  ///
  /// - Parameter generators: one for each passage.
  package func continuations<Generator: RandomNumberGenerator & Sendable>(
    of passages: [Passage], count: Int, stop: Set<Int32>, workers: Int, drawing sampling: Sampling, using generators: [Generator]
  ) throws -> [[Int32]] {
    precondition(generators.count == passages.count)
    return try continuations(of: passages, count: count, stop: stop, workers: workers) { batch in
      var own = Array(generators[batch])
      return { passage, logits, column in
        let unit = Double(own[passage].next() >> 11) * 0x1p-53
        return sampling.token(logits: logits.values(at: column), unit: unit)
      }
    }
  }

  private func continuations(
    of passages: [Passage], count: Int, stop: Set<Int32>, workers: Int, choosing: @Sendable (_ batch: Range<Int>) -> TokenChoice
  ) throws -> [[Int32]] {
    guard count > 0 else { return passages.map { _ in [] } }
    let fitted = try fitting(passages, workers: workers)
    let longest = fitted.map(\.tokens.count).max() ?? 0
    let perPassage = (longest + count) * configuration.layers * 2 * configuration.keyValueHeads * configuration.headSize * 4
    let share = (passages.count + workers - 1) / max(1, workers)
    let size = max(1, min(share, 64, Self.keptBytes / max(1, perPassage)))
    let batches = stride(from: 0, to: fitted.count, by: size).map { $0..<min($0 + size, fitted.count) }
    return try Parallel.map(batches, workers: workers) { batch in
      try self.decode(Array(fitted[batch]), count: count, stop: stop, longest: longest, choose: choosing(batch))
    }.flatMap { $0 }
  }

  private func decode(_ batch: [Passage], count: Int, stop: Set<Int32>, longest: Int, choose: TokenChoice) throws -> [[Int32]] {
    var pass = try ForwardPass(self, passages: batch, capacity: longest + count)
    var answers = [[Int32]](repeating: [], count: batch.count)
    /// Passages that want a further token, and what they read for it.
    var waiting = batch.indices.map { (index: $0, tokens: batch[$0].tokens) }
    while !waiting.isEmpty {
      var further = [(index: Int, tokens: [Int32])]()
      while !waiting.isEmpty {
        let fitting = waiting.reduce(into: (rows: 0, passages: 0)) { sum, item in
          guard sum.rows + item.tokens.count <= layout.capacity else { sum.rows = .max / 2; return }
          sum = (sum.rows + item.tokens.count, sum.passages + 1)
        }.passages
        let group = Array(waiting.prefix(fitting))
        waiting.removeFirst(fitting)
        var tokens = [[Int32]](repeating: [], count: batch.count)
        for item in group { tokens[item.index] = item.tokens }
        let panel = try pass.read(tokens, depth: configuration.layers)
        var ends = [Int](), at = 0
        for item in group {
          at += item.tokens.count
          ends.append(at - 1)
        }
        try logits(of: ends, in: panel) { first, logits in
          for column in 0..<logits.count {
            let index = group[first + column].index, token = choose(index, logits, column)
            guard !stop.contains(token) else { continue }
            answers[index].append(token)
            if answers[index].count < count { further.append((index, [token])) }
          }
        }
      }
      waiting = further
    }
    return answers
  }
}
