import ModelFormats
import Testing

@Suite struct GGUFAdapterRefusalTests {
  /// A GGUF adapter of rank 2 for the tiny llama's value matrix (8 × 16).
  static func sound() -> GGUFBuilder {
    var result = GGUFBuilder()
    result.add("general.architecture", "llama")
    result.add("general.type", "adapter")
    result.add("adapter.type", "lora")
    result.add("adapter.lora.alpha", 4 as Float)
    result.add("blk.0.attn_v.weight.lora_a", shape: [2, 16])
    result.add("blk.0.attn_v.weight.lora_b", shape: [8, 2])
    return result
  }

  static let cases: [CorruptFile] = [
    CorruptFile("a whole model", .unsupported, field: "general.type", of: sound) {
      $0.replace("general.type", type: 8, GGUFBuilder.text("model"))
    },
    CorruptFile("for another family", field: "general.architecture", of: sound) {
      $0.replace("general.architecture", type: 8, GGUFBuilder.text("gemma2"))
    },
    CorruptFile("another kind of adapter", .unsupported, field: "adapter.type", of: sound) {
      $0.replace("adapter.type", type: 8, GGUFBuilder.text("prefix"))
    },
    CorruptFile("α NaN", field: "adapter.lora.alpha", of: sound) {
      $0.replace("adapter.lora.alpha", type: 6, GGUFBuilder.little(Float.nan.bitPattern))
    },
    CorruptFile("A without B", field: "blk.0.attn_v.weight.lora_a", of: sound) { $0.tensors.removeLast() },
    CorruptFile("B without A", field: "blk.0.attn_v.weight.lora_b", of: sound) { $0.tensors.removeFirst() },
    CorruptFile("ranks that differ", field: "blk.0.attn_v.weight.lora_b", of: sound) {
      $0.change("blk.0.attn_v.weight.lora_b") { $0.dimensions = [4, 4] }
    },
    CorruptFile("another width", field: "blk.0.attn_v.weight.lora_a", of: sound) {
      $0.change("blk.0.attn_v.weight.lora_a") { $0.dimensions = [8, 4] }
    },
    CorruptFile("no such layer", field: "blk.7.attn_v.weight.lora_a", of: sound) {
      $0.add("blk.7.attn_v.weight.lora_a", shape: [2, 16])
    },
    CorruptFile("no LoRA matrix", .unsupported, field: "blk.0.attn_v.weight", of: sound) {
      $0.add("blk.0.attn_v.weight", shape: [8, 16])
    },
    CorruptFile("no update", field: "", of: sound) { $0.tensors = [] },
    CorruptFile("declared invocation", .unsupported, field: "alora_invocation_tokens", of: sound) {
      $0.add(
        "adapter.alora.invocation_tokens", type: 9,
        GGUFBuilder.little(UInt32(4)) + GGUFBuilder.little(UInt64(1)) + GGUFBuilder.little(UInt32(5)))
    },
    CorruptFile("weights not finite", .defective, field: "blk.0.attn_v.weight.lora_b", of: sound) {
      $0.change("blk.0.attn_v.weight.lora_b") { $0.data.replaceSubrange(0..<4, with: TestFiles.bytes(of: [.nan])) }
    },
  ]

  @Test("A GGUF adapter that does not fit, or is more than an update, is refused by field", arguments: cases)
  func refuses(_ file: CorruptFile) throws {
    let base = try LoRAAdapterTests.base(.llama)
    let error = try TestFiles.withFolder { folder in
      try TestFiles.write(file.make(), to: folder + "/a.gguf")
      return TestFiles.fault { _ = try LoRAAdapter.open(folder + "/a.gguf", for: base) }
    }
    #expect(error?.kind == file.kind && error?.field == file.field, "\(String(describing: error))")
  }

  @Test("The sound one scales by α over rank, and an α of 0 means no scaling")
  func control() throws {
    let base = try LoRAAdapterTests.base(.llama)
    for (alpha, scale) in [(4, 2), (0, 1)] as [(Float, Float)] {
      var builder = Self.sound()
      builder.replace("adapter.lora.alpha", type: 6, GGUFBuilder.little(alpha.bitPattern))
      let adapter = try TestFiles.withFolder { folder in
        try TestFiles.write(builder.bytes(), to: folder + "/a.gguf")
        return try LoRAAdapter.open(folder + "/a.gguf", for: base)
      }
      #expect(adapter.updates[.layer(0, .value)]?.scale == scale && adapter.rank == 2)
    }
  }
}
