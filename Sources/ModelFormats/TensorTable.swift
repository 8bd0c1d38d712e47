/// Which stored tensor plays which role: the part of opening a checkpoint that is the same for all formats.
struct TensorTable: Sendable {
  /// A tensor as a file's header describes it.
  struct Found {
    var name: String
    /// nil when nothing here reads such numbers.
    var type: TensorType?
    var typeName: String
    var shape: [Int]
    var file: MappedFile
    var offset: Int
    var entryOffset: Int
  }

  /// Where a role's numbers are: a tensor, or some rows of one that several roles share.
  struct Source {
    var name: String
    /// Rows of the role, and rows that the whole tensor must have; nil where the role is the whole tensor.
    var part: (rows: Range<Int>, of: Int)?
    var order: StoredTensor.RowOrder = .plain
    var addend: Float = 0
  }

  private(set) var roles: [TensorRole] = []
  private(set) var stored: [TensorRole: StoredTensor] = [:]
  private(set) var typeNames: [TensorRole: String] = [:]
  /// Names of the tensors that play a role.
  private(set) var used: Set<String> = []

  /// Looks every expected role up. `path` names the checkpoint when a tensor is missing.
  init(
    _ configuration: ModelConfiguration, path: String, source: (TensorRole) -> Source, find: (String) -> Found?
  ) throws(ModelFileError) {
    for (role, shape) in configuration.expectedShapes {
      let source = source(role)
      guard let found = find(source.name) else {
        throw ModelFileError(
          .malformed, file: path, field: source.name, problem: "is missing (\(role.name), \(Self.text(shape)))")
      }
      var whole = shape
      if let part = source.part { whole[0] = part.of }
      guard found.shape == whole else {
        throw ModelFileError(
          .malformed, file: found.file.path, field: found.name,
          problem: "is \(Self.text(found.shape)); the configuration makes it \(Self.text(whole))",
          offset: found.entryOffset)
      }
      guard let type = found.type, type.isReadable else {
        throw ModelFileError(
          .unsupported, file: found.file.path, field: found.name, problem: "is stored as \(found.typeName)",
          offset: found.entryOffset, advice: "requantise the model to a type in use, such as Q8_0")
      }
      let tensor = StoredTensor(
        name: found.name, file: found.file, type: type, offset: found.offset, rows: whole[0],
        columns: whole.count == 2 ? whole[1] : 1, isVector: whole.count == 1, order: source.order,
        addend: source.addend)
      roles.append(role)
      stored[role] = source.part.map { tensor.slice($0.rows) } ?? tensor
      typeNames[role] = found.typeName
      used.insert(found.name)
    }
  }

  func widen(
    _ rows: Range<Int>, of role: TensorRole, path: String, into output: inout MutableSpan<Float>
  ) throws(ModelFileError) {
    guard let tensor = stored[role] else {
      throw ModelFileError(.unsupported, file: path, field: role.name, problem: "the model has no such tensor")
    }
    try tensor.widen(rows, into: &output)
  }

  func rows(_ rows: Range<Int>, of role: TensorRole, path: String) throws(ModelFileError) -> [Float] {
    let columns = stored[role]?.columns ?? 0
    var result = [Float](repeating: 0, count: rows.count * columns)
    var span = result.mutableSpan
    try widen(rows, of: role, path: path, into: &span)
    return result
  }

  static func text(_ shape: [Int]) -> String { shape.map { String($0) }.joined(separator: " × ") }
}
