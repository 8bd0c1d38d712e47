// Adapters as PEFT writes them: a folder with adapter_config.json and adapter_model.safetensors.
extension LoRAAdapter {
  static let weightsName = "adapter_model.safetensors"

  static func openPEFT(
    _ path: String, _ folder: ModelFolder, _ configuration: ModelConfiguration
  ) throws(ModelFileError) -> LoRAAdapter {
    if !folder.has(weightsName), folder.has("adapter_model.bin") {
      throw ModelFileError(
        .unsupported, file: folder.path(of: "adapter_model.bin"),
        problem: "is a pickle, which can run code when read, and is never opened",
        advice: "save the adapter as safetensors")
    }
    let settings = try LoRAConfiguration.read(folder)
    let file = try folder.safetensors(weightsName)
    var result = LoRAAdapter(
      path: path, updates: [:], rank: 0, declaredInvocation: settings.declaredInvocation,
      targetModules: settings.targets.names)
    let tensors = try LoRATensors.collect(file)
    for pair in tensors.pairs { try result.add(pair, of: file, settings, configuration) }
    try result.addWhole(tensors.others, of: file, settings, configuration)
    guard !result.updates.isEmpty || !result.replacements.isEmpty else {
      throw ModelFileError(.malformed, file: file.path, problem: "holds no update")
    }
    return result
  }

  private mutating func add(
    _ pair: LoRATensors.Pair, of file: SafetensorsFile, _ settings: LoRAConfiguration, _ configuration: ModelConfiguration
  ) throws(ModelFileError) {
    guard let target = HuggingFaceNames.module(pair.module, configuration) else {
      throw pair.error(file, "updates a module that a \(configuration.family.rawValue) of this shape does not have")
    }
    guard settings.updates(pair.module) else {
      throw pair.error(
        file, "is not among the modules that \(LoRAConfiguration.fileName) names, so PEFT would leave it out")
    }
    guard pair.isEmbedding == (target == .whole(.embedding)) else {
      throw pair.error(file, "has another kind of matrices than its module")
    }
    guard settings.isDoRA == (pair.magnitude != nil) else {
      throw pair.error(
        file, settings.isDoRA ? "has no lora_magnitude_vector, which use_dora asks for" : "has a lora_magnitude_vector without use_dora")
    }
    let scale = settings.scale(of: pair.module), shapes = configuration.shapes
    let parts = target.parts(configuration, shapes)
    let columns = parts.first.flatMap { Self.shape(of: $0.role, configuration, shapes).last } ?? 0
    let rows = parts.reduce(0) { $0 + $1.rows.count }
    guard parts.allSatisfy({ updates[$0.role] == nil }) else { throw pair.error(file, "is there under two names") }
    guard scale.rank <= max(rows, columns) else {
      throw pair.error(file, "has rank \(scale.rank), more than the matrix' \(rows) rows and \(columns) columns")
    }
    let update = try pair.read(file, rank: scale.rank, rows: rows, columns: columns)
    add(target, configuration, shapes, rank: scale.rank, a: update.a, b: update.b, scale: scale.factor)
    guard let lengths = try pair.lengths(file, rows: rows) else { return }
    for part in parts { magnitudes[part.role] = Array(lengths[part.rows]) }
  }

  /// Adds tensors that were trained whole (`modules_to_save`), and embeddings that PEFT saves beside their updates.
  private mutating func addWhole(
    _ tensors: [SafetensorsFile.Tensor], of file: SafetensorsFile, _ settings: LoRAConfiguration,
    _ configuration: ModelConfiguration
  ) throws(ModelFileError) {
    guard !tensors.isEmpty else { return }
    let known = HuggingFaceNames.roles(configuration), shapes = configuration.shapes
    for tensor in tensors {
      func error(_ problem: String, _ kind: ModelFileError.Kind = .malformed) -> ModelFileError {
        ModelFileError(kind, file: file.path, field: tensor.name, problem: problem, offset: tensor.entryOffset)
      }
      var name = String(tensor.name.dropFirst(LoRATensors.root.count))
      let isOfBase = name.contains(".base_layer.")
      for infix in [".base_layer", ".modules_to_save.default", ".modules_to_save"] { name = name.replacing(infix + ".", with: ".") }
      guard let sources = known[name] else { throw error("is neither a LoRA matrix of a known kind nor a tensor of the base", .unsupported) }
      let module = String(name[..<(name.lastIndex(of: ".") ?? name.endIndex)])
      let isVocabulary = sources.contains { $0.role == .embedding || $0.role == .output }
      // PEFT saves an embedding that it updates, or whose vocabulary has grown, though no one asked for it.
      guard settings.saves(module) || isVocabulary else {
        throw error("is not among the modules that \(LoRAConfiguration.fileName) saves whole", .unsupported)
      }
      for (role, source) in sources {
        guard replacements[role] == nil else { throw error("is there under two names") }
        var shape = Self.shape(of: role, configuration, shapes)
        let rows = source.part?.rows ?? 0..<shape[0]
        if let part = source.part { shape[0] = part.of }
        let columns = shape.count == 2 ? shape[1] : 1
        let values = try LoRATensors.floats(tensor, file, shape)[(rows.lowerBound * columns)..<(rows.upperBound * columns)]
        replacements[role] = Replacement(
          columns: columns, values: values.map { $0 + source.addend }, isOfBase: isOfBase || !settings.saves(module))
      }
    }
  }

  /// A role's shape; that of a tied output is the embedding's.
  private static func shape(of role: TensorRole, _ configuration: ModelConfiguration, _ shapes: [TensorRole: [Int]]) -> [Int] {
    shapes[role] ?? (role == .output ? [configuration.vocabulary, configuration.width] : [])
  }
}
