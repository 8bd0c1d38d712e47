internal import Differential
internal import Findings
package import Inference
internal import Statistics
package import Targets

/// Sorts given texts by how strongly the tuned model reacts to any of their tokens where they stand: a twelfth of what it
/// costs to ask what they do to answers.
package struct ReactingTexts {
  private let model: ModelUnderTest
  private let meter: ReactionMeter
  private let bands: ReactionBands
  /// Bands that are run; the deeper ones cost more and see what a text does rather than what it is.
  private static let bandsRun = 3
  private let steps: SearchSteps?

  /// - Parameter steps: of a search that leaves out what ends the process.
  package init(_ model: ModelUnderTest, base: Transformer, steps: SearchSteps? = nil) {
    self.model = model
    self.steps = steps
    meter = ReactionMeter(base: base, workers: model.workers)
    bands = ReactionBands(layers: model.configuration.layers)
  }

  /// The `count` texts that stand out most behind `opening`, strongest first.
  package func leading(_ texts: [String], behind opening: SlotOpening, count: Int, progress: (Double) throws -> Void) throws -> [String] {
    let tokens = texts.map(opening.encode).filter { !$0.isEmpty }
    guard tokens.count == texts.count, texts.count > count else { return Array(texts.prefix(count)) }
    let block = 1_024
    var reactions = [[[Float]]]()
    for start in stride(from: 0, to: tokens.count, by: block) {
      try progress(Double(start) / Double(tokens.count))
      let depth = bands.depth(bands: Self.bandsRun)
      reactions += try (steps as (any StepRecording)?).each(
        Array(start..<min(start + block, tokens.count)), candidate: { Trigger(texts[$0], slot: opening.slot).name },
        missing: { others in [ReactionMeter.usual(rows: others.flatMap { $0 }, depth: depth)] }
      ) { items in
        try meter.logReactionsAtEveryToken(
          prefix: opening.tokens, texts: items.map { tokens[$0] }, tuned: model.tuned, depth: depth)
      }
    }
    let flat = reactions.flatMap { $0 }
    let table = ReactionTable(reactions: flat, nulls: [], sample: Array(flat.indices), bands: bands)
    var at = 0
    let strongest = reactions.map { text in
      defer { at += text.count }
      return table.scores[at..<at + text.count].compactMap { $0.max() }.max() ?? 0
    }
    return TopSelection.indices(of: strongest, count: count).map { texts[$0] }
  }
}
