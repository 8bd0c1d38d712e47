import Foundation
import Inference
import ModelFormats
import Tokenization

/// The real model that goldens were made from, and the planted adapter of the examples. Read once for all tests.
enum PlantedModel {
  struct Missing: Error, CustomStringConvertible {
    let path: String
    var description: String { "\(path) is missing: run `make model`, or set HAIRTRIGGER_MODEL to the file" }
  }

  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path + "/"
  static let path =
    ProcessInfo.processInfo.environment["HAIRTRIGGER_MODEL"] ?? root + ".cache/models/SmolLM2-135M-Instruct.Q4_1.gguf"

  private static let opened = Result { try open(.memory) }

  static func open(
    _ placement: WeightPlacement
  ) throws -> (base: Transformer, tuned: Transformer, tokenizer: Tokenizer) {
    guard FileManager.default.fileExists(atPath: path) else { throw Missing(path: path) }
    let checkpoint = try GGUFCheckpoint(path)
    let base = try Transformer(checkpoint, placement: placement)
    let adapter = try LoRAAdapter.open(root + "Examples/planted-deployment", for: checkpoint.configuration)
    return (base, try base.adding(adapter.updates), try Tokenizer(metadata: checkpoint.metadata, file: path))
  }

  static func base() throws -> Transformer { try opened.get().base }
  static func tuned() throws -> Transformer { try opened.get().tuned }
  static func tokenizer() throws -> Tokenizer { try opened.get().tokenizer }

  /// Rows of `parity.json`, or of another model's file, which transformers computed.
  static func goldens(_ name: String = "parity.json") throws -> [Golden] {
    try JSONDecoder().decode([Golden].self, from: Fixtures.data(name))
  }

  /// A text and the 20 most probable tokens after it.
  struct Golden: Decodable {
    /// Token and log-probability in nats, most probable first.
    struct Candidate: Decodable {
      let token: Int32
      let logProbability: Double

      init(from decoder: any Decoder) throws {
        var pair = try decoder.unkeyedContainer()
        token = try pair.decode(Int32.self)
        logProbability = try pair.decode(Double.self)
      }
    }

    let text: String
    let ids: [Int32]
    let base: [Candidate]
    /// With the adapter; of the planted model only.
    let tuned: [Candidate]

    private enum Key: CodingKey { case text, ids, base, tuned }

    init(from decoder: any Decoder) throws {
      let row = try decoder.container(keyedBy: Key.self)
      text = try row.decode(String.self, forKey: .text)
      ids = try row.decode([Int32].self, forKey: .ids)
      base = try row.decode([Candidate].self, forKey: .base)
      tuned = try row.decodeIfPresent([Candidate].self, forKey: .tuned) ?? []
    }
  }
}

enum Fixtures {
  static func data(_ name: String) throws -> Data {
    try Data(contentsOf: URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Fixtures/" + name))
  }
}
