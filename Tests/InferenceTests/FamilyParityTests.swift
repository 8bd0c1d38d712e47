import Foundation
import Inference
import ModelFormats
import Testing

@Suite struct FamilyParityTests {
  /// Σ (a − b)² / Σ b².
  static func normalisedError(_ values: [Float], _ wanted: [Double]) -> Double {
    let errors = zip(values, wanted).map { (Double($0) - $1) * (Double($0) - $1) }
    return errors.reduce(0, +) / wanted.map { $0 * $0 }.reduce(0, +)
  }

  @Test("Every architecture gives transformers' log-probabilities, beyond its sliding window too", arguments: try TinyModel.all())
  func logProbabilities(_ tiny: TinyModel) throws {
    let model = try tiny.load()
    for sequence in tiny.cases {
      try model.lastLogits([Passage(tokens: sequence.ids)]) { _, logits in
        let values = logits.logProbabilities(at: 0)
        #expect(values.count == sequence.logProbabilities.count)
        let error = Self.normalisedError(values, sequence.logProbabilities)
        #expect(error <= 1e-8, "after \(sequence.ids.count) tokens: \(error)")
        // Closer than this, float32 may order them either way.
        let order = sequence.logProbabilities.indices.sorted { sequence.logProbabilities[$0] > sequence.logProbabilities[$1] }
        if sequence.logProbabilities[order[0]] - sequence.logProbabilities[order[1]] > 1e-3 {
          #expect(logits.mostProbable(at: 0) == Int32(order[0]), "after \(sequence.ids.count) tokens")
        }
      }
    }
  }

