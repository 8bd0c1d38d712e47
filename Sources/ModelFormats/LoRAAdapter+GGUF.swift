// Adapters as llama.cpp's converter writes them: `general.type` adapter, tensors NAME.lora_a and NAME.lora_b.
extension LoRAAdapter {
  static func openGGUF(_ path: String, _ configuration: ModelConfiguration) throws(ModelFileError) -> LoRAAdapter {
    let file = try GGUFFile(path)
    let general = GGUFConfiguration.fields(of: file, under: "general.")
    let own = GGUFConfiguration.fields(of: file, under: "adapter.")
    guard try general.text("type") == "adapter" else {
      throw general.error("type", "is not \"adapter\"", kind: .unsupported, advice: "pass a whole model as MODEL")
    }
    guard let architecture = try general.text("architecture") else { throw general.error("architecture", "is missing") }
    guard architecture == configuration.family.rawValue else {
      throw general.error("architecture", "is \"\(architecture)\", the base's is \"\(configuration.family.rawValue)\"")
    }
    guard let kind = try own.text("type") else { throw own.error("type", "is missing") }
    guard kind == "lora" else { throw own.error("type", "is \"\(kind)\"; only lora is handled", kind: .unsupported) }
    guard let alpha = own.value("lora.alpha"), case .number(let alpha) = alpha, alpha.isFinite else {
      throw own.error("lora.alpha", "is missing or no finite number")
    }
    var result = LoRAAdapter(path: path, updates: [:], rank: 0)
    if case .array(let items)? = own.value("alora.invocation_tokens"), !items.isEmpty {
      result.declaredInvocation = DeclaredInvocation(tokens: items.compactMap { if case .integer(let token) = $0 { token } else { nil } })
    }
    let targets = GGUFNames.targets(configuration), shapes = configuration.shapes
    for tensor in file.tensors {
      func error(_ problem: String, _ kind: ModelFileError.Kind = .malformed) -> ModelFileError {
        ModelFileError(kind, file: path, field: tensor.name, problem: problem, offset: tensor.entryOffset)
      }
      let isA = tensor.name.hasSuffix(".lora_a"), base = String(tensor.name.dropLast(7))
      guard isA || tensor.name.hasSuffix(".lora_b") else { throw error("is no LoRA matrix", .unsupported) }
      guard let target = targets[base] else {
        throw error("updates a tensor that \(configuration.family.rawValue) models of this shape do not have")
      }
      guard let other = file.tensor(named: base + (isA ? ".lora_b" : ".lora_a")) else {
        throw error("has no counterpart")
      }
      guard isA else { continue }
      guard !target.isTied(configuration) else { throw error(tiedProblem, .unsupported) }
      let parts = target.parts(configuration, shapes)
      let rows = parts.reduce(0) { $0 + $1.rows.count }, columns = parts.first.flatMap { shapes[$0.role]?.last } ?? 0
      // Embeddings keep both matrices the other way round.
      let isEmbedding = target == .whole(.embedding)
      guard tensor.shape.count == 2, case let rank = isEmbedding ? tensor.shape[1] : tensor.shape[0], rank <= 1 << 16
      else { throw error("is no matrix of a rank") }
      let first = try matrix(file, tensor, isEmbedding ? [rows, rank] : [rank, columns], .plain)
      let order = isEmbedding ? .plain : rowOrder(of: target, configuration)
      let second = try matrix(file, other, isEmbedding ? [columns, rank] : [rows, rank], order)
      result.add(
        target, configuration, shapes, rank: rank,
        a: isEmbedding ? transposed(second, rows: columns, columns: rank) : first, b: isEmbedding ? first : second,
        scale: alpha == 0 ? 1 : Float(alpha) / Float(rank))
    }
    guard !result.updates.isEmpty else { throw ModelFileError(.malformed, file: path, problem: "holds no update") }
    return result
  }

  private static func rowOrder(
    of target: AdapterTarget, _ configuration: ModelConfiguration
  ) -> StoredTensor.RowOrder {
    guard case .whole(.layer(_, let tensor)) = target else { return .plain }
    return GGUFNames.order(of: tensor, configuration)
  }

  private static func matrix(
    _ file: GGUFFile, _ tensor: GGUFFile.Tensor, _ shape: [Int], _ order: StoredTensor.RowOrder
  ) throws(ModelFileError) -> [Float] {
    guard tensor.shape == shape else {
      throw ModelFileError(
        .malformed, file: file.path, field: tensor.name,
        problem: "is \(TensorTable.text(tensor.shape)); counterpart and base make it \(TensorTable.text(shape))",
        offset: tensor.entryOffset)
    }
    guard tensor.type.isReadable else {
      throw ModelFileError(
        .unsupported, file: file.path, field: tensor.name, problem: "is stored as \(tensor.type.name)",
        offset: tensor.entryOffset)
    }
    let stored = StoredTensor(
      name: tensor.name, file: file.mapped, type: tensor.type, offset: tensor.offset, rows: shape[0],
      columns: shape[1], isVector: false, order: order)
    return try stored.floats()
  }

  /// The transpose of a rows × columns matrix.
  static func transposed(_ values: [Float], rows: Int, columns: Int) -> [Float] {
    var result = [Float](repeating: 0, count: values.count)
    for row in 0..<rows {
      for column in 0..<columns { result[column * rows + row] = values[row * columns + column] }
    }
    return result
  }
}
