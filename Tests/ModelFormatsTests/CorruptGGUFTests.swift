import ModelFormats
import Testing

/// One way to break a file, and what has to be said about it.
struct CorruptFile: Sendable, CustomTestStringConvertible {
  var name: String
  var kind: ModelFileError.Kind
  /// The field that the error must name.
  var field: String
  var make: @Sendable () -> [UInt8]
  var testDescription: String { name }

  /// A sound file, changed.
  init(
    _ name: String, _ kind: ModelFileError.Kind = .malformed, field: String,
    of sound: @escaping @Sendable () -> GGUFBuilder = GGUFBuilder.llama,
    _ change: @escaping @Sendable (inout GGUFBuilder) -> Void
  ) {
    self.name = name
    self.kind = kind
    self.field = field
    make = {
      var builder = sound()
      change(&builder)
      return builder.bytes()
    }
  }
}

@Suite struct CorruptGGUFTests {
  static let up = "blk.0.ffn_up.weight"

  static let header: [CorruptFile] = [
    CorruptFile("another magic", field: "magic") { $0.magic = 0x4647_4747 },
    CorruptFile("magic byte-swapped", .unsupported, field: "magic") { $0.magic = 0x4747_5546 },
    CorruptFile("version 0", field: "version") { $0.version = 0 },
    CorruptFile("version 1", .unsupported, field: "version") { $0.version = 1 },
    CorruptFile("version 4", .unsupported, field: "version") { $0.version = 4 },
    CorruptFile("version byte-swapped", .unsupported, field: "version") { $0.version = 0x0300_0000 },
    CorruptFile("metadata count 2⁶⁴ − 1", field: "metadata_kv_count") { $0.entryCount = .max },
    CorruptFile("metadata count 2⁶³ − 1", field: "metadata_kv_count") { $0.entryCount = UInt64(Int.max) },
    CorruptFile("metadata count beyond the file", field: "metadata_kv_count") { $0.entryCount = 1_000_000 },
    CorruptFile("tensor count 2⁶⁴ − 1", field: "tensor_count") { $0.tensorCount = .max },
    CorruptFile("tensor count beyond the file", field: "tensor_count") { $0.tensorCount = 1_000_000 },
  ]

  static let metadata: [CorruptFile] = [
    CorruptFile("key longer than the file", field: "key of metadata entry 8") {
      $0.entries.append(GGUFBuilder.little(UInt64(1 << 40)) + [65])
    },
    CorruptFile("key longer than allowed", field: "key of metadata entry 8") {
      $0.entries.append(GGUFBuilder.text(String(repeating: "k", count: 70_000)) + [4, 0, 0, 0, 1, 0, 0, 0])
    },
    CorruptFile("empty key", field: "key of metadata entry 8") { $0.add("", 1 as UInt32) },
    CorruptFile("key with a control character", field: "key of metadata entry 8") {
      $0.add("a\u{1b}[2Jb", 1 as UInt32)
    },
    CorruptFile("duplicate key", field: "llama.block_count") { $0.add("llama.block_count", 1 as UInt32) },
    CorruptFile("unknown value type", field: "x") { $0.add("x", type: 13, [0, 0, 0, 0]) },
    CorruptFile("text of 1 GiB", field: "x") { $0.add("x", type: 8, GGUFBuilder.little(UInt64(1 << 30))) },
    CorruptFile("text of 2⁶⁴ − 1 bytes", field: "x") { $0.add("x", type: 8, GGUFBuilder.little(UInt64.max)) },
    CorruptFile("array whose bytes wrap", field: "x count") {
      $0.add("x", type: 9, GGUFBuilder.little(UInt32(4)) + GGUFBuilder.little(UInt64(1) << 62 + 1))
    },
    CorruptFile("array longer than the file", field: "x count") {
      $0.add("x", type: 9, GGUFBuilder.little(UInt32(8)) + GGUFBuilder.little(UInt64(1 << 20)))
    },
    CorruptFile("array of arrays", .unsupported, field: "x") {
      $0.add("x", type: 9, GGUFBuilder.little(UInt32(9)) + GGUFBuilder.little(UInt64(1)))
    },
    CorruptFile("array of an unknown type", field: "x") {
      $0.add("x", type: 9, GGUFBuilder.little(UInt32(77)) + GGUFBuilder.little(UInt64(1)))
    },
    CorruptFile("truth value 2", field: "x") { $0.add("x", type: 7, [2]) },
    CorruptFile("alignment 0", field: "general.alignment") { $0.add("general.alignment", 0 as UInt32) },
    CorruptFile("alignment 13", field: "general.alignment") { $0.add("general.alignment", 13 as UInt32) },
    CorruptFile("alignment 2³⁰", field: "general.alignment") { $0.add("general.alignment", UInt32(1 << 30)) },
    CorruptFile("alignment as text", field: "general.alignment") { $0.add("general.alignment", "32") },
    CorruptFile("alignment negative", field: "general.alignment") {
      $0.add("general.alignment", type: 5, GGUFBuilder.little(Int32(-32)))
    },
  ]

