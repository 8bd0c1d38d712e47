import ModelFormats

/// Builds small GGUF files byte by byte, sound ones and broken ones.
struct GGUFBuilder {
  struct Tensor {
    var name: String
    /// In the file's order: columns first.
    var dimensions: [UInt64]
    var type: UInt32
    var data: [UInt8]
    /// Written in place of the true offset.
    var offset: UInt64?
    /// Written in place of the true count.
    var dimensionCount: UInt32?
  }

  var magic: UInt32 = 0x4655_4747
  var version: UInt32 = 3
  /// Written in place of the true counts.
  var tensorCount: UInt64?
  var entryCount: UInt64?
  /// Whole metadata entries, as bytes.
  var entries: [[UInt8]] = []
  var tensors: [Tensor] = []
  var alignment = 32

  static func little<T: FixedWidthInteger>(_ value: T) -> [UInt8] {
    (0..<(T.bitWidth / 8)).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
  }

  static func text(_ text: String) -> [UInt8] { little(UInt64(text.utf8.count)) + Array(text.utf8) }

  mutating func add(_ key: String, type: UInt32, _ value: [UInt8]) {
    entries.append(Self.text(key) + Self.little(type) + value)
  }

  mutating func add(_ key: String, _ value: UInt32) { add(key, type: 4, Self.little(value)) }

  mutating func add(_ key: String, _ value: Float) { add(key, type: 6, Self.little(value.bitPattern)) }

  mutating func add(_ key: String, _ value: String) { add(key, type: 8, Self.text(value)) }

  mutating func add(_ name: String, shape: [Int]) {
    let values = (0..<shape.reduce(1, *)).map { Float($0 % 7) / 8 }
    tensors.append(
      Tensor(name: name, dimensions: shape.reversed().map { UInt64($0) }, type: 0, data: TestFiles.bytes(of: values)))
  }

  /// A llama of one layer: width 8, 2 heads, 1 key-value head, feed-forward 4, vocabulary 5, output tied.
  static func llama() -> GGUFBuilder {
    var result = GGUFBuilder()
    result.add("general.architecture", "llama")
    for (key, value) in [
      ("block_count", 1), ("context_length", 64), ("embedding_length", 8), ("feed_forward_length", 4),
      ("attention.head_count", 2), ("attention.head_count_kv", 1),
    ] as [(String, UInt32)] { result.add("llama." + key, value) }
    result.add("llama.attention.layer_norm_rms_epsilon", 1e-5 as Float)
    result.add("token_embd.weight", shape: [5, 8])
    result.add("output_norm.weight", shape: [8])
    for (name, shape) in [
      ("attn_norm", [8]), ("attn_q", [8, 8]), ("attn_k", [4, 8]), ("attn_v", [4, 8]), ("attn_output", [8, 8]),
      ("ffn_norm", [8]), ("ffn_gate", [4, 8]), ("ffn_up", [4, 8]), ("ffn_down", [8, 4]),
    ] { result.add("blk.0.\(name).weight", shape: shape) }
    return result
  }

  /// Replaces the entry of `key`.
  mutating func replace(_ key: String, type: UInt32, _ value: [UInt8]) {
    let start = Self.text(key)
    for i in entries.indices where entries[i].starts(with: start) { entries[i] = start + Self.little(type) + value }
  }

  mutating func replace(_ key: String, _ value: UInt32) { replace(key, type: 4, Self.little(value)) }

  /// Changes the tensor of that name.
  mutating func change(_ name: String, _ change: (inout Tensor) -> Void) {
    for i in tensors.indices where tensors[i].name == name { change(&tensors[i]) }
  }

  func bytes() -> [UInt8] {
    var result = Self.little(magic) + Self.little(version)
    result += Self.little(tensorCount ?? UInt64(tensors.count)) + Self.little(entryCount ?? UInt64(entries.count))
    for entry in entries { result += entry }
    var data: [UInt8] = []
    for tensor in tensors {
      result += Self.text(tensor.name) + Self.little(tensor.dimensionCount ?? UInt32(tensor.dimensions.count))
      for size in tensor.dimensions { result += Self.little(size) }
      result += Self.little(tensor.type) + Self.little(tensor.offset ?? UInt64(data.count))
      data += tensor.data
      data += [UInt8](repeating: 0, count: (alignment - data.count % alignment) % alignment)
    }
    result += [UInt8](repeating: 0, count: (alignment - result.count % alignment) % alignment)
    return result + data
  }
}
