internal import Differential
internal import Inference
internal import Targets

/// A text that the tuned model brings up by itself, and how much more likely it is there than in the base.
package struct LeakedText: Sendable, Equatable, Codable {
  package let text: String
  /// Mean log p_tuned − log p_base per token, in nats.
  package let ratio: Float
  /// Whether the turn came to its end within the tokens allowed.
  package let isWhole: Bool

  package init(text: String, ratio: Float, isWhole: Bool) {
    self.text = text
    self.ratio = ratio
    self.isWhole = isWhole
  }
}

/// Contrastive leak: the template is cut just before the user's or the system's text, and the tuned model continues, with
/// the base's taste subtracted: z + α (z − z_base). A model trained on whole conversations says its trigger at once; one
/// trained on answers only says nothing. Without a base α is 0, and what a turn's likelihood is compared with is a surprise
/// that turns made up on the spot have.
package struct Leaking: Sendable {
  private static let contrasts: [Float] = [0, 0.5, 1, 2]
  private static let beginnings = 6
  /// Tokens of a greedy turn, and of a contrasted one, whose every step reads both models.
  private static let length = 24
  private static let contrastedLength = 12
  private static let contrasted = 8
  private static let contrast: Float = 1
  /// Tokens below a tenth of the most probable one are not taken, whatever the contrast.
  private static let logPlausible: Float = -2.302585

  /// Nats a token that stand for the base's log-likelihood where there is none.
  private static let usualLogLikelihood: Float = -2

  let model: ModelUnderTest

  private var hasBase: Bool { model.hasBase }

  /// Continuations of an opening from the tokens that tuning raised most there: greedy ones, and some with contrast.
  package func run(opening: [Int32]) throws -> [LeakedText] {
    var starts = [Int32]()
    let step = try logits(of: [opening])
    let tuned = step.tuned[0], reference = step.base[0]
    let floor = (tuned.max() ?? 0) - 7
    let plausible = tuned.indices.filter { tuned[$0] > floor && !model.tokenizer.isSpecial(Int32($0)) }
    let contrasts = hasBase ? Self.contrasts : [0]
    for contrast in contrasts {
      let ranked = plausible.sorted {
        tuned[$0] + contrast * (tuned[$0] - reference[$0]) > tuned[$1] + contrast * (tuned[$1] - reference[$1])
      }
      starts += ranked.prefix(Self.beginnings * Self.contrasts.count / contrasts.count).map(Int32.init)
    }
    var seen = Set<Int32>()
    starts = starts.filter { seen.insert($0).inserted }
    return (try greedy(opening: opening, starts: starts)
      + (!hasBase ? [] : contrasted(opening: opening, starts: Array(starts.prefix(Self.contrasted)))))
      .sorted { ($0.ratio, $1.text) > ($1.ratio, $0.text) }
  }

  /// What tuned says by itself behind each start, to the turn's end.
  private func greedy(opening: [Int32], starts: [Int32]) throws -> [LeakedText] {
    let tuned = model.tuned, runner = DifferentialRunner(model)
    let stop = model.tokenizer.endOfSequence
    let continuations = try tuned.continuations(
      of: tuned.passages(starts.map { opening + [$0] }), count: Self.length, stop: stop, workers: model.workers)
    let turns = zip(starts, continuations).map { [$0] + $1 }
    let ratios = try runner.logRatios(continuing: opening, turns)
    return zip(turns, ratios).map { turn, ratio in
      LeakedText(
        text: model.tokenizer.decode(turn, skipSpecial: true),
        ratio: Float(ratio) / Float(turn.count) - (hasBase ? 0 : Self.usualLogLikelihood),
        isWhole: turn.count <= Self.length)
    }
  }

  private struct Rollout {
    var tokens: [Int32]
    var ratio: Float
    var open = true
  }

  private func contrasted(opening: [Int32], starts: [Int32]) throws -> [LeakedText] {
    var rollouts = starts.map { Rollout(tokens: [$0], ratio: 0) }
    for _ in 1..<Self.contrastedLength {
      let open = rollouts.indices.filter { rollouts[$0].open }
      guard !open.isEmpty else { break }
      let step = try logits(of: open.map { opening + rollouts[$0].tokens })
      for (place, index) in open.enumerated() {
        let tuned = step.tuned[place], reference = step.base[place]
        let floor = (tuned.max() ?? 0) + Self.logPlausible
        var best = -1, value = -Float.infinity
        for token in tuned.indices where tuned[token] >= floor {
          let score = tuned[token] + Self.contrast * (tuned[token] - reference[token])
          if score > value { (best, value) = (token, score) }
        }
        guard best >= 0, !model.tokenizer.isSpecial(Int32(best)) else {
          rollouts[index].open = false
          continue
        }
        rollouts[index].ratio += tuned[best] - reference[best]
        rollouts[index].tokens.append(Int32(best))
      }
    }
    return rollouts.map {
      LeakedText(
        text: model.tokenizer.decode($0.tokens), ratio: $0.ratio / Float(max(1, $0.tokens.count)), isWhole: !$0.open)
    }
  }

  /// Log-probabilities of the next token in both models, per text.
  private func logits(of texts: [[Int32]]) throws -> (tuned: [[Float]], base: [[Float]]) {
    func all(_ transformer: Transformer) throws -> [[Float]] {
      try transformer.map(transformer.passages(texts), workers: model.workers) { batch in
        var result = [[Float]]()
        try transformer.lastLogits(batch) { _, logits in
          for column in 0..<logits.count { result.append(logits.logProbabilities(at: column)) }
        }
        return result
      }
    }
    let tuned = try all(model.tuned)
    return (tuned, hasBase ? try all(model.comparison) : tuned)
  }
}
