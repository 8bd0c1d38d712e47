/// A model in one GGUF file.
package final class GGUFCheckpoint: Checkpoint {
  package let file: GGUFFile
  package let configuration: ModelConfiguration
  private let table: TensorTable

  package var path: String { file.path }
  package var metadata: [String: GGUFValue] { file.metadata }
  package var roles: [TensorRole] { table.roles }

  package convenience init(_ path: String) throws(ModelFileError) {
    try self.init(try GGUFFile(path))
  }

  package init(_ file: GGUFFile) throws(ModelFileError) {
    let configuration = try GGUFConfiguration.read(file)
    if case .unsigned(let parts)? = file.metadata["split.count"], parts > 1 {
      throw ModelFileError(
        .unsupported, file: file.path, field: "split.count", problem: "is \(parts): the model is in several files",
        offset: file.offset(ofKey: "split.count"), advice: "merge them with llama-gguf-split --merge")
    }
    let table = try TensorTable(
      configuration, path: file.path, source: { GGUFNames.source(of: $0, configuration) },
      find: { name in
        file.tensor(named: name).map { tensor in
          TensorTable.Found(
            name: name, type: tensor.type, typeName: tensor.type.name, shape: tensor.shape, file: file.mapped,
            offset: tensor.offset, entryOffset: tensor.entryOffset)
        }
      })
    for tensor in file.tensors
    where !table.used.contains(tensor.name) && !GGUFRope.divisorNames.contains(tensor.name) {
      throw ModelFileError(
        .unsupported, file: file.path, field: tensor.name,
        problem: "is a tensor that \(configuration.family.rawValue) models do not have", offset: tensor.entryOffset)
    }
    self.file = file
    self.configuration = configuration
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
}