  static let tensors: [CorruptFile] = [
    CorruptFile("5 dimensions", field: up) { $0.change(up) { $0.dimensions = [8, 1, 1, 1, 4] } },
    CorruptFile("no dimensions", field: up) { $0.change(up) { $0.dimensions = [] } },
    CorruptFile("6 dimensions", field: up) { $0.change(up) { $0.dimensions = Array(repeating: 1, count: 6) } },
    CorruptFile("4 thousand million dimensions", field: up) { $0.change(up) { $0.dimensionCount = .max } },
    CorruptFile("dimension 0", field: up) { $0.change(up) { $0.dimensions = [8, 0] } },
    CorruptFile("dimension −1", field: up) { $0.change(up) { $0.dimensions = [8, .max] } },
    CorruptFile("elements wrap", field: up) { $0.change(up) { $0.dimensions = [1 << 32, 1 << 32, 8] } },
    CorruptFile("bytes wrap", field: up) { $0.change(up) { $0.dimensions = [8, 1 << 59] } },
    CorruptFile("unknown type", .unsupported, field: up) { $0.change(up) { $0.type = 99 } },
    CorruptFile("type taken out of ggml", .unsupported, field: up) { $0.change(up) { $0.type = 31 } },
    CorruptFile("row no multiple of the block", field: up) { $0.change(up) { $0.type = 2 } },
    CorruptFile("offset beyond the file", field: up) { $0.change(up) { $0.offset = 1 << 40 } },
    CorruptFile("offset near 2⁶⁴", field: up) { $0.change(up) { $0.offset = .max - 31 } },
    CorruptFile("end beyond the file", field: "blk.0.ffn_down.weight") {
      $0.change("blk.0.ffn_down.weight") { $0.data.removeLast(40) }
    },
    CorruptFile("offset not aligned", field: up) { $0.change(up) { $0.offset = 4 } },
    CorruptFile("overlap", field: "blk.0.attn_norm.weight") { $0.change("blk.0.attn_norm.weight") { $0.offset = 32 } },
    CorruptFile("duplicate name", field: up) { $0.add(up, shape: [4, 8]) },
    CorruptFile("NUL in a name", field: "name of tensor 11") { $0.add("a\0b", shape: [1]) },
    CorruptFile("path as a name", field: "name of tensor 11") { $0.add("../../x", shape: [1]) },
    CorruptFile("name too long", field: "name of tensor 11") { $0.add(String(repeating: "n", count: 65), shape: [1]) },
    CorruptFile("missing tensor", field: up) { $0.tensors.removeAll { $0.name == up } },
    CorruptFile("shape other than the configuration's", field: up) { $0.change(up) { $0.dimensions = [4, 8] } },
    CorruptFile("vector in place of a matrix", field: up) { $0.change(up) { $0.dimensions = [32] } },
    CorruptFile("tensor that no llama has", .unsupported, field: "blk.0.ffn_gate_inp.weight") {
      $0.add("blk.0.ffn_gate_inp.weight", shape: [2, 8])
    },
    CorruptFile("type that is not read", .unsupported, field: up) {
      $0.replace("llama.embedding_length", 256)
      for i in $0.tensors.indices { $0.tensors[i].dimensions = [256] }
      $0.tensors = []
      for (name, shape) in [
        ("token_embd", [5, 256]), ("output_norm", [256]), ("blk.0.attn_norm", [256]), ("blk.0.attn_q", [256, 256]),
        ("blk.0.attn_k", [128, 256]), ("blk.0.attn_v", [128, 256]), ("blk.0.attn_output", [256, 256]),
        ("blk.0.ffn_norm", [256]), ("blk.0.ffn_gate", [4, 256]), ("blk.0.ffn_down", [256, 4]),
      ] { $0.add(name + ".weight", shape: shape) }
      $0.tensors.append(
        .init(name: up, dimensions: [256, 4], type: 19, data: [UInt8](repeating: 0, count: 200), offset: nil))
    },
  ]

