/// A LoRA adapter: low-rank updates of a base model's matrices.
package struct LoRAAdapter: Sendable, Equatable {
  package var path: String
  package var updates: [TensorRole: LowRankUpdate]
  /// The largest rank among the updates.
  package var rank: Int
  /// Tokens that switch the adapter on (`alora_invocation_tokens`): a declared trigger. Such an adapter is no plain
  /// update, so `open` refuses it unless asked not to.
  package var declaredInvocation: [Int]?
  /// What the adapter says it updates: module names, or one pattern. GGUF adapters say nothing.
  package var targetModules: [String]

  package init(
    path: String, updates: [TensorRole: LowRankUpdate], rank: Int, declaredInvocation: [Int]? = nil,
    targetModules: [String] = []
  ) {
    self.path = path
    self.updates = updates
    self.rank = rank
    self.declaredInvocation = declaredInvocation
    self.targetModules = targetModules
  }

  /// Opens an adapter for a base of the given shape: a PEFT folder, the `adapter_model.safetensors` in one, or a GGUF
  /// file.
  ///
  /// Every tensor in the file is used, or refused by name. `acceptInvocation` lets an adapter through that works only
  /// behind its invocation tokens; only for looking at it, as adding its updates would not be what it does.
  package static func open(
    _ path: String, for configuration: ModelConfiguration, acceptInvocation: Bool = false
  ) throws(ModelFileError) -> LoRAAdapter {
    let adapter: LoRAAdapter
    switch MappedFile.kind(of: path) {
    case .nothing: throw ModelFileError(.unreadable, file: path, problem: "does not exist")
    case .other: throw ModelFileError(.unreadable, file: path, problem: "is neither a file nor a folder")
    case .folder: adapter = try openPEFT(path, ModelFolder(path), configuration)
    case .regularFile:
      if path == weightsName || path.hasSuffix("/" + weightsName) {
        let parent = path.dropLast(weightsName.count)
        adapter = try openPEFT(path, ModelFolder(parent.isEmpty ? "." : String(parent)), configuration)
      } else if path.hasSuffix(".safetensors") {
        throw ModelFileError(
          .unsupported, file: path, problem: "is an adapter's weights without their configuration",
          advice: "name the PEFT folder that holds \(weightsName) and \(LoRAConfiguration.fileName)")
      } else {
        adapter = try openGGUF(path, configuration)
      }
    }
    if let tokens = adapter.declaredInvocation, !acceptInvocation { throw invocationError(path, tokens) }
    return adapter
  }

  /// Whether a path names an adapter rather than a whole model. What cannot be read is none: opening it says why.
  package static func isAdapter(_ path: String) -> Bool {
    switch MappedFile.kind(of: path) {
    case .folder: return ModelFolder(path).has(LoRAConfiguration.fileName)
    case .regularFile:
      if path == weightsName || path.hasSuffix("/" + weightsName) { return true }
      guard let file = try? GGUFFile(path), case .string(let type)? = file.metadata["general.type"] else { return false }
      return type == "adapter"
    case .nothing, .other: return false
    }
  }

  /// Several adapters at once, each weighted: their ranks side by side, scales and weights multiplied into b.
  package static func combined(
    _ adapters: [(adapter: LoRAAdapter, weight: Float)]
  ) throws(ModelFileError) -> LoRAAdapter {
    var result = LoRAAdapter(
      path: adapters.map(\.adapter.path).joined(separator: " + "), updates: [:], rank: 0)
    for (adapter, weight) in adapters {
      if let tokens = adapter.declaredInvocation { throw invocationError(adapter.path, tokens) }
      guard weight.isFinite else {
        throw ModelFileError(.malformed, file: adapter.path, field: "weight", problem: "is \(weight)")
      }
      for (role, update) in adapter.updates {
        let scaled = update.weighted(by: weight)
        result.updates[role] = result.updates[role].map { $0.joined(with: scaled) } ?? scaled
      }
      for name in adapter.targetModules where !result.targetModules.contains(name) {
        result.targetModules.append(name)
      }
    }
    result.rank = result.updates.values.map(\.rank).max() ?? 0
    return result
  }

  static func invocationError(_ path: String, _ tokens: [Int]) -> ModelFileError {
    ModelFileError(
      .unsupported, file: path, field: "alora_invocation_tokens",
      problem: "declares that the adapter works only after the tokens \(tokens)")
  }
}
