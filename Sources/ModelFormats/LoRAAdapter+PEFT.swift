// Adapters as PEFT writes them: a folder with adapter_config.json and adapter_model.safetensors.
extension LoRAAdapter {
  /// Opens a PEFT folder, or the `adapter_model.safetensors` in one, for a base of the given shape.
  ///
  /// Every tensor in the file is used, or refused by name. `acceptInvocation` lets an adapter through that works only
  /// behind its invocation tokens; only for looking at it, as adding its updates would not be what it does.
  package static func open(
    _ path: String, for configuration: ModelConfiguration, acceptInvocation: Bool = false
  ) throws(ModelFileError) -> LoRAAdapter {
    let folder = try self.folder(of: path)
    let settings = try LoRAConfiguration.read(folder)
    if let tokens = settings.declaredInvocation, !acceptInvocation {
      throw ModelFileError(
        .unsupported, file: folder.path(of: LoRAConfiguration.fileName), field: "alora_invocation_tokens",
        problem: "declares that the adapter works only after the tokens \(tokens)")
    }
    let file = try folder.safetensors(weightsName)
    let pairs = try LoRATensorPairs.collect(file)
    let shapes = Dictionary(
      configuration.expectedShapes.map { ($0.role, $0.shape) }, uniquingKeysWith: { first, _ in first })
    var result = LoRAAdapter(
      path: path, updates: [:], rank: 0, declaredInvocation: settings.declaredInvocation,
      targetModules: settings.targets.names)
    for pair in pairs {
      guard let module = HuggingFaceNames.module(pair.module, configuration) else {
        throw pair.error(file, "updates a module that \(configuration.family.rawValue) models of this shape do not have")
      }
      guard settings.updates(pair.module) else {
        throw pair.error(
          file, "is not among the modules that \(LoRAConfiguration.fileName) names, so PEFT would leave it out")
      }
      let scale = settings.scale(of: pair.module)
      let parts = try Self.parts(of: module, configuration, pair, file, shapes)
      let columns = parts.first.flatMap { shapes[$0.role]?.last } ?? 0
      let update = try pair.read(file, rank: scale.rank, rows: parts.reduce(0) { $0 + $1.rows.count }, columns: columns)
      for part in parts {
        let b = Array(update.b[(part.rows.lowerBound * scale.rank)..<(part.rows.upperBound * scale.rank)])
        result.updates[part.role] = LowRankUpdate(rank: scale.rank, a: update.a, b: b, scale: scale.factor)
      }
      result.rank = max(result.rank, scale.rank)
    }
    guard !result.updates.isEmpty else {
      throw ModelFileError(.malformed, file: file.path, problem: "holds no update")
    }
    return result
  }

  static let weightsName = "adapter_model.safetensors"

  private static func folder(of path: String) throws(ModelFileError) -> ModelFolder {
    switch MappedFile.kind(of: path) {
    case .nothing: throw ModelFileError(.unreadable, file: path, problem: "does not exist")
    case .other: throw ModelFileError(.unreadable, file: path, problem: "is neither a file nor a folder")
    case .regularFile:
      guard path == weightsName || path.hasSuffix("/" + weightsName) else {
        throw ModelFileError(
          .unsupported, file: path, problem: "is no adapter that can be read",
          advice: "name a PEFT folder that holds \(weightsName)")
      }
      let parent = path.dropLast(weightsName.count)
      return ModelFolder(parent.isEmpty ? "." : String(parent))
    case .folder:
      let folder = ModelFolder(path)
      if !folder.has(weightsName), folder.has("adapter_model.bin") {
        throw ModelFileError(
          .unsupported, file: folder.path(of: "adapter_model.bin"),
          problem: "is a pickle, which can run code when read, and is never opened",
          advice: "save the adapter as safetensors")
      }
      return folder
    }
  }

  /// The roles that a module stands for, and which of its rows each is.
  private static func parts(
    of module: HuggingFaceNames.Module, _ configuration: ModelConfiguration, _ pair: LoRATensorPairs.Pair,
    _ file: SafetensorsFile, _ shapes: [TensorRole: [Int]]
  ) throws(ModelFileError) -> [(role: TensorRole, rows: Range<Int>)] {
    switch module {
    case .whole(let role):
      if configuration.tiedOutput, role == .embedding || role == .output {
        throw pair.error(file, "updates one use of a matrix that serves as embedding and as output", .unsupported)
      }
      return [(role, 0..<(shapes[role]?.first ?? 0))]
    case .attentionRows(let layer): return fused([.query, .key, .value], layer, configuration)
    case .feedForwardRows(let layer): return fused([.gate, .up], layer, configuration)
    }
  }

  private static func fused(
    _ tensors: [LayerTensor], _ layer: Int, _ configuration: ModelConfiguration
  ) -> [(role: TensorRole, rows: Range<Int>)] {
    tensors.compactMap { tensor in
      FusedRows.part(tensor, configuration).map { (.layer(layer, tensor), $0.rows) }
    }
  }
}
