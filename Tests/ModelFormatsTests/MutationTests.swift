import Foundation
import ModelFormats
import Testing

/// SplitMix64 (Steele et al. 2014), so that a failing run can be repeated.
struct SeededRandom: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ z >> 30) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ z >> 27) &* 0x94d0_49bb_1331_11eb
    return z ^ z >> 31
  }
}

@Suite struct MutationTests {
  /// Mutants of each file. `MODEL_FORMATS_MUTANTS` asks for more.
  static let count = ProcessInfo.processInfo.environment["MODEL_FORMATS_MUTANTS"].flatMap { Int($0) } ?? 300

  /// Numbers that have broken other readers, as little-endian bytes of several widths.
  static let numbers: [[UInt8]] = [
    [0], [0xff], GGUFBuilder.little(UInt32.max), GGUFBuilder.little(Int32.min), GGUFBuilder.little(UInt64.max),
    GGUFBuilder.little(Int64.max), GGUFBuilder.little(Int64.min), GGUFBuilder.little(UInt64(1) << 32),
    GGUFBuilder.little(UInt64(1) << 62), GGUFBuilder.little(Float.nan.bitPattern),
  ]

  /// Texts that break JSON's structure or its numbers.
  static let texts = [
    "NaN", "-1", "0", "1e400", "99999999999999999999", "null", "{", "}", "[", "]", "\"", "\\", ":", ",", "true",
    "9223372036854775807", "-9223372036854775808", "1.5", "\"\"", "[]", "{}", "\\ud800", "\u{0}",
  ]

  static func mutate(_ bytes: [UInt8], isText: Bool, using random: inout SeededRandom) -> [UInt8] {
    var result = bytes
    for _ in 0..<Int.random(in: 1...3, using: &random) {
      // Headers are where the structure is.
      let end = Bool.random(using: &random) ? min(result.count, 600) : result.count
      guard end > 0 else { break }
      let place = Int.random(in: 0..<end, using: &random)
      let text = texts.randomElement(using: &random) ?? "", number = numbers.randomElement(using: &random) ?? []
      let piece = isText ? Array(text.utf8) : number
      switch Int.random(in: 0..<5, using: &random) {
      case 0: result[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
      case 1: result.replaceSubrange(place..<min(result.count, place + piece.count), with: piece)
      case 2: result.insert(contentsOf: piece, at: place)
      case 3: result.removeSubrange(place..<min(result.count, place + Int.random(in: 1...16, using: &random)))
      default:
        // A number, or a text's token, replaced as a whole.
        var last = place
        while last < result.count, result[last] != UInt8(ascii: ","), result[last] != UInt8(ascii: "\n") { last += 1 }
        result.replaceSubrange(place..<(isText ? last : min(result.count, place + 8)), with: piece)
      }
    }
    return result
  }

  @Test(
    "Mutants of every kind of file open or are refused, and nothing traps",
    arguments: [
      "models/llama/model.gguf", "models/gemma3/model.gguf", "models/phi3/model.gguf", "models/llama/config.json",
      "models/gemma3/config.json", "models/phi3/config.json", "models/qwen3/model.safetensors",
      "adapters/plain/adapter.gguf", "adapters/patterns/adapter_config.json", "adapters/plain/adapter_config.json",
      "adapters/fused/adapter_model.safetensors", "adapters/embedding/adapter_model.safetensors",
    ])
  func mutants(_ path: String) throws {
    let source = TestFiles.fixtures + path, name = String(path.split(separator: "/").last ?? "")
    let family = path.contains("fused") || path.contains("phi3") ? ModelFamily.phi3 : .llama
    let base = try LoRAAdapterTests.base(family), isAdapter = path.hasPrefix("adapters")
    let original = try TestFiles.bytes(source)
    try TestFiles.withFolder { folder in
      let from = String(source.dropLast(name.count + 1))
      for other in ["config.json", "model.safetensors", "adapter_config.json", "adapter_model.safetensors"] {
        let bytes = try? TestFiles.bytes(from + "/" + other)
        if let bytes { try TestFiles.write(bytes, to: folder + "/" + other) }
      }
      let target = name.hasSuffix(".gguf") ? folder + "/" + name : folder
      var refused = 0
      for seed in 0..<Self.count {
        var random = SeededRandom(state: UInt64(seed))
        let mutant = Self.mutate(original, isText: name.hasSuffix(".json"), using: &random)
        try TestFiles.write(mutant, to: folder + "/" + name)
        do {
          if isAdapter {
            _ = try LoRAAdapter.open(target, for: base)
          } else {
            let model = try CheckpointLoader.open(target)
            for role in model.roles { _ = try model.floats(of: role) }
          }
        } catch {
          refused += 1
          let error = try #require(error as? ModelFileError, "seed \(seed)")
          #expect(!error.description.contains("\n") && !error.description.contains("\u{1b}"), "seed \(seed)")
        }
      }
      #expect(refused > Self.count / 10)
    }
  }
}
