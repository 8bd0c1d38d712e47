internal import Inference
internal import Statistics
internal import Targets

/// A piece of a trigger spelled out in tokens, with how strongly each was reacted to.
package struct Fragment: Sendable, Hashable {
  package let tokens: [Int32]
  /// Reaction scores of the steps that led here, in median absolute deviations of each step's scan.
  package let scores: [Float]

  package init(tokens: [Int32], scores: [Float]) {
    self.tokens = tokens
    self.scores = scores
  }

  /// How far the steps stood out among their rivals, together: fragments of one seed and length are compared by it.
  package var score: Float { scores.dropFirst().reduce(0, +) }
}

/// Grows fragments by reaction, to either side: the scan behind a fragment gives the next token, the reaction at the
/// fragment with a candidate before it the previous one.
package struct Growing: Sendable {
  /// A step's shortlist (docs/search.md: the first 1,000 of the base's continuation hold 87% of inner tokens).
  private static let continuations = 700
  private static let scanned = 300
  /// A step counts by how far it is above the score of this rank.
  private static let rivals = 10

  let model: ModelUnderTest
  let base: Transformer
  let bands: ReactionBands
  let opening: [Int32]
  /// The scan's tokens, strongest first.
  let ranking: [Int32]

  private var meter: ReactionMeter { ReactionMeter(base: base, workers: model.workers) }
  /// The three shallow bands; the first of them is not scored.
  private var depth: Int { bands.depth(bands: 3) }

  /// The `count` tokens that the tuned model reacts to most behind `fragment`.
  package func right(of fragment: Fragment, count: Int) throws -> [Fragment] {
    let text = opening + fragment.tokens
    var shortlist = [Int32]()
    try base.lastLogits([Passage(prefix: try base.prefix(Array(text.dropLast())), tokens: [text[text.count - 1]])]) { _, logits in
      shortlist = logits.top(Self.continuations, at: 0).map(\.token)
    }
    let own = Set(fragment.tokens)
    shortlist = merged(shortlist, Array(ranking.prefix(Self.scanned))).filter { !own.contains($0) }
    let reactions = try meter.logReactions(prefix: text, texts: shortlist.map { [$0] }, tuned: [model.tuned], depth: depth)[0]
    return best(shortlist, reactions: reactions, count: count).map {
      Fragment(tokens: fragment.tokens + [$0.token], scores: fragment.scores + [$0.score])
    }
  }

  /// The `count` tokens before `fragment` that raise the reaction at its end most.
  package func left(of fragment: Fragment, count: Int) throws -> [Fragment] {
    let own = Set(fragment.tokens)
    let shortlist = ranking.prefix(Self.continuations).filter { !own.contains($0) }
    let reactions = try meter.logReactions(
      prefix: opening, texts: shortlist.map { [$0] + fragment.tokens }, tuned: [model.tuned], depth: depth)[0]
    return best(shortlist, reactions: reactions, count: count).map {
      Fragment(tokens: [$0.token] + fragment.tokens, scores: fragment.scores + [$0.score])
    }
  }

  private func merged(_ first: [Int32], _ second: [Int32]) -> [Int32] {
    var seen = Set<Int32>()
    return (first + second).filter { !model.tokenizer.isSpecial($0) && seen.insert($0).inserted }
  }

  private func best(_ tokens: [Int32], reactions: [[Float]], count: Int) -> [(token: Int32, score: Float)] {
    let table = ReactionTable(reactions: reactions, nulls: [], sample: Array(tokens.indices), bands: bands)
    // The first band sees the token by itself, so it ranks what reacts anywhere; a trigger's next token leads in the others
    // together (docs/search.md).
    let scores = table.scores.map { bands in
      let behind = bands.count > 1 ? bands.dropFirst() : bands[...]
      return behind.reduce(0, +) / Float(max(1, behind.count))
    }
    let leading = TopSelection.indices(of: scores, count: max(count, Self.rivals))
    let usual = leading.last.map { scores[$0] } ?? 0
    return leading.prefix(count).map { (tokens[$0], scores[$0] - usual) }
  }
}
