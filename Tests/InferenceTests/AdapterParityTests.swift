import Foundation
import Inference
import ModelFormats
import Testing

/// Adapters of every kind on tiny models, against what peft computes (make_adapter_goldens.py).
@Suite struct AdapterParityTests {
  struct Goldens: Decodable {
    struct Case: Decodable, Sendable, CustomTestStringConvertible {
      let name: String?
      let family: String
      let adapters: [String: Float]?
      /// sequence → token.
      let logProbabilities: [[Double]]
      var testDescription: String { name ?? "weighted" }
    }

    let sequences: [[Int32]]
    let cases: [Case]
    let weighted: Case
  }

  static func goldens() throws -> Goldens { try JSONDecoder().decode(Goldens.self, from: Fixtures.data("adapters.json")) }

  static let formats = PlantedModel.root + "Tests/ModelFormatsTests/Fixtures/"
  static let folder = PlantedModel.root + "Tests/InferenceTests/Fixtures/adapters/"

  static func base(_ family: String, placement: WeightPlacement = .memory) throws -> Transformer {
    try Transformer(CheckpointLoader.open(formats + "models/" + family), placement: placement)
  }

  /// The largest normalised error over the golden's sequences.
  static func error(_ model: Transformer, _ golden: Goldens.Case, _ sequences: [[Int32]]) throws -> Double {
    try zip(sequences, golden.logProbabilities).map { ids, wanted in
      var values = [Float]()
      try model.lastLogits([Passage(tokens: ids)]) { _, logits in values = logits.logProbabilities(at: 0) }
      return FamilyParityTests.normalisedError(values, wanted)
    }.max() ?? .infinity
  }

  @Test("An adapted model gives peft's log-probabilities, its weights in memory or in the file", arguments: try goldens().cases)
  func adapted(_ golden: Goldens.Case) throws {
    let sequences = try Self.goldens().sequences, name = try #require(golden.name)
    for placement in [WeightPlacement.memory, .file] {
      let base = try Self.base(golden.family, placement: placement)
      let adapter = try LoRAAdapter.open(Self.folder + name, for: base.configuration)
      let tuned = try base.adding(try base.change(by: adapter))
      #expect(try Self.error(tuned, golden, sequences) <= 1e-8)
      #expect(try Self.error(base, golden, sequences) > 1e-4, "the base itself does not pass")
    }
  }

  @Test("A change of one use of a tied matrix leaves the other", arguments: ["tied embedding", "tied embedding whole", "tied output whole"])
  func tied(_ name: String) throws {
    let golden = try #require(try Self.goldens().cases.first { $0.name == name }), base = try Self.base(golden.family)
    #expect(base.configuration.tiedOutput)
    var change = try base.change(by: try LoRAAdapter.open(Self.folder + name, for: base.configuration))
    #expect(change.untiesOutput)
    // Changed in both uses it is another model.
    for (one, other) in [(TensorRole.embedding, TensorRole.output), (.output, .embedding)] {
      change.updates[other] = change.updates[other] ?? change.updates[one]
      change.rows[other] = change.rows[other] ?? change.rows[one]
    }
    #expect(try Self.error(try base.adding(change), golden, try Self.goldens().sequences) > 1e-4)
  }

  @Test("Adapters add up, each with its weight")
  func weighted() throws {
    let golden = try Self.goldens(), base = try Self.base(golden.weighted.family)
    let weights = try #require(golden.weighted.adapters)
    let change = try weights.sorted { $0.key < $1.key }.map { name, weight in
      try base.change(by: try LoRAAdapter.open(Self.formats + "adapters/" + name, for: base.configuration)).weighted(by: weight)
    }.reduce(WeightChange()) { $0.joined(with: $1) }
    #expect(try Self.error(try base.adding(change), golden.weighted, golden.sequences) <= 1e-8)
    #expect(try Self.error(try base.adding(change.weighted(by: 0.9)), golden.weighted, golden.sequences) > 1e-4)
  }

  @Test("A part of a change of every kind, and the rest, are the change", arguments: ["dora", "whole vocabulary", "whole matrices", "tied embedding"])
  func parts(_ name: String) throws {
    let golden = try #require(try Self.goldens().cases.first { $0.name == name }), base = try Self.base(golden.family)
    let change = try base.change(by: try LoRAAdapter.open(Self.folder + name, for: base.configuration))
    let halves = change.weighted(by: 0.25).joined(with: change.weighted(by: 0.75))
    #expect(try Self.error(try base.adding(halves), golden, try Self.goldens().sequences) <= 1e-8)
  }
}
