/// A model in a Hugging Face folder: `config.json` and one or many safetensors files.
package final class HuggingFaceCheckpoint: Checkpoint {
  package let path: String
  package let folder: ModelFolder
  package let configuration: ModelConfiguration
  /// The weight files, in the index's order.
  package let files: [SafetensorsFile]
  private let table: TensorTable

  package var roles: [TensorRole] { table.roles }

  package init(_ path: String) throws(ModelFileError) {
    let folder = ModelFolder(path)
    guard folder.has("config.json") else {
      throw ModelFileError(
        .unreadable, file: folder.path, field: "config.json", problem: "is missing",
        advice: "name a Hugging Face model folder or a GGUF file")
    }
    let configuration = try HuggingFaceConfiguration.read(folder)
    let files = try Self.openWeights(folder)
    var found: [String: TensorTable.Found] = [:]
    for file in files {
      for tensor in file.tensors {
        let entry = TensorTable.Found(
          name: tensor.name, type: tensor.type, typeName: tensor.dtype, shape: tensor.shape, file: file.mapped,
          offset: tensor.offset, entryOffset: tensor.entryOffset)
        guard found.updateValue(entry, forKey: tensor.name) == nil else {
          throw ModelFileError(
            .malformed, file: file.path, field: tensor.name, problem: "is in another file of the model too",
            offset: tensor.entryOffset)
        }
      }
    }
    // Gemma 3's text model sits in a larger one, under two names over time.
    let bodies = ["model.", "model.language_model.", "language_model.model."]
    let body = bodies.first { found[$0 + "embed_tokens.weight"] != nil } ?? "model."
    let table = try TensorTable(
      configuration, path: folder.path,
      source: { role in
        let name = role == .output && body == "language_model.model." ? "language_model.lm_head.weight" : nil
        var source = HuggingFaceNames.source(of: role, configuration, body: body)
        if let name { source.name = name }
        return source
      },
      find: { found[$0] })
    for (name, entry) in found.sorted(by: { $0.key < $1.key })
    where !table.used.contains(name) && !Self.isIdle(name, configuration, isPart: body != "model.") {
      throw ModelFileError(
        .unsupported, file: entry.file.path, field: name,
        problem: "is a tensor that \(configuration.family.rawValue) models do not have", offset: entry.entryOffset)
    }
    self.path = folder.path
    self.folder = folder
    self.configuration = configuration
    self.files = files
    self.table = table
  }

  package func shape(of role: TensorRole) -> [Int]? { table.stored[role]?.shape }

  package func typeName(of role: TensorRole) -> String? { table.typeNames[role] }

  package func rows(_ rows: Range<Int>, of role: TensorRole) throws(ModelFileError) -> [Float] {
    try table.rows(rows, of: role, path: path)
  }

  package func widen(
    _ rows: Range<Int>, of role: TensorRole, into output: inout MutableSpan<Float>
  ) throws(ModelFileError) {
    try table.widen(rows, of: role, path: path, into: &output)
  }

  /// Tensors that computing text does not use: a stored copy of a tied output, frequencies that follow from the
  /// configuration, and the vision part of a larger model.
  private static func isIdle(_ name: String, _ configuration: ModelConfiguration, isPart: Bool) -> Bool {
    if name == "lm_head.weight" || name == "language_model.lm_head.weight" { return configuration.tiedOutput }
    if name.hasSuffix(".rotary_emb.inv_freq") { return true }
    return isPart
      && ["vision_tower.", "multi_modal_projector.", "model.vision_tower.", "model.multi_modal_projector."]
        .contains { name.hasPrefix($0) }
  }

  private static func openWeights(_ folder: ModelFolder) throws(ModelFileError) -> [SafetensorsFile] {
    let single = "model.safetensors", index = "model.safetensors.index.json"
    if folder.has(single) { return [try folder.safetensors(single)] }
    guard folder.has(index) else {
      let pickles = ["pytorch_model.bin", "pytorch_model.bin.index.json", "consolidated.00.pth"]
      if let pickle = pickles.first(where: { folder.has($0) }) {
        throw ModelFileError(
          .unsupported, file: folder.path(of: pickle),
          problem: "is a pickle, which can run code when read, and is never opened",
          advice: "convert the model to safetensors")
      }
      throw ModelFileError(.unreadable, file: folder.path, field: single, problem: "is missing")
    }
    let path = folder.path(of: index)
    let object = try folder.object(index)
    guard case .object(let map)? = object["weight_map"] else {
      throw ModelFileError(.malformed, file: path, field: "weight_map", problem: "is missing or no object")
    }
    var names: [String] = []
    var seen: Set<String> = []
    var files: [SafetensorsFile] = []
    for member in map.members {
      guard case .string(let name) = member.value else {
        throw ModelFileError(
          .malformed, file: path, field: member.key, problem: "names no file", offset: member.offset)
      }
      guard seen.insert(name).inserted else { continue }
      names.append(name)
      files.append(try folder.shard(name, namedBy: path, field: member.key, offset: member.offset))
    }
    try check(map, against: zip(names, files), path)
    return files
  }

  /// Every tensor must be where the index says, and the index must name every tensor.
  private static func check(
    _ map: JSONObject, against files: some Sequence<(String, SafetensorsFile)>, _ path: String
  ) throws(ModelFileError) {
    var homes: [String: String] = [:]
    for (name, file) in files {
      for tensor in file.tensors { homes[tensor.name] = name }
    }
    for member in map.members {
      guard let home = homes.removeValue(forKey: member.key), member.value == .string(home) else {
        throw ModelFileError(
          .malformed, file: path, field: member.key, problem: "is not in the file that the index names",
          offset: member.offset)
      }
    }
    if let extra = homes.min(by: { $0.key < $1.key }) {
      throw ModelFileError(
        .malformed, file: path, field: extra.key, problem: "is in \(extra.value) but not in the index")
    }
  }
}
