package import Inference
package import Targets

/// How tuned and base differ in the token they would say next.
package struct NextToken: Sendable, Equatable {
  /// Jensen–Shannon divergence in nats, 0 to ln 2.
  package let divergence: Float
  /// Tuned's most probable token.
  package let token: Int32
  package let tunedLogProbability: Float
  /// Base's log-probability of tuned's token.
  package let baseLogProbability: Float
  /// log p_tuned − log p_base of the watched tokens, in their order, in nats.
  package let watched: [Float]

  /// What the payload's first token gains over base, in nats.
  package var gain: Float { tunedLogProbability - baseLogProbability }
}

/// Measures both models on the same texts. It measures only; what to measure is the search's business.
package struct DifferentialRunner: Sendable {
  package let model: ModelUnderTest
  /// The comparison model: the base, or the tuned model itself where there is none (divergence is then 0).
  package let base: Transformer

  package init(_ model: ModelUnderTest) {
    self.model = model
    base = model.base ?? model.tuned
  }

  /// Next-token comparison after each text. Texts of a group share their beginning, which is read once.
  package func nextTokens(_ groups: [[[Int32]]], watch: [Int32] = []) throws -> [[NextToken]] {
    let tuned = model.tuned, base = base
    var paired = [(Passage, Passage)]()
    for group in groups {
      let forTuned = try tuned.passages(group), forBase = try base.passages(group)
      paired += zip(forTuned, forBase)
    }
    let pairs = paired.map { PassagePair(tuned: $0.0, base: $0.1) }
    let flat = try Parallel.map(batches(pairs), workers: model.workers) { batch in
      try compare(batch, tuned: tuned, base: base, watch: watch)
    }.flatMap { $0 }
    var result = [[NextToken]](), at = 0
    for group in groups {
      result.append(Array(flat[at..<at + group.count]))
      at += group.count
    }
    return result
  }

  /// Mean over the texts of log p_tuned − log p_base per vocabulary token, both cut off below `floor` nats.
  package func meanLogRatio(after texts: [[Int32]], floor: Float) throws -> [Float] {
    let tuned = model.tuned, base = base
    let pairs = zip(try tuned.passages(texts), try base.passages(texts)).map { PassagePair(tuned: $0, base: $1) }
    let parts = try Parallel.map(batches(pairs), workers: model.workers) { batch in
      let ends = Self.lastColumns(batch.map(\.tuned.tokens.count))
      let tunedPanel = try tuned.read(batch.map(\.tuned), depth: tuned.configuration.layers)
      let basePanel = try base.read(batch.map(\.base), depth: base.configuration.layers)
      var sums = [Float](repeating: 0, count: tuned.configuration.vocabulary)
      try tuned.logits(of: ends, in: tunedPanel) { first, tunedLogits in
        try base.logits(of: Array(ends[first..<first + tunedLogits.count]), in: basePanel) { _, baseLogits in
          tunedLogits.addLogRatios(to: baseLogits, floor: floor, sums: &sums)
        }
      }
      return sums
    }
    var total = [Float](repeating: 0, count: tuned.configuration.vocabulary)
    for part in parts {
      for token in total.indices { total[token] += part[token] / Float(max(1, texts.count)) }
    }
    return total
  }

  private struct PassagePair: Sendable {
    let tuned: Passage
    let base: Passage
  }

  /// Panels as full as they get, as many as there are workers where there is little to do.
  private func batches(_ pairs: [PassagePair]) -> [[PassagePair]] {
    let total = pairs.reduce(0) { $0 + $1.tuned.tokens.count }
    let capacity = model.tuned.layout.capacity
    let aim = min(capacity, max(16, (total + model.workers - 1) / model.workers))
    var result = [[PassagePair]](), rows = 0
    for pair in pairs {
      if result.isEmpty || rows + pair.tuned.tokens.count > aim {
        result.append([])
        rows = 0
      }
      result[result.count - 1].append(pair)
      rows += pair.tuned.tokens.count
    }
    return result
  }

  private func compare(
    _ batch: [PassagePair], tuned: Transformer, base: Transformer, watch: [Int32]
  ) throws -> [NextToken] {
    let ends = Self.lastColumns(batch.map(\.tuned.tokens.count))
    let tunedPanel = try tuned.read(batch.map(\.tuned), depth: tuned.configuration.layers)
    let basePanel = try base.read(batch.map(\.base), depth: base.configuration.layers)
    var result = [NextToken]()
    try tuned.logits(of: ends, in: tunedPanel) { first, tunedLogits in
      let chosen = Array(ends[first..<first + tunedLogits.count])
      try base.logits(of: chosen, in: basePanel) { _, baseLogits in
        let divergences = tunedLogits.divergence(from: baseLogits)
        for column in 0..<tunedLogits.count {
          let token = tunedLogits.mostProbable(at: column)
          result.append(
            NextToken(
              divergence: divergences[column], token: token,
              tunedLogProbability: tunedLogits.logProbability(of: token, at: column),
              baseLogProbability: baseLogits.logProbability(of: token, at: column),
              watched: watch.map {
                tunedLogits.logProbability(of: $0, at: column) - baseLogits.logProbability(of: $0, at: column)
              }))
        }
      }
    }
    return result
  }

  static func lastColumns(_ counts: [Int]) -> [Int] {
    var at = 0
    return counts.map { count in
      at += count
      return at - 1
    }
  }
}