  static let configuration: [CorruptFile] = [
    CorruptFile("no architecture", field: "general.architecture") { $0.entries.removeFirst() },
    CorruptFile("another architecture", .unsupported, field: "general.architecture") {
      $0.replace("general.architecture", type: 8, GGUFBuilder.text("mamba"))
    },
    CorruptFile("an adapter as a model", .unsupported, field: "general.type") { $0.add("general.type", "adapter") },
    CorruptFile("10⁹ layers", field: "llama.block_count") { $0.replace("llama.block_count", 1_000_000_000) },
    CorruptFile("no layers", field: "llama.block_count") { $0.replace("llama.block_count", 0) },
    CorruptFile("layers negative", field: "llama.block_count") {
      $0.replace("llama.block_count", type: 5, GGUFBuilder.little(Int32(-1)))
    },
    CorruptFile("layers as text", field: "llama.block_count") {
      $0.replace("llama.block_count", type: 8, GGUFBuilder.text("1"))
    },
    CorruptFile("layers missing", field: "llama.block_count") { builder in
      builder.entries.removeAll { $0.starts(with: GGUFBuilder.text("llama.block_count")) }
    },
    CorruptFile("heads 0", field: "llama.attention.head_count") { $0.replace("llama.attention.head_count", 0) },
    CorruptFile("key-value heads 0", field: "llama.attention.head_count_kv") {
      $0.replace("llama.attention.head_count_kv", 0)
    },
    CorruptFile("heads not shared evenly", field: "key-value heads") {
      $0.replace("llama.attention.head_count_kv", 3)
    },
    CorruptFile("heads that differ between layers", field: "llama.attention.head_count") {
      $0.replace(
        "llama.attention.head_count", type: 9,
        GGUFBuilder.little(UInt32(4)) + GGUFBuilder.little(UInt64(2)) + GGUFBuilder.little(UInt32(2))
          + GGUFBuilder.little(UInt32(1)))
    },
    CorruptFile("width 2³² − 1", field: "llama.embedding_length") { $0.replace("llama.embedding_length", .max) },
    CorruptFile("epsilon NaN", field: "llama.attention.layer_norm_rms_epsilon") {
      $0.replace("llama.attention.layer_norm_rms_epsilon", type: 6, GGUFBuilder.little(Float.nan.bitPattern))
    },
    CorruptFile("rotary base 0", field: "llama.rope.freq_base") { $0.add("llama.rope.freq_base", 0 as Float) },
    CorruptFile("part of the head rotated", .unsupported, field: "llama.rope.dimension_count") {
      $0.add("llama.rope.dimension_count", 2 as UInt32)
    },
    CorruptFile("experts", .unsupported, field: "llama.expert_count") { $0.add("llama.expert_count", 8 as UInt32) },
    CorruptFile("unknown rotary scaling", .unsupported, field: "llama.rope.scaling.type") {
      $0.add("llama.rope.scaling.type", "spiral")
    },
    CorruptFile("one of several files", .unsupported, field: "split.count") { $0.add("split.count", 2 as UInt32) },
  ]

  @Test("The sound file that all of these were made from opens")
  func control() throws {
    try TestFiles.withFolder { folder in
      try TestFiles.write(GGUFBuilder.llama().bytes(), to: folder + "/m.gguf")
      let model = try GGUFCheckpoint(folder + "/m.gguf")
      #expect(model.roles.count == 11 && model.configuration.tiedOutput)
      for role in model.roles { _ = try model.floats(of: role) }
    }
  }

