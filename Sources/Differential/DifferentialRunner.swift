package import Inference
package import Targets

/// Measures both models on the same texts. It measures only; what to measure is the search's business.
package struct DifferentialRunner: Sendable {
  package let model: ModelUnderTest
  /// Keeps answers and likelihoods of a search that may be resumed.
  let steps: (any StepRecording)?

  package init(_ model: ModelUnderTest, steps: (any StepRecording)? = nil) {
    self.model = model
    self.steps = steps
  }

  /// Whether tuned is compared with another model; else only with itself, with one text and with another.
  package var hasBase: Bool { model.hasBase }
  package var base: Transformer { model.comparison }

  /// Both models on texts whose groups share their beginning, which is read once; results in the groups' order.
  func paired<Output: Sendable>(
    _ groups: [[[Int32]]], depth: Int, _ measure: @Sendable ([PassagePair]) throws -> [Output]
  ) throws -> [[Output]] {
    let tuned = model.tuned
    let pairs = try groups.flatMap { group in
      zip(try tuned.passages(group, depth: depth), try base.passages(group, depth: depth)).map { PassagePair(tuned: $0, base: $1) }
    }
    let flat = try Parallel.map(batches(pairs), workers: model.workers, measure).flatMap { $0 }
    var at = 0
    return groups.map { group in
      defer { at += group.count }
      return Array(flat[at..<at + group.count])
    }
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

  struct PassagePair: Sendable {
    let tuned: Passage
    let base: Passage
  }

  private func batches(_ pairs: [PassagePair]) -> [[PassagePair]] {
    batches(sizes: pairs.map(\.tuned.tokens.count)).map { Array(pairs[$0]) }
  }

  /// Consecutive passages, by their tokens: panels as full as they get, as many as there are workers where there is little
  /// to do.
  func batches(sizes: [Int]) -> [Range<Int>] {
    let aim = model.tuned.layout.rows(sharing: sizes.reduce(0, +), among: model.workers)
    var result = [Range<Int>](), start = 0, rows = 0
    for (index, size) in sizes.enumerated() {
      if index > start, rows + size > aim {
        result.append(start..<index)
        (start, rows) = (index, 0)
      }
      rows += size
    }
    if start < sizes.count { result.append(start..<sizes.count) }
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
