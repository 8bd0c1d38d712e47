import Inference
import Testing

/// Products of numbers rounded to bfloat16, as searches sort with on processors that have them.
@Suite(.enabled(if: Precision.ofSearch == .bfloat16)) struct RoundedPrecisionTests {
  /// Nats that rounding may move a likely token, and below which it may order two either way.
  private static let tolerance = 0.3

  @Test("The tuned model says nearly what transformers says in float32, and not the same")
  func logProbabilities() throws {
    let tuned = try PlantedModel.tuned().computing(in: .bfloat16)
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
    let tuned = try PlantedModel.tuned().computing(in: .bfloat16), sequences = try Arrangement.sequences(16)
    let alone = try Arrangement.alone.digests(of: sequences, tuned)
    for arrangement in Arrangement.allCases { #expect(try arrangement.digests(of: sequences, tuned) == alone, "\(arrangement)") }
  }

  @Test("In single precision again, the model has the bits that it had")
  func inSinglePrecision() throws {
    let exact = try PlantedModel.tuned(), rounded = exact.computing(in: .bfloat16), sequences = try Arrangement.sequences(4)
    let bits = try Arrangement.alone.digests(of: sequences, exact)
    #expect(try Arrangement.alone.digests(of: sequences, rounded) != bits)
    #expect(try Arrangement.alone.digests(of: sequences, rounded.computing(in: .single)) == bits)
  }

  @Test("Weights that stay in the file give the same bits")
  func filed() throws {
    let sequences = try Arrangement.sequences(4)
    func digests(_ model: Transformer) throws -> [UInt64] { try Arrangement.alone.digests(of: sequences, model.computing(in: .bfloat16)) }
    #expect(try digests(PlantedModel.open(.file).tuned) == digests(PlantedModel.tuned()))
  }
}