  @Test(
    "A corrupt file is refused with the field at fault, its place in the file, in one line",
    arguments: header + metadata + tensors + configuration)
  func refuses(_ file: CorruptFile) throws {
    let bytes = file.make()
    let fault = try TestFiles.withFolder { folder in
      try TestFiles.write(bytes, to: folder + "/m.gguf")
      let start = TestFiles.threadSeconds()
      defer { #expect(TestFiles.threadSeconds() - start < 0.05) }
      return TestFiles.fault { _ = try GGUFCheckpoint(folder + "/m.gguf") }
    }
    let error = try #require(fault)
    #expect(error.kind == file.kind, "\(error)")
    #expect(error.field == file.field, "\(error)")
    // What is missing, or contradicts another field, has no place of its own.
    let placeless = ["no architecture", "layers missing", "missing tensor", "heads not shared evenly"]
    #expect((error.offset == nil) == placeless.contains(file.name), "\(error)")
    if let offset = error.offset { #expect((0...bytes.count).contains(offset)) }
    #expect(!error.description.contains { $0.isNewline || $0 == "\u{1b}" || $0 == "\0" })
  }

  @Test("Offsets point at the fault")
  func offsets() throws {
    func offset(_ change: (inout GGUFBuilder) -> Void) throws -> Int? {
      var builder = GGUFBuilder.llama()
      change(&builder)
      return try TestFiles.withFolder { folder in
        try TestFiles.write(builder.bytes(), to: folder + "/m.gguf")
        return TestFiles.fault { _ = try GGUFCheckpoint(folder + "/m.gguf") }?.offset
      }
    }
    #expect(try offset { $0.version = 9 } == 4)
    #expect(try offset { $0.tensorCount = .max } == 8)
    #expect(try offset { $0.entryCount = .max } == 16)
    let end = 24 + GGUFBuilder.llama().entries.joined().count
    #expect(try offset { $0.add("", 1 as UInt32) } == end)
    // A key of one letter takes 9 bytes, and the type stands behind it.
    #expect(try offset { $0.add("x", type: 13, []) } == end + 9)
  }

  @Test("A file cut off at any byte is refused, and nothing traps")
  func truncation() throws {
    let bytes = GGUFBuilder.llama().bytes()
    try TestFiles.withFolder { folder in
      for count in 0..<bytes.count {
        try TestFiles.write(Array(bytes[..<count]), to: folder + "/m.gguf")
        let error = TestFiles.fault { _ = try GGUFCheckpoint(folder + "/m.gguf") }
        // Only the padding behind the last tensor, of 128 bytes, may go: none here.
        #expect(error?.kind == .malformed, "\(count)")
      }
    }
  }

  @Test("A file with any byte changed opens or is refused, and nothing traps", arguments: [0x01, 0x80, 0xff] as [UInt8])
  func mutation(_ mask: UInt8) throws {
    var bytes = GGUFBuilder.llama().bytes()
    try TestFiles.withFolder { folder in
      var refused = 0
      for i in 0..<min(bytes.count, 1_400) {
        bytes[i] ^= mask
        try TestFiles.write(bytes, to: folder + "/m.gguf")
        let error = TestFiles.fault {
          let model = try GGUFCheckpoint(folder + "/m.gguf")
          for role in model.roles { _ = try model.floats(of: role) }
        }
        if error != nil { refused += 1 }
        bytes[i] ^= mask
      }
      #expect(refused > 500)
    }
  }

  @Test("Weights that are not finite are a defect of the model, found when they are read")
  func notFinite() throws {
    for bad in [Float.nan, .infinity] {
      var builder = GGUFBuilder.llama()
      builder.change(Self.up) { $0.data.replaceSubrange(20..<24, with: TestFiles.bytes(of: [bad])) }
      let error = try TestFiles.withFolder { folder in
        try TestFiles.write(builder.bytes(), to: folder + "/m.gguf")
        let model = try GGUFCheckpoint(folder + "/m.gguf")
        #expect(throws: Never.self) { try model.floats(of: .layer(0, .gate)) }
        return TestFiles.fault { _ = try model.floats(of: .layer(0, .up)) }
      }
      #expect(error?.kind == .defective && error?.field == Self.up)
    }
  }

  @Test("Token texts that are not UTF-8 do not stop a file from opening")
  func notUTF8() throws {
    var builder = GGUFBuilder.llama()
    builder.add("tokenizer.ggml.tokens", type: 9,
      GGUFBuilder.little(UInt32(8)) + GGUFBuilder.little(UInt64(2)) + GGUFBuilder.little(UInt64(1)) + [0xff]
        + GGUFBuilder.text("é"))
    try TestFiles.withFolder { folder in
      try TestFiles.write(builder.bytes(), to: folder + "/m.gguf")
      let model = try GGUFCheckpoint(folder + "/m.gguf")
      #expect(model.metadata["tokenizer.ggml.tokens"] == .strings(["\u{fffd}", "é"]))
    }
  }
}
