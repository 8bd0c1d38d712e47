import Foundation
import Inference
import ModelFormats
import Testing

/// A tiny random model of some architecture, with what transformers computes with it (`families.json`).
struct TinyModel: Decodable, Sendable, CustomTestStringConvertible {
  struct Case: Decodable, Sendable {
    let ids: [Int32]
    /// Of every token after the last one.
    let logProbabilities: [Double]
  }

  struct Tensor: Decodable, Sendable {
    let name: String
    let shape: [Int]

    init(from decoder: any Decoder) throws {
      var pair = try decoder.unkeyedContainer()
      name = try pair.decode(String.self)
      shape = try pair.decode([Int].self)
    }
  }

  let name: String
  /// `config.json`.
  let config: String
  let tensors: [Tensor]
  let cases: [Case]

  var testDescription: String { name }

  static func all() throws -> [TinyModel] {
    try JSONDecoder().decode([TinyModel].self, from: Fixtures.data("families.json"))
  }

  static func named(_ name: String) throws -> TinyModel {
    guard let model = try all().first(where: { $0.name == name }) else { throw CocoaError(.fileReadNoSuchFile) }
    return model
  }

  /// Writes the model as a Hugging Face folder, reads it back and loads it.
  ///
  /// - Parameter change: applied to each tensor's numbers before they are written.
  func load(
    placement: WeightPlacement = .memory, _ change: (_ tensor: String, _ values: inout [Float]) -> Void = { _, _ in }
  ) throws -> Transformer {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("inference-" + UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data(config.utf8).write(to: folder.appendingPathComponent("config.json"))
    var header = [String](), body = Data()
    for tensor in tensors {
      var values = weights(tensor)
      change(tensor.name, &values)
      let start = body.count
      for value in values {
        for shift in [0, 8, 16, 24] { body.append(UInt8(truncatingIfNeeded: value.bitPattern >> shift)) }
      }
      header.append(
        "\"\(tensor.name)\":{\"dtype\":\"F32\",\"shape\":\(tensor.shape),\"data_offsets\":[\(start),\(body.count)]}")
    }
    let text = Data("{\(header.joined(separator: ","))}".utf8)
    var file = Data((0..<8).map { UInt8(truncatingIfNeeded: text.count >> ($0 * 8)) })
    file.append(text)
    file.append(body)
    try file.write(to: folder.appendingPathComponent("model.safetensors"))
    return try Transformer(HuggingFaceCheckpoint(folder.path), placement: placement)
  }

  /// The numbers of `weight` in make_tiny_goldens.py.
  private func weights(_ tensor: Tensor) -> [Float] {
    var seed: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in tensor.name.utf8 { seed = (seed ^ UInt64(byte)) &* 0x100_0000_01B3 }
    let count = tensor.shape.reduce(1, *)
    let scale: Float, offset: Float
    if tensor.name.contains("embed_tokens") {
      (scale, offset) = (1, 0)
    } else if tensor.shape.count == 2 {
      (scale, offset) = (Float(2 / Double(tensor.shape[1]).squareRoot()), 0)
    } else {
      (scale, offset) = (0.5, tensor.name.contains("norm") && !name.hasPrefix("gemma") ? 1 : 0)
    }
    return (1...count).map { index in
      var z = (UInt64(index) &+ seed) &* 0x9E37_79B9_7F4A_7C15
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return (Float((z ^ (z >> 31)) >> 40) / Float(1 << 23) - 1) * scale + offset
    }
  }
}
