import ModelFormats
import Testing

@Suite struct LoRAAdapterTests {
  static func base(_ family: ModelFamily) throws -> ModelConfiguration {
    try CheckpointLoader.open(TinyModelTests.folder(family)).configuration
  }

  /// scale · b · a, rows × columns.
  static func product(_ update: LowRankUpdate) -> [Float] {
    let rows = update.b.count / update.rank, columns = update.a.count / update.rank
    var result = [Float](repeating: 0, count: rows * columns)
    for row in 0..<rows {
      for k in 0..<update.rank {
        let weight = update.b[row * update.rank + k] * update.scale
        for column in 0..<columns { result[row * columns + column] += weight * update.a[k * columns + column] }
      }
    }
    return result
  }

  static func worst(_ left: [Float], _ right: [Float]) -> Float {
    zip(left, right).map { abs($0 - $1) }.max() ?? .infinity
  }

  /// What peft's own modules say their updates are, by role name.
  static func deltas(_ name: String) throws -> [String: [Float]] {
    let file = try SafetensorsFile(TestFiles.fixtures + "adapters/\(name)/deltas.safetensors")
    var result: [String: [Float]] = [:]
    for tensor in file.tensors {
      let bytes = file.mapped.withBytes(tensor.offset..<(tensor.offset + tensor.byteCount)) { span in
        span.indices.map { span[$0] }
      }
      result[tensor.name.replacing("_", with: " ")] = TestFiles.floats(bytes)
    }
    return result
  }

  @Test(
    "An adapter's updates are those that peft makes of it",
    arguments: [
      ("plain", ModelFamily.llama, 2), ("patterns", .llama, 3), ("fused", .phi3, 2), ("embedding", .llama, 2),
    ])
  func updates(_ name: String, _ family: ModelFamily, _ rank: Int) throws {
    let adapter = try LoRAAdapter.open(TestFiles.fixtures + "adapters/\(name)", for: try Self.base(family))
    let expected = try Self.deltas(name)
    #expect(Set(adapter.updates.keys.map(\.name)) == Set(expected.keys))
    #expect(adapter.rank == rank)
    #expect(adapter.declaredInvocation == nil)
    for (role, update) in adapter.updates {
      let wanted = try #require(expected[role.name])
      let product = Self.product(update)
      #expect(product.count == wanted.count)
      #expect(Self.worst(product, wanted) < 2e-5, "\(role.name)")
    }
  }

  @Test("The weight file names its folder")
  func weightFile() throws {
    let base = try Self.base(.llama), path = TestFiles.fixtures + "adapters/plain"
    let file = try LoRAAdapter.open(path + "/adapter_model.safetensors", for: base)
    #expect(file.updates == (try LoRAAdapter.open(path, for: base)).updates)
  }

  @Test("A GGUF adapter is the PEFT adapter that it was made from, queries and keys put back in order")
  func gguf() throws {
    let base = try Self.base(.llama)
    let first = try LoRAAdapter.open(TestFiles.fixtures + "adapters/plain/adapter.gguf", for: base)
    let second = try LoRAAdapter.open(TestFiles.fixtures + "adapters/plain", for: base)
    #expect(first.updates == second.updates)
    #expect(first.rank == 2)
  }

  @Test("An adapter is told from a model, and from what is neither", arguments: [
    ("adapters/plain", true), ("adapters/plain/adapter.gguf", true), ("adapters/plain/adapter_model.safetensors", true),
    ("models/llama", false), ("models/llama/model.gguf", false), ("models/llama/config.json", false), ("missing", false),
  ])
  func isAdapter(_ path: String, expected: Bool) {
    #expect(LoRAAdapter.isAdapter(TestFiles.fixtures + path) == expected)
  }
}
