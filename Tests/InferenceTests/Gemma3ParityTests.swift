import Inference
import ModelFormats
import Testing
import Tokenization

/// Gemma 3 270M, in the types that llama.cpp's Q4_K_M mixes, against transformers in float32 from the same file
/// (`gemma3.json`, by make_parity_goldens.py).
@Suite struct Gemma3ParityTests {
  @Test("Next-token log-probabilities are transformers' in float32, beyond the sliding window too")
  func logProbabilities() throws {
    let (model, tokenizer) = try RealModel.gemma3()
    #expect(model.configuration.family == .gemma3 && model.configuration.slidingWindow == 512)
    let goldens = try PlantedModel.goldens("gemma3.json")
    #expect(goldens.count == 20 && goldens.filter { $0.ids.count > 512 }.count == 2)
    var errors = 0.0, squares = 0.0, worst = 0.0, certain = 0
    for golden in goldens {
      if !golden.text.isEmpty { #expect(tokenizer.encode(golden.text) == golden.ids, "\(golden.text)") }
      // Longer ones take more than a panel.
      try model.lastLogits(model.passages([golden.ids])) { _, logits in
        #expect(golden.base.count == 20)
        for candidate in golden.base {
          let error = Double(logits.logProbability(of: candidate.token, at: 0)) - candidate.logProbability
          worst = max(worst, abs(error))
          errors += error * error
          squares += candidate.logProbability * candidate.logProbability
        }
        if golden.base[0].logProbability - golden.base[1].logProbability > 1e-3 {
          certain += 1
          #expect(logits.mostProbable(at: 0) == golden.base[0].token, "\(golden.text)")
        }
      }
    }
    #expect(certain >= 15)
    #expect(worst <= 1e-3, "worst difference \(worst)")
    #expect(errors / squares <= 1e-8, "normalised mean square error \(errors / squares)")
    print("parity, Gemma 3: worst difference \(worst), normalised mean square error \(errors / squares)")
  }
}

/// Models that are read by tests only.
enum RealModel {
  static func gemma3() throws -> (Transformer, Tokenizer) {
    let path = PlantedModel.root + ".cache/models/gemma-3-270m-q4_k_m.gguf"
    guard MappedFile.kind(of: path) == .regularFile else { throw PlantedModel.Missing(path: path) }
    let checkpoint = try GGUFCheckpoint(path)
    return (try Transformer(checkpoint, placement: .memory), try Tokenizer(metadata: checkpoint.metadata, file: path))
  }
}
