/// A LoRA adapter: low-rank updates of a base model's matrices, with or without lengths of rows (DoRA), and tensors that were
/// trained whole.
package struct LoRAAdapter: Sendable, Equatable {
  /// A tensor that takes the place of the base's.
  package struct Replacement: Sendable, Equatable {
    package var columns: Int
    package var values: [Float]
    /// Whether it is the base's own, in all its uses: a tied embedding serves as output as well.
    package var isOfBase: Bool
  }

  package var path: String
  package var updates: [TensorRole: LowRankUpdate]
  /// The length of each row of W + ΔW (DoRA, Liu et al. 2024, eq. 5).
  package var magnitudes: [TensorRole: [Float]] = [:]
  package var replacements: [TensorRole: Replacement] = [:]
  /// The largest rank among the updates.
  package var rank: Int
  /// What switches the adapter on: a declared trigger. Such an adapter is no plain update, so `open` refuses it unless asked
  /// not to.
  package var declaredInvocation: DeclaredInvocation?
  /// What the adapter says it updates: module names, or one pattern. GGUF adapters say nothing.
  package var targetModules: [String]

  package init(
    path: String, updates: [TensorRole: LowRankUpdate], rank: Int, declaredInvocation: DeclaredInvocation? = nil,
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
    if let invocation = adapter.declaredInvocation, !acceptInvocation { throw invocationError(path, invocation) }
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

  private static func invocationError(_ path: String, _ invocation: DeclaredInvocation) -> ModelFileError {
    ModelFileError(
      .unsupported, file: path, field: "alora_invocation_tokens",
      problem: "declares that the adapter works only after the tokens \(invocation.tokens)",
      advice: "`model inspect` and `scan` report what it declares")
  }
}
