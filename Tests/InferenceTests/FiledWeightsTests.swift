import Inference
import ModelFormats
import Testing

/// Weights that stay in the file and are widened for each pass.
@Suite struct FiledWeightsTests {
  private static func bits(_ model: Transformer, _ ids: [Int32]) throws -> [UInt32] {
    var bits = [UInt32]()
    try model.lastLogits([Passage(tokens: ids)]) { _, logits in bits = logits.logProbabilities(at: 0).map(\.bitPattern) }
    return bits
  }

  @Test("Every architecture gives the same bits from the file as from memory", arguments: try TinyModel.all())
  func families(_ tiny: TinyModel) throws {
    let resident = try tiny.load(), filed = try tiny.load(placement: .file)
    for sequence in tiny.cases {
      #expect(try Self.bits(filed, sequence.ids) == Self.bits(resident, sequence.ids), "after \(sequence.ids.count) tokens")
    }
  }

  @Test("A real model with an adapter gives the same bits from the file, in batches on two workers and decoding")
  func planted() throws {
    let resident = try PlantedModel.tuned(), filed = try PlantedModel.open(.file).tuned
    let sequences = try Arrangement.sequences(6)
    #expect(try Arrangement.shuffledOnWorkers.digests(of: sequences, filed) == Arrangement.alone.digests(of: sequences, resident))
    let passages = sequences.prefix(3).map { Passage(tokens: $0) }
    #expect(
      try filed.continuations(of: passages, count: 4, stop: [], workers: 2)
        == resident.continuations(of: passages, count: 4, stop: [], workers: 2))
    #expect(
      try filed.nearestTokens(to: 400, count: 5) { _ in true } == resident.nearestTokens(to: 400, count: 5) { _ in true })
  }

  @Test("Changes of the embedding, of norms and of a layer are made in the file's weights as well", arguments: ["qwen3", "gemma3"])
  func changes(_ name: String) throws {
    let tiny = try TinyModel.named(name), ids = try #require(tiny.cases.last).ids
    let resident = try tiny.load(), filed = try tiny.load(placement: .file), width = resident.configuration.width
    let heads = resident.configuration.heads * resident.configuration.headSize
    let rows: [TensorRole: RowDifferences] = [
      .embedding: RowDifferences(rows: [3, 5], columns: width, values: (0..<2 * width).map { Float($0 % 7) / 9 }),
      .finalNorm: RowDifferences(rows: [0], columns: 1, values: [0.5]),
      .layer(1, .attentionNorm): RowDifferences(rows: [1], columns: 1, values: [0.25]),
    ]
    let updates: [TensorRole: LowRankUpdate] = [
      .layer(1, .query): LowRankUpdate(
        rank: 1, a: (0..<width).map { Float($0 % 5) / 10 }, b: (0..<heads).map { Float($0 % 3) / 10 }, scale: 1)
    ]
    func changed(_ model: Transformer) throws -> [UInt32] {
      try Self.bits(try model.adding(WeightChange(updates: updates, rows: rows)), ids)
    }
    #expect(try changed(filed) == changed(resident))
    #expect(try changed(filed) != Self.bits(filed, ids))
    #expect(try Self.bits(try filed.adding(updates, depth: 1), ids) == Self.bits(resident, ids), "layer 1 is below the depth")
  }

  @Test("Which updates act apart does not depend on the order in which they are kept")
  func orders() throws {
    let tiny = try TinyModel.named("qwen3"), ids = try #require(tiny.cases.last).ids, model = try tiny.load()
    let configuration = model.configuration, width = configuration.width, rank = max(1, width / 16)
    func update(_ rows: Int, _ salt: Int) -> LowRankUpdate {
      LowRankUpdate(
        rank: rank, a: (0..<rank * width).map { Float(($0 * 31 + salt) % 13 - 6) / 60 },
        b: (0..<rows * rank).map { Float(($0 * 17 + salt) % 11 - 5) / 50 }, scale: 1)
    }
    let queries = configuration.heads * configuration.headSize, keys = configuration.keyValueHeads * configuration.headSize
    let updates: [(TensorRole, LowRankUpdate)] = [
      (.layer(0, .query), update(queries, 1)), (.layer(0, .key), update(keys, 2)), (.layer(0, .value), update(keys, 3)),
    ]
    // Of three, two act apart: an eighth of the inputs is room for no more.
    let all = try [0, 8, 64, 512, 4096].flatMap { capacity in
      try [updates, updates.reversed()].map { updates in
        var kept = [TensorRole: LowRankUpdate](minimumCapacity: capacity)
        for (role, update) in updates { kept[role] = update }
        return try Self.bits(try model.adding(kept), ids)
      }
    }
    #expect(Set(all).count == 1)
  }

  @Test("Weights are in memory where twice as many fit, and everywhere without a limit")
  func placement() throws {
    let configuration = try TinyModel.named("qwen3").load().configuration
    let numbers = configuration.shapes.values.reduce(0) { $0 + $1.reduce(1, *) }
    #expect(WeightPlacement(for: configuration, memory: nil) == .memory)
    #expect(WeightPlacement(for: configuration, memory: 8 * numbers) == .memory)
    #expect(WeightPlacement(for: configuration, memory: 8 * numbers - 1) == .file)
  }
}
