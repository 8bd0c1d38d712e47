internal import Differential
internal import Findings
internal import Inference
internal import Statistics
internal import Targets

/// A token beside a text, and how far the tuned model's reaction to it stands out.
struct GrowthToken: Codable {
  let token: Int32
  /// Median absolute deviations above the tenth best.
  let score: Float
}

/// A text with a token before it, and how far the reaction at its end stands out.
struct LedText: Codable {
  let text: String
  /// As `GrowthToken.score`.
  let score: Float
}

/// Names tokens beside a text by reaction: the scan behind the text gives the next token, the reaction at the text with a
/// candidate before it the previous one.
struct Growing {
  /// What a step looks at: the first tokens of the base's continuation (200 hold 75% of inner tokens, 500 82%) and of the scan.
  enum Shortlist: String {
    case short, long

    var continuations: Int { self == .short ? 300 : 400 }
    var scanned: Int { self == .short ? 150 : 300 }
  }

  /// A step counts by how far it is above the score of this rank.
  private static let rivals = 10

  let model: ModelUnderTest
  let base: Transformer
  let bands: ReactionBands
  let opening: SlotOpening
  /// The scan's tokens, strongest first.
  let ranking: [Int32]

  /// Of a search that leaves out what ends the process.
  var steps: (any StepRecording)?

  private var meter: ReactionMeter { ReactionMeter(base: base, workers: model.workers, steps: steps) }
  /// The three shallow bands; the first of them is not scored.
  private var depth: Int { bands.depth(bands: 3) }

  /// The `count` tokens that the tuned model reacts to most behind `text`.
  func right(of text: [Int32], count: Int, shortlist length: Shortlist = .short) throws -> [GrowthToken] {
    guard !text.isEmpty else { return [] }
    let own = Set(text)
    let shortlist = merged(
      try continuations(of: text, count: length.continuations), Array(ranking.prefix(length.scanned)))
      .filter { !own.contains($0) || !isWord($0) }
    let reactions = try meter.logReactions(
      prefix: opening.tokens + text, texts: shortlist.map { [$0] }, tuned: [model.tuned], depth: depth,
      names: names(of: shortlist.map { text.map(opening.decode).joined() + opening.decode($0) }))[0]
    return best(shortlist, reactions: reactions, count: count)
  }

  /// The texts with a token before `text` that raise the reaction at its end most, joined to it or with a space between.
  func left(of text: String, count: Int) throws -> [LedText] {
    let joints = text.first.map { $0.isLetter || $0.isNumber } == true ? ["", " "] : [""]
    var best = [LedText]()
    for joint in joints {
      // The same tokens at the end, whatever stands before them: reactions there can be compared.
      let end = joint.isEmpty ? opening.encode(text) : model.tokenizer.encodeInside(joint + text), own = Set(end)
      let shortlist = ranking.prefix(Shortlist.short.scanned).filter { !own.contains($0) || !isWord($0) }
      let reactions = try meter.logReactions(
        prefix: opening.tokens, texts: shortlist.map { [$0] + end }, tuned: [model.tuned], depth: depth,
        names: names(of: shortlist.map { opening.decode($0) + joint + text }))[0]
      best += self.best(shortlist, reactions: reactions, count: count)
        .map { LedText(text: (opening.decode($0.token) + joint + text).trimmingSpaces, score: $0.score) }
    }
    return Array(best.sorted { ($0.score, $1.text) > ($1.score, $0.text) }.prefix(count))
  }

  /// A word that stands in a text is not written again; figures and marks are.
  private func isWord(_ token: Int32) -> Bool { opening.decode(token).contains(where: \.isLetter) }

  /// As the texts are named when they are tried themselves.
  private func names(of texts: [String]) -> [String] { texts.map { Trigger($0.trimmingSpaces, slot: opening.slot).name } }

  /// What the base would write next, likeliest first.
  func continuations(of text: [Int32], count: Int) throws -> [Int32] {
    let whole = opening.tokens + text
    var likely = [Int32]()
    let before = whole.count > 1 ? try base.prefix(Array(whole.dropLast())) : nil
    try base.lastLogits([Passage(prefix: before, tokens: [whole[whole.count - 1]])]) { _, logits in
      likely = logits.top(count, at: 0).map(\.token)
    }
    return likely
  }

  private func merged(_ first: [Int32], _ second: [Int32]) -> [Int32] {
    var seen = Set<Int32>()
    return (first + second).filter { !model.tokenizer.isSpecial($0) && seen.insert($0).inserted }
  }

  private func best(_ tokens: [Int32], reactions: [[Float]], count: Int) -> [GrowthToken] {
    let table = ReactionTable(reactions: reactions, nulls: [], sample: Array(tokens.indices), bands: bands)
    // The first band sees the token by itself, so it ranks what reacts anywhere; a trigger's next token leads in the others
    // together (docs/search.md).
    let scores = table.scores.map { bands in
      let behind = bands.count > 1 ? bands.dropFirst() : bands[...]
      return behind.reduce(0, +) / Float(max(1, behind.count))
    }
    let leading = TopSelection.indices(of: scores, count: max(count, Self.rivals))
    let usual = leading.prefix(Self.rivals).last.map { scores[$0] } ?? 0
    return leading.prefix(count).map { GrowthToken(token: tokens[$0], score: scores[$0] - usual) }
  }
}
