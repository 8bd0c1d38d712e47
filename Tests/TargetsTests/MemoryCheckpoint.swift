import ModelFormats

/// A model of one layer whose tensors a test sets, each of them as reading a file of its type would give it.
struct MemoryCheckpoint: Checkpoint {
  var path = "memory"
  var configuration: ModelConfiguration
  var tensors: [TensorRole: [Float]]
  var types: [TensorRole: String] = [:]
  /// Of tensors that `types` does not name.
  var type = "F32"

  static let shape = ModelConfiguration(
    family: .llama, layers: 1, width: 160, heads: 2, keyValueHeads: 2, headSize: 64, feedForwardWidth: 96, vocabulary: 300,
    contextLength: 64, tiedOutput: true)

  /// Every matrix a quarter of its name's numbers, every norm one.
  init(_ configuration: ModelConfiguration = shape, names: String = "") {
    self.configuration = configuration
    tensors = [:]
    for (role, shape) in configuration.expectedShapes {
      tensors[role] =
        shape.count == 1
        ? [Float](repeating: 1, count: shape[0]) : Numbers.named(names + role.name, shape[0] * shape[1]).map { $0 / 4 }
    }
  }

  var roles: [TensorRole] { configuration.expectedShapes.map(\.role) }
  func shape(of role: TensorRole) -> [Int]? { configuration.shapes[role] }
  func typeName(of role: TensorRole) -> String? { types[role] ?? type }

  func rows(_ rows: Range<Int>, of role: TensorRole) throws(ModelFileError) -> [Float] {
    let shape = configuration.shapes[role] ?? [], columns = shape.count == 2 ? shape[1] : 1
    return Array((tensors[role] ?? [])[rows.lowerBound * columns..<rows.upperBound * columns])
  }

  /// The same model written as `type`: matrices rounded by its rule, vectors kept.
  func stored(as type: TensorType) throws(ModelFileError) -> MemoryCheckpoint {
    var result = self
    for (role, shape) in configuration.shapes where shape.count == 2 {
      result.types[role] = type.name
      guard let values = tensors[role], let rounded = Quantizing.roundTrip(values, columns: shape[1], as: type) else {
        throw ModelFileError(.unsupported, file: path, field: role.name, problem: "cannot be stored as \(type.name)")
      }
      result.tensors[role] = rounded
    }
    return result
  }
}
