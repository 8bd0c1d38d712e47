/// The A and B matrices in a PEFT adapter's file, put together by module.
enum LoRATensorPairs {
  struct Pair {
    /// The module's path in the base model, such as `model.layers.3.self_attn.q_proj`.
    var module: String
    var a: SafetensorsFile.Tensor
    var b: SafetensorsFile.Tensor
    /// Embeddings keep A as rank × vocabulary and B as width × rank, the other way round than linear layers.
    var isEmbedding: Bool

    func error(
      _ file: SafetensorsFile, _ problem: String, _ kind: ModelFileError.Kind = .malformed
    ) -> ModelFileError {
      ModelFileError(kind, file: file.path, field: a.name, problem: problem, offset: a.entryOffset)
    }

    /// a (rank × columns) and b (rows × rank), checked for shape and finiteness.
    func read(
      _ file: SafetensorsFile, rank: Int, rows: Int, columns: Int
    ) throws(ModelFileError) -> (a: [Float], b: [Float]) {
      guard isEmbedding else {
        return (try floats(a, file, [rank, columns]), try floats(b, file, [rows, rank]))
      }
      let first = try floats(a, file, [rank, rows]), second = try floats(b, file, [columns, rank])
      return (
        LoRAAdapter.transposed(second, rows: columns, columns: rank),
        LoRAAdapter.transposed(first, rows: rank, columns: rows)
      )
    }

    private func floats(
      _ tensor: SafetensorsFile.Tensor, _ file: SafetensorsFile, _ shape: [Int]
    ) throws(ModelFileError) -> [Float] {
      func refuse(_ kind: ModelFileError.Kind, _ problem: String) -> ModelFileError {
        ModelFileError(kind, file: file.path, field: tensor.name, problem: problem, offset: tensor.entryOffset)
      }
      guard tensor.shape == shape else {
        throw refuse(
          .malformed,
          "is \(TensorTable.text(tensor.shape)); base and adapter_config.json make it \(TensorTable.text(shape))")
      }
      guard let type = tensor.type else { throw refuse(.unsupported, "is stored as \(tensor.dtype)") }
      let stored = StoredTensor(
        name: tensor.name, file: file.mapped, type: type, offset: tensor.offset, rows: shape[0], columns: shape[1],
        isVector: false)
      return try stored.floats()
    }
  }

  /// Every tensor of the file in pairs, by the order of their A in the file.
  static func collect(_ file: SafetensorsFile) throws(ModelFileError) -> [Pair] {
    var found: [String: (a: SafetensorsFile.Tensor?, b: SafetensorsFile.Tensor?)] = [:]
    var order: [String] = []
    for tensor in file.tensors {
      guard let part = parse(tensor.name) else {
        throw ModelFileError(
          .unsupported, file: file.path, field: tensor.name, problem: "is no LoRA matrix of a known kind",
          offset: tensor.entryOffset)
      }
      let key = part.module + (part.isEmbedding ? " embedding" : "")
      var pair = found[key] ?? (nil, nil)
      if found[key] == nil { order.append(key) }
      guard (part.isA ? pair.a : pair.b) == nil else {
        throw ModelFileError(
          .malformed, file: file.path, field: tensor.name, problem: "is there under two names",
          offset: tensor.entryOffset)
      }
      if part.isA { pair.a = tensor } else { pair.b = tensor }
      found[key] = pair
    }
    var pairs: [Pair] = []
    for key in order {
      guard let (a, b) = found[key], let any = a ?? b else { continue }
      guard let a, let b else {
        throw ModelFileError(
          .malformed, file: file.path, field: any.name, problem: "has no counterpart \(a == nil ? "A" : "B")",
          offset: any.entryOffset)
      }
      let isEmbedding = key.hasSuffix(" embedding")
      pairs.append(Pair(module: isEmbedding ? String(key.dropLast(10)) : key, a: a, b: b, isEmbedding: isEmbedding))
    }
    return pairs
  }

  /// Splits `base_model.model.MODULE.lora_A[.default].weight` and `….lora_embedding_A[.default]`.
  private static func parse(_ name: String) -> (module: String, isA: Bool, isEmbedding: Bool)? {
    let start = "base_model.model."
    guard name.hasPrefix(start) else { return nil }
    let rest = name.dropFirst(start.count)
    let endings: [(text: String, isA: Bool, isEmbedding: Bool)] = [
      (".lora_A.weight", true, false), (".lora_B.weight", false, false),
      (".lora_A.default.weight", true, false), (".lora_B.default.weight", false, false),
      (".lora_embedding_A", true, true), (".lora_embedding_B", false, true),
      (".lora_embedding_A.default", true, true), (".lora_embedding_B.default", false, true),
    ]
    for ending in endings where rest.hasSuffix(ending.text) && rest.count > ending.text.count {
      return (String(rest.dropLast(ending.text.count)), ending.isA, ending.isEmbedding)
    }
    return nil
  }
}
