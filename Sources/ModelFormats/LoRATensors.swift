/// The tensors in a PEFT adapter's file: A and B matrices put together by module, and what stands beside them.
struct LoRATensors {
  struct Pair {
    /// The module's path in the base model, such as `model.layers.3.self_attn.q_proj`.
    var module: String
    var a: SafetensorsFile.Tensor
    var b: SafetensorsFile.Tensor
    /// Embeddings keep A as rank × vocabulary and B as width × rank, the other way round than linear layers.
    var isEmbedding: Bool
    /// Lengths of rows (DoRA).
    var magnitude: SafetensorsFile.Tensor?

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
        return (try LoRATensors.floats(a, file, [rank, columns]), try LoRATensors.floats(b, file, [rows, rank]))
      }
      let first = try LoRATensors.floats(a, file, [rank, rows]), second = try LoRATensors.floats(b, file, [columns, rank])
      return (
        LoRAAdapter.transposed(second, rows: columns, columns: rank),
        LoRAAdapter.transposed(first, rows: rank, columns: rows)
      )
    }

    /// The length of each row of W + ΔW; nil where lengths are not trained apart.
    func lengths(_ file: SafetensorsFile, rows: Int) throws(ModelFileError) -> [Float]? {
      guard let magnitude else { return nil }
      return try LoRATensors.floats(magnitude, file, [rows])
    }
  }

  /// By the order of their A in the file.
  var pairs: [Pair] = []
  /// Every other tensor below `base_model.model.`, such as those of modules that were trained whole.
  var others: [SafetensorsFile.Tensor] = []

  /// What is put before a module's path in the base model.
  static let root = "base_model.model."

  /// A tensor's numbers, checked for shape and finiteness.
  static func floats(
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
      name: tensor.name, file: file.mapped, type: type, offset: tensor.offset, rows: shape[0],
      columns: shape.count == 2 ? shape[1] : 1, isVector: shape.count == 1)
    return try stored.floats()
  }

  /// Every tensor of the file. Throws for one that is neither a matrix of a pair nor in the base model.
  static func collect(_ file: SafetensorsFile) throws(ModelFileError) -> LoRATensors {
    var found: [Key: Parts] = [:]
    var order: [Key] = [], result = LoRATensors()
    for tensor in file.tensors {
      func refuse(_ kind: ModelFileError.Kind, _ problem: String) -> ModelFileError {
        ModelFileError(kind, file: file.path, field: tensor.name, problem: problem, offset: tensor.entryOffset)
      }
      guard tensor.name.hasPrefix(root) else { throw refuse(.unsupported, "is no LoRA matrix of a known kind") }
      guard let (module, part, isEmbedding) = parse(tensor.name.dropFirst(root.count)) else {
        result.others.append(tensor)
        continue
      }
      let key = Key(module: module, isEmbedding: isEmbedding)
      if found[key] == nil { order.append(key) }
      guard found[key, default: Parts()][keyPath: part] == nil else { throw refuse(.malformed, "is there under two names") }
      found[key, default: Parts()][keyPath: part] = tensor
    }
    for key in order {
      guard let parts = found[key], let any = parts.a ?? parts.b ?? parts.magnitude else { continue }
      guard let a = parts.a, let b = parts.b else {
        // Lengths have one kind of name, whatever they belong to.
        if parts.a == nil, parts.b == nil, found[Key(module: key.module, isEmbedding: true)] != nil {
          throw ModelFileError(
            .unsupported, file: file.path, field: any.name, problem: "is DoRA of an embedding, which is not handled",
            offset: any.entryOffset)
        }
        throw ModelFileError(
          .malformed, file: file.path, field: any.name, problem: "has no counterpart \(parts.a == nil ? "A" : "B")",
          offset: any.entryOffset)
      }
      result.pairs.append(Pair(module: key.module, a: a, b: b, isEmbedding: key.isEmbedding, magnitude: parts.magnitude))
    }
    return result
  }

  private struct Key: Hashable {
    var module: String
    var isEmbedding: Bool
  }

  private struct Parts {
    var a, b, magnitude: SafetensorsFile.Tensor?
  }

  /// Splits `MODULE.lora_A[.default].weight`, `….lora_embedding_A[.default]` and `….lora_magnitude_vector[.default][.weight]`.
  private static func parse(
    _ name: Substring
  ) -> (module: String, part: WritableKeyPath<Parts, SafetensorsFile.Tensor?>, isEmbedding: Bool)? {
    let kinds: [(text: String, part: WritableKeyPath<Parts, SafetensorsFile.Tensor?>, isEmbedding: Bool, endings: [String])] = [
      (".lora_A", \.a, false, [".weight", ".default.weight"]), (".lora_B", \.b, false, [".weight", ".default.weight"]),
      (".lora_embedding_A", \.a, true, ["", ".default"]), (".lora_embedding_B", \.b, true, ["", ".default"]),
      (".lora_magnitude_vector", \.magnitude, false, ["", ".weight", ".default", ".default.weight"]),
    ]
    for kind in kinds {
      for ending in kind.endings {
        let text = kind.text + ending
        if name.hasSuffix(text), name.count > text.count {
          return (String(name.dropLast(text.count)), kind.part, kind.isEmbedding)
        }
      }
    }
    return nil
  }
}
