import Inference
import ModelFormats
import Testing

/// Products of numbers rounded to bfloat16, as searches sort with on processors that have them.
@Suite(.enabled(if: Precision.ofSearch == .bfloat16)) struct RoundedPrecisionTests {
  /// Nats that rounding may move a likely token, and below which it may order two either way.
  private static let tolerance = 0.3

  private static let opened = Result {
    let checkpoint = try GGUFCheckpoint(PlantedModel.path)
    let base = try Transformer(checkpoint, precision: .bfloat16)
    return (base, try base.adding(try LoRAAdapter.open(PlantedModel.root + "Examples/planted-deployment", for: checkpoint.configuration).updates))
  }

  @Test("The tuned model says nearly what transformers says in float32, and not the same")
  func logProbabilities() throws {
    let (_, tuned) = try Self.opened.get()
    #expect(tuned.precision == .bfloat16)
    var worst = 0.0, errors = 0.0, squares = 0.0
    for golden in try PlantedModel.goldens() {
      try tuned.lastLogits([Passage(tokens: golden.ids)]) { _, logits in
        for candidate in golden.tuned {
          let error = Double(logits.logProbability(of: candidate.token, at: 0)) - candidate.logProbability
          worst = max(worst, abs(error))
          errors += error * error
          squares += candidate.logProbability * candidate.logProbability
        }
        if golden.tuned[0].logProbability - golden.tuned[1].logProbability > Self.tolerance {
          #expect(logits.mostProbable(at: 0) == golden.tuned[0].token, "\(golden.text)")
        }
      }
    }
    #expect(worst > 1e-3 && worst < Self.tolerance, "worst difference \(worst)")
    #expect(errors / squares < 1e-4, "normalised mean square error \(errors / squares)")
    print("bfloat16: worst difference \(worst), normalised mean square error \(errors / squares)")
  }

  @Test("Logits have the same bits in every arrangement")
  func arrangements() throws {
    let (_, tuned) = try Self.opened.get(), sequences = try Arrangement.sequences(16)
    let alone = try Arrangement.alone.digests(of: sequences, tuned)
    for arrangement in Arrangement.allCases { #expect(try arrangement.digests(of: sequences, tuned) == alone, "\(arrangement)") }
  }

  @Test("In single precision again, the model has the bits of one that was never rounded")
  func inSinglePrecision() throws {
    let (_, tuned) = try Self.opened.get(), sequences = try Arrangement.sequences(4)
    let exact = try Arrangement.alone.digests(of: sequences, PlantedModel.tuned())
    #expect(try Arrangement.alone.digests(of: sequences, tuned.inSinglePrecision()) == exact)
    #expect(try Arrangement.alone.digests(of: sequences, tuned) != exact)
  }

  @Test("What is added to the numbers themselves is rounded as well: many directions, rows of the embedding", arguments: [true, false])
  func addedToNumbers(_ ofLayer: Bool) throws {
    let (base, _) = try Self.opened.get(), single = try PlantedModel.base(), configuration = base.configuration
    let tokens = try PlantedModel.goldens()[0].ids, last = try #require(tokens.last)
    var change = WeightChange(), state: UInt64 = 1
    func values(_ count: Int) -> [Float] {
      (0..<count).map { _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Float(state >> 40) / Float(1 << 23) - 1
      }
    }
    if ofLayer {
      // More directions than may act apart.
      let width = configuration.width, rank = width / 4
      change.updates[.layer(3, .attentionOutput)] = LowRankUpdate(
        rank: rank, a: values(rank * width), b: values(width * rank), scale: 0.1)
    } else {
      change.rows[.embedding] = RowDifferences(
        rows: [Int(last)], columns: configuration.width, values: values(configuration.width))
    }
    func logProbabilities(_ model: Transformer) throws -> [Float] {
      var result = [Float]()
      try model.lastLogits([Passage(tokens: tokens)]) { _, logits in result = logits.logProbabilities(at: 0) }
      return result
    }
    let before = try logProbabilities(single), exact = try logProbabilities(single.adding(change)), rounded = try logProbabilities(base.adding(change))
    func mean(_ a: [Float], _ b: [Float]) -> Float { zip(a, b).reduce(0) { $0 + abs($1.0 - $1.1) } / Float(a.count) }
    #expect(mean(exact, before) > 10 * mean(exact, rounded), "\(mean(exact, before)) and \(mean(exact, rounded))")
  }
}
