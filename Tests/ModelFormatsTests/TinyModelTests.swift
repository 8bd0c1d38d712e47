import Foundation
import ModelFormats
import Testing

@Suite struct TinyModelTests {
  struct Expected: Decodable {
    var shape: [Int]
    var crc32: UInt32
  }

  static func expected() throws -> [String: [String: Expected]] {
    try JSONDecoder().decode(
      [String: [String: Expected]].self,
      from: Data(contentsOf: URL(fileURLWithPath: TestFiles.fixtures + "expected.json")))
  }

  static func folder(_ family: ModelFamily) -> String { TestFiles.fixtures + "models/\(family.rawValue)" }

  @Test(
    "Both formats give every tensor as transformers holds it: unfused, rotary pairs apart, norms ready",
    arguments: ModelFamily.allCases, ["", "/model.gguf"])
  func tensors(_ family: ModelFamily, _ file: String) throws {
    let model = try CheckpointLoader.open(Self.folder(family) + file)
    let expected = try #require(try Self.expected()[family.rawValue])
    #expect(Set(model.roles.map(\.name)) == Set(expected.keys))
    #expect(model.roles.count == expected.count)
    for role in model.roles {
      let wanted = try #require(expected[role.name])
      #expect(model.shape(of: role) == wanted.shape)
      let values = try model.floats(of: role)
      #expect(TestFiles.checksum(TestFiles.bytes(of: values)) == wanted.crc32, "\(role.name)")
      #expect(model.typeName(of: role) == (file.isEmpty ? "BF16" : "F32"))
    }
  }

  @Test("A file of GGUF's version 2, which version 3 reads alike, gives the same", arguments: ModelFamily.allCases)
  func version2(_ family: ModelFamily) throws {
    var bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: Self.folder(family) + "/model.gguf")))
    #expect(Array(bytes[4..<8]) == [3, 0, 0, 0])
    bytes[4] = 2
    let newer = try GGUFCheckpoint(Self.folder(family) + "/model.gguf")
    try TestFiles.withFolder { folder in
      try TestFiles.write(bytes, to: folder + "/m.gguf")
      #expect(try GGUFFile(folder + "/m.gguf").version == 2)
      let older = try GGUFCheckpoint(folder + "/m.gguf")
      #expect(older.configuration == newer.configuration && older.metadata == newer.metadata)
      #expect(older.roles == newer.roles && !older.roles.isEmpty)
      for role in older.roles { #expect(try older.floats(of: role) == newer.floats(of: role)) }
    }
  }

  @Test("Any rows are the same rows of the whole tensor", arguments: ModelFamily.allCases, ["", "/model.gguf"])
  func rows(_ family: ModelFamily, _ file: String) throws {
    let model = try CheckpointLoader.open(Self.folder(family) + file)
    for role in model.roles {
      let shape = try #require(model.shape(of: role)), all = try model.floats(of: role)
      let columns = shape.count == 2 ? shape[1] : 1
      for range in [0..<0, 0..<1, 1..<min(6, shape[0]), (shape[0] - 1)..<shape[0]] {
        let expected = Array(all[(range.lowerBound * columns)..<(range.upperBound * columns)])
        #expect(try model.rows(range, of: role) == expected, "\(role.name) \(range)")
      }
    }
  }

  @Test("Both formats give the same configuration", arguments: ModelFamily.allCases)
  func configurations(_ family: ModelFamily) throws {
    var first = try CheckpointLoader.open(Self.folder(family)).configuration
    var second = try CheckpointLoader.open(Self.folder(family) + "/model.gguf").configuration
    if family == .llama {
      #expect(
        first.ropeScaling
          == .llama3(factor: 8, lowFrequencyFactor: 1, highFrequencyFactor: 4, originalContext: 32))
      // GGUF keeps what follows from these numbers. Wavelengths are 2π, 167, 4443 and 118,000 tokens, so only the
      // first is below 32 / 4 and only the first frequency is kept.
      #expect(second.ropeScaling == .divisors([1, 8, 8, 8]))
      first.ropeScaling = .none
      second.ropeScaling = .none
    }
    #expect(first == second)
    #expect(first.family == family)
    #expect(first.attentionScale == 1 / Float(8).squareRoot())
  }

  @Test("A family's constants are those of its transformers class")
  func constants() throws {
    func read(_ family: ModelFamily) throws -> ModelConfiguration {
      try CheckpointLoader.open(Self.folder(family)).configuration
    }
    let llama = try read(.llama)
    #expect(
      llama
        == ModelConfiguration(
          family: .llama, layers: 1, width: 16, heads: 2, keyValueHeads: 1, headSize: 8, feedForwardWidth: 12,
          vocabulary: 7, contextLength: 256, normEpsilon: 1e-5, ropeBase: 500_000,
          ropeScaling: .llama3(factor: 8, lowFrequencyFactor: 1, highFrequencyFactor: 4, originalContext: 32)))
    #expect(
      try read(.qwen2).ropeScaling
        == .yarn(factor: 4, originalContext: 64, attentionFactor: nil, betaFast: 32, betaSlow: 1))
    let gemma2 = try read(.gemma2)
    #expect(gemma2.attentionSoftCap == 50 && gemma2.logitSoftCap == 30 && gemma2.embeddingScale == 4)
    #expect(gemma2.normOffset == 1 && gemma2.activation == .geluTanh && gemma2.tiedOutput)
    #expect(gemma2.window(inLayer: 0) == 32 && gemma2.window(inLayer: 1) == nil && gemma2.window(inLayer: 2) == 32)
    let gemma3 = try read(.gemma3)
    #expect(gemma3.ropeBase == 1e6 && gemma3.localRopeBase == 1e4 && gemma3.ropeScaling == .linear(factor: 8))
    #expect(gemma3.slidingWindowPattern == 6 && gemma3.window(inLayer: 4) == 32 && gemma3.window(inLayer: 5) == nil)
    let phi3 = try read(.phi3)
    #expect(phi3.window(inLayer: 0) == 48 && !phi3.tiedOutput)
    guard case .longrope(let short, let long, 64, let factor) = phi3.ropeScaling else {
      Issue.record("no longrope: \(phi3.ropeScaling)")
      return
    }
    #expect(short == [1, 1.1, 1.25, 1.5] && long == [1, 2, 3, 4])
    // √(1 + ln 4 / ln 64) = √(4/3)
    #expect(abs(factor - Float(4.0 / 3).squareRoot()) < 1e-6)
  }
}