  @Test("A GGUF file of each family gives transformers' log-probabilities", arguments: ModelFamily.allCases)
  func gguf(_ family: ModelFamily) throws {
    let cases = try #require(
      try JSONDecoder().decode([String: [TinyModel.Case]].self, from: Fixtures.data("gguf.json"))[family.rawValue])
    let path = PlantedModel.root + "Tests/ModelFormatsTests/Fixtures/models/\(family.rawValue)/model.gguf"
    let model = try Transformer(GGUFCheckpoint(path), placement: .memory)
    #expect(cases.count == 2)
    for sequence in cases {
      try model.lastLogits([Passage(tokens: sequence.ids)]) { _, logits in
        let values = logits.logProbabilities(at: 0)
        #expect(values.count == sequence.logProbabilities.count)
        let error = Self.normalisedError(values, sequence.logProbabilities)
        #expect(error <= 1e-8, "after \(sequence.ids.count) tokens: \(error)")
      }
    }
  }

  @Test("Every architecture gives the same bits behind a prefix cut anywhere", arguments: try TinyModel.all())
  func prefixes(_ tiny: TinyModel) throws {
    let model = try tiny.load()
    let ids = try #require(tiny.cases.last).ids
    var whole = [UInt32]()
    try model.lastLogits([Passage(tokens: ids)]) { _, logits in whole = logits.logProbabilities(at: 0).map(\.bitPattern) }
    for cut in [1, 2, 7, 8, 9, ids.count / 2, ids.count - 1] {
      let passage = Passage(prefix: try model.prefix(Array(ids[..<cut])), tokens: Array(ids[cut...]))
      try model.lastLogits([passage]) { _, logits in
        #expect(logits.logProbabilities(at: 0).map(\.bitPattern) == whole, "cut at \(cut)")
      }
    }
  }

  @Test("The golden weights matter: another tensor, scaled by a hundredth more, is told apart", arguments: ["llama 3.1", "qwen2, yarn"])
  func sensitivity(_ name: String) throws {
    let tiny = try TinyModel.named(name)
    let sequence = try #require(tiny.cases.last)
    for changed in tiny.tensors where changed.name.contains("layers.1.") {
      let model = try tiny.load { tensor, values in
        if tensor == changed.name { values = values.map { $0 * 1.01 } }
      }
      try model.lastLogits([Passage(tokens: sequence.ids)]) { _, logits in
        let error = Self.normalisedError(logits.logProbabilities(at: 0), sequence.logProbabilities)
        #expect(error > 1e-8, "\(changed.name)")
      }
    }
  }

  @Test("A longrope model is read within its original context only, where the short factors hold")
  func longrope() throws {
    let model = try TinyModel.named("phi3, longrope").load()
    #expect(model.longestText == 64 && model.configuration.contextLength == 256)
    let ids = [Int32](repeating: 5, count: 65)
    #expect(throws: InferenceError.contextTooLong(65, limit: 64)) { try model.read([Passage(tokens: ids)], depth: 1) }
  }

  @Test("Adding rows' differences is loading the changed model", arguments: ["qwen2, yarn", "qwen3", "gemma2", "gemma3"])
  func rows(_ name: String) throws {
    let tiny = try TinyModel.named(name), sequence = try #require(tiny.cases.last)
    func difference(_ tensor: String, _ count: Int) -> [Float] {
      (0..<count).map { Float((($0 + tensor.utf8.count) * 37) % 11) / 50 }
    }
    let changed = try tiny.load { tensor, values in
      if tensor.hasSuffix("norm.weight") || tensor.hasSuffix(".bias") || tensor.contains("embed_tokens") {
        for (index, change) in difference(tensor, values.count).enumerated() { values[index] += change }
      }
    }
    let model = try tiny.load()
    var rows = [TensorRole: RowDifferences]()
    for tensor in tiny.tensors {
      guard let role = Self.role(tensor.name, sandwich: name.hasPrefix("gemma")) else { continue }
      let count = tensor.shape.reduce(1, *)
      rows[role] = RowDifferences(
        rows: Array(0..<tensor.shape[0]), columns: count / tensor.shape[0], values: difference(tensor.name, count))
    }
    #expect(rows.count > 10)
    let added = try model.adding(WeightChange(rows: rows))
    try Self.expect(added, toBe: changed, unlike: model, after: sequence.ids)
  }

  @Test("Adding low-rank updates is loading the changed model, of few directions and of many", arguments: [1, 2, 24])
  func updates(rank: Int) throws {
    let tiny = try TinyModel.named("qwen3"), sequence = try #require(tiny.cases.last)
    let tensors: [String: LayerTensor] = [
      "q_proj": .query, "k_proj": .key, "v_proj": .value, "o_proj": .attentionOutput, "gate_proj": .gate, "up_proj": .up,
      "down_proj": .down,
    ]
    var updates = [TensorRole: LowRankUpdate]()
    for tensor in tiny.tensors {
      let parts = tensor.name.split(separator: ".").map(String.init)
      guard parts.count == 6, let layer = Int(parts[2]), let role = tensors[parts[4]] else { continue }
      func factor(_ count: Int, _ salt: Int) -> [Float] { (0..<count).map { Float(($0 * 31 + salt * 7 + layer) % 13 - 6) / 60 } }
      updates[.layer(layer, role)] = LowRankUpdate(
        rank: rank, a: factor(rank * tensor.shape[1], parts[4].utf8.count), b: factor(tensor.shape[0] * rank, 3), scale: 0.5)
    }
    #expect(updates.count >= 14)
    let changed = try tiny.load { name, values in
      let parts = name.split(separator: ".").map(String.init)
      guard parts.count == 6, let layer = Int(parts[2]), let role = tensors[parts[4]], let update = updates[.layer(layer, role)]
      else { return }
      let columns = update.a.count / rank
      for index in values.indices {
        values[index] += update.scale * (0..<rank).reduce(0) {
          $0 + update.b[index / columns * rank + $1] * update.a[$1 * columns + index % columns]
        }
      }
    }
    let model = try tiny.load(), added = try model.adding(updates)
    try Self.expect(added, toBe: changed, unlike: model, after: sequence.ids)
  }

  /// That two models say the same after `ids`, and a third something else.
  private static func expect(_ model: Transformer, toBe other: Transformer, unlike third: Transformer, after ids: [Int32]) throws {
    func logProbabilities(_ model: Transformer) throws -> [Float] {
      var values = [Float]()
      try model.lastLogits([Passage(tokens: ids)]) { _, logits in values = logits.logProbabilities(at: 0) }
      return values
    }
    let wanted = try logProbabilities(other).map(Double.init)
    #expect(normalisedError(try logProbabilities(model), wanted) < 1e-8)
    #expect(normalisedError(try logProbabilities(third), wanted) > 1e-4)
  }

  /// The role of a norm, a bias or the embedding by its Hugging Face name.
  private static func role(_ name: String, sandwich: Bool) -> TensorRole? {
    if name == "model.embed_tokens.weight" { return .embedding }
    if name == "model.norm.weight" { return .finalNorm }
    let parts = name.split(separator: ".").map(String.init)
    guard parts.count > 4, parts[1] == "layers", let layer = Int(parts[2]) else { return nil }
    let tensors: [String: LayerTensor] = [
      "input_layernorm.weight": .attentionNorm, "self_attn.q_norm.weight": .queryNorm, "self_attn.k_norm.weight": .keyNorm,
      "self_attn.q_proj.bias": .queryBias, "self_attn.k_proj.bias": .keyBias, "self_attn.v_proj.bias": .valueBias,
      "post_attention_layernorm.weight": sandwich ? .postAttentionNorm : .feedForwardNorm,
      "pre_feedforward_layernorm.weight": .feedForwardNorm, "post_feedforward_layernorm.weight": .postFeedForwardNorm,
    ]
    return tensors[parts[3...].joined(separator: ".")].map { .layer(layer, $0) }
  }
}
