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
    let shapes = configuration.shapes
    var result = LoRAAdapter(
      path: path, updates: [:], rank: 0, declaredInvocation: settings.declaredInvocation,
      targetModules: settings.targets.names)
    for pair in try LoRATensorPairs.collect(file) {
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
      guard !target.isTied(configuration) else { throw pair.error(file, tiedProblem, .unsupported) }
      let scale = settings.scale(of: pair.module)
      let parts = target.parts(configuration, shapes)
      let columns = parts.first.flatMap { shapes[$0.role]?.last } ?? 0
      let rows = parts.reduce(0) { $0 + $1.rows.count }
      let update = try pair.read(file, rank: scale.rank, rows: rows, columns: columns)
      result.add(
        target, configuration, shapes, rank: scale.rank, a: update.a, b: update.b, scale: scale.factor)
    }
    guard !result.updates.isEmpty else {
      throw ModelFileError(.malformed, file: file.path, problem: "holds no update")
    }
    return result
  }
}
