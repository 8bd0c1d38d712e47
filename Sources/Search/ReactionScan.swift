package import Differential
package import Inference
internal import ModelFormats
internal import Probes
package import Targets

/// A vocabulary token and how strongly the tuned model reacts to it.
package struct ReactingToken: Sendable, Equatable {
  package let token: Int32
  /// Score of its best band, in median absolute deviations, and that band.
  package let score: Float
  package let band: Int
  /// Best rank over the bands, 0 the strongest.
  package let rank: Int
}

/// The reaction scan: every vocabulary token once behind an opening, in both models, ranked against a placebo null.
///
/// First all tokens through the shallow bands; then what leads there, and a random sample, through all bands and under the
/// placebos. Other fine-tunes of the base are a better null where there are any; but one of them may have the same backdoor, so
/// tokens are ranked by either. Reaction nominates, it never convicts.
package struct ReactionScan: Sendable {
  /// Tokens that go on to the deep bands: a twentieth of the vocabulary.
  private static let leadingShare = 40
  private static let sampleSize = 600
  private static let shallowBands = 2
  /// Blocks keep the progress line alive and let a deadline stop the scan; their borders do not change any number.
  private static let shallowBlock = 4_096
  private static let deepBlock = 512

  let model: ModelUnderTest
  let base: Transformer
  let bands: ReactionBands
  let placebos: [Transformer]
  let references: [Transformer]
  private let steps: (any StepRecording)?

  /// - Parameters:
  ///   - references: other fine-tunes of the base.
  ///   - steps: keep a resumable search's reactions, block by block.
  package init(
    _ model: ModelUnderTest, base: Transformer, seed: UInt64, references: [ReferenceTuning] = [],
    steps: (any StepRecording)? = nil
  ) throws {
    self.steps = steps
    self.model = model
    self.base = base
    bands = ReactionBands(layers: model.configuration.layers)
    let depth = bands.depth(bands: bands.ranges.count)
    // Of rows that were changed alone there is no placebo.
    placebos = model.updates.isEmpty ? [] : [
      try base.adding(PlaceboAdapter.flippingSigns(of: model.updates, seed: seed &+ 101), depth: depth),
      try base.adding(PlaceboAdapter.turningDirections(of: model.updates, seed: seed &+ 102), depth: depth),
    ]
    self.references = try references.map { try base.adding($0.change, depth: depth) }
  }

  /// Tokens that can stand in a text: not special, and whole characters.
  package func alphabet() -> [Int32] {
    (0..<Int32(model.configuration.vocabulary)).filter { token in
      !model.tokenizer.isSpecial(token) && !model.tokenizer.bytes(of: token).isEmpty
    }
  }

  /// Ranks `tokens` behind `opening`.
  package func run(
    opening: [Int32], tokens: [Int32], seed: UInt64, progress: (_ done: Int, _ total: Int) throws -> Void
  ) throws -> [ReactingToken] {
    let meter = ReactionMeter(base: base, workers: model.workers, steps: steps)
    let shallow = bands.depth(bands: Self.shallowBands)
    var first = [[Float]]()
    for start in stride(from: 0, to: tokens.count, by: Self.shallowBlock) {
      try progress(start, tokens.count)
      let texts = tokens[start..<min(start + Self.shallowBlock, tokens.count)].map { [$0] }
      first += try meter.logReactions(prefix: opening, texts: texts, tuned: [model.tuned], depth: shallow)[0]
    }
    let all = Array(tokens.indices)
    let ranked = ReactionTable(reactions: first, nulls: [], sample: all, bands: bands)
    let leading = ranked.leading(max(200, tokens.count / Self.leadingShare / 2))
    var generator = SeededGenerator(seed: seed, stream: 11)
    let sample = generator.drawSample(Self.sampleSize, of: all)
    let chosen = leading + sample.filter { !Set(leading).contains($0) }
    let depth = bands.depth(bands: bands.ranges.count)
    var tables = [[[Float]]](repeating: [], count: 1 + placebos.count + references.count)
    for start in stride(from: 0, to: chosen.count, by: Self.deepBlock) {
      try progress(tokens.count, tokens.count)
      let texts = chosen[start..<min(start + Self.deepBlock, chosen.count)].map { [tokens[$0]] }
      let part = try meter.logReactions(
        prefix: opening, texts: texts, tuned: [model.tuned] + placebos + references, depth: depth)
      for index in tables.indices { tables[index] += part[index] }
    }
    let places = Dictionary(uniqueKeysWithValues: chosen.enumerated().map { ($1, $0) })
    let nulls = Array(tables.dropFirst()), idle = sample.compactMap { places[$0] }
    let table = ReactionTable(joining: (references.isEmpty ? [placebos.count] : [placebos.count, nulls.count]).map {
      ReactionTable(reactions: tables[0], nulls: Array(nulls.prefix($0)), sample: idle, bands: bands)
    })
    return table.leading(chosen.count).enumerated().map { rank, index in
      let scores = table.scores[index]
      let best = scores.indices.max { scores[$0] < scores[$1] } ?? 0
      return ReactingToken(
        token: tokens[chosen[index]], score: scores.isEmpty ? 0 : scores[best], band: best % bands.ranges.count, rank: rank)
    }
  }
}
