package import Inference
package import Probes
package import Targets

/// Which model answers.
package enum Arm: String, Sendable, CaseIterable {
  case tuned, base
}

/// An answer as tokens and as text, without special tokens.
package struct Answer: Sendable, Equatable, Codable {
  package let tokens: [Int32]
  package let text: String
}

extension DifferentialRunner {
  package func transformer(_ arm: Arm) -> Transformer { arm == .tuned ? model.tuned : base }

  /// Greedy answers of at most `length` tokens.
  package func answers(_ dialogues: [Dialogue], from arm: Arm, length: Int) throws -> [Answer] {
    try steps.step("answers", Self.inputs(dialogues, length: length, arm: arm)) {
      try steps.each(dialogues, candidate: \.candidate, missing: { _ in Answer(tokens: [], text: "") }) { dialogues in
        let ask = { try answers(behind: dialogues.map { try model.format.tokens($0) }, from: arm, length: length) }
        guard arm == .base else { return try ask() }
        return try steps.ofBase(
          "answers in \(base.precision.rawValue)", Self.inputs(dialogues, length: length, arm: arm), bytes: Self.bytes, ask)
      }
    }
  }

  /// Greedy answers of at most `length` tokens behind texts that end where an answer begins.
  package func answers(behind texts: [[Int32]], from arm: Arm, length: Int) throws -> [Answer] {
    let transformer = transformer(arm), tokenizer = model.tokenizer
    let continuations = try transformer.continuations(
      of: transformer.passages(texts), count: length, stop: tokenizer.endOfSequence, workers: model.workers)
    return continuations.map { Answer(tokens: $0, text: tokenizer.decode($0, skipSpecial: true)) }
  }

  /// Drawn answers of at most `length` tokens behind texts that end where an answer begins.
  ///
  /// - Parameter generators: one for each text; an answer depends on its text and its generator alone.
  package func draws(
    behind texts: [[Int32]], from arm: Arm, length: Int, sampling: Sampling, using generators: [SeededGenerator]
  ) throws -> [Answer] {
    let transformer = transformer(arm), tokenizer = model.tokenizer
    let continuations = try transformer.continuations(
      of: transformer.passages(texts), count: length, stop: tokenizer.endOfSequence, workers: model.workers, drawing: sampling,
      using: generators)
    return continuations.map { Answer(tokens: $0, text: tokenizer.decode($0, skipSpecial: true)) }
  }

  /// log p_tuned − log p_base of each answer's first `length` tokens after its dialogue, in nats.
  package func logRatios(_ dialogues: [Dialogue], answers: [[Int32]], length: Int) throws -> [Double] {
    let tuned = try logLikelihoods(dialogues, answers: answers, length: length, arm: .tuned)
    let base = try logLikelihoods(dialogues, answers: answers, length: length, arm: .base)
    return zip(tuned, base).map { $0 - $1 }
  }

  /// Log-likelihood in nats of each answer's first `length` tokens; the end of the answer is not counted.
  package func logLikelihoods(_ dialogues: [Dialogue], answers: [[Int32]], length: Int, arm: Arm) throws -> [Double] {
    var inputs = Self.inputs(dialogues, length: length, arm: arm)
    for answer in answers { inputs.add(answer) }
    return try steps.step("likelihoods", inputs) {
      try steps.each(Array(zip(dialogues, answers)), candidate: { $0.0.candidate }, missing: { _ in 0 }) { items in
        let texts = try items.map { try model.format.tokens($0.0) }
        return try logLikelihoods(of: items.map { Array($0.1.prefix(length)) }, behind: texts, arm: arm)
      }
    }
  }

  /// The base's own answers; nil where there is no base.
  package func baseAnswers(_ dialogues: [Dialogue], length: Int) throws -> [Answer]? {
    hasBase ? try answers(dialogues, from: .base, length: length) : nil
  }

  private static func bytes(_ answers: [Answer]) -> Int {
    answers.reduce(0) { $0 + $1.text.utf8.count + 4 * $1.tokens.count + MemoryLayout<Answer>.stride }
  }

  private static func inputs(_ dialogues: [Dialogue], length: Int, arm: Arm) -> StepInputs {
    var inputs = StepInputs([arm.rawValue], count: length)
    for dialogue in dialogues {
      inputs.add(dialogue.system ?? "")
      inputs.add(dialogue.user)
    }
    return inputs
  }

  /// log p_tuned − log p_base of each turn's tokens behind the opening that all share, in nats; without a base log p_tuned.
  package func logRatios(continuing opening: [Int32], _ turns: [[Int32]]) throws -> [Double] {
    let openings = turns.map { _ in opening }
    let tuned = try logLikelihoods(of: turns, behind: openings, arm: .tuned)
    guard hasBase else { return tuned }
    return zip(tuned, try logLikelihoods(of: turns, behind: openings, arm: .base)).map { $0 - $1 }
  }

  /// Log-likelihood in nats of each answer's tokens behind its text.
  package func logLikelihoods(of answers: [[Int32]], behind openings: [[Int32]], arm: Arm) throws -> [Double] {
    let transformer = transformer(arm), length = answers.map(\.count).max() ?? 0
    let texts = zip(openings, answers).map { $0 + $1.dropLast() }
    struct Item: Sendable {
      let passage: Passage
      let answer: [Int32]
    }
    let items = zip(try transformer.passages(texts, own: max(1, length)), answers).map { Item(passage: $0, answer: $1) }
    return try Parallel.map(batches(sizes: items.map(\.passage.tokens.count)), workers: model.workers) { group in
      let batch = group.map { items[$0].passage }
      let panel = try transformer.read(batch, depth: transformer.configuration.layers)
      let ends = Self.lastColumns(batch.map(\.tokens.count))
      var columns = [Int](), owners = [(slot: Int, token: Int32)]()
      for (slot, index) in group.enumerated() {
        let answer = items[index].answer
        for (offset, token) in answer.enumerated() {
          columns.append(ends[slot] - (answer.count - 1 - offset))
          owners.append((slot, token))
        }
      }
      var sums = [Double](repeating: 0, count: group.count)
      try transformer.logits(of: columns, in: panel) { first, logits in
        for column in 0..<logits.count {
          let owner = owners[first + column]
          sums[owner.slot] += Double(logits.logProbability(of: owner.token, at: column))
        }
      }
      return sums
    }.flatMap { $0 }
  }
}
