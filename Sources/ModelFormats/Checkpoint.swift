/// A model's weights, in their file's types, and its configuration.
///
/// Shapes and the kinds of numbers are checked when a checkpoint is opened; the numbers themselves when they are read.
/// Rows of queries and keys come in the order in which rotation pairs row i of a head with row i + headSize/2, norms
/// come ready to multiply with, and fused matrices come apart, whatever the file holds.
package protocol Checkpoint: Sendable {
  /// The file or folder that was opened.
  var path: String { get }
  var configuration: ModelConfiguration { get }
  /// The tensors there are, in a fixed order.
  var roles: [TensorRole] { get }
  /// [rows, columns], row-major, out × in; or [n].
  func shape(of role: TensorRole) -> [Int]?
  /// Type in the file, such as `Q4_1`.
  func typeName(of role: TensorRole) -> String?
  /// Writes rows `rows` of a matrix, or elements of a vector, to `output`, which holds exactly so many numbers.
  /// Throws `.defective` when one of them is not finite.
  func widen(
    _ rows: Range<Int>, of role: TensorRole, into output: inout MutableSpan<Float>
  ) throws(ModelFileError)
}

extension Checkpoint {
  package func floats(of role: TensorRole) throws(ModelFileError) -> [Float] {
    try rows(0..<(shape(of: role)?.first ?? 0), of: role)
  }

  /// Rows of a matrix, or elements of a vector.
  package func rows(_ rows: Range<Int>, of role: TensorRole) throws(ModelFileError) -> [Float] {
    guard let shape = shape(of: role), let count = shape.first else {
      throw ModelFileError(.unsupported, file: path, field: role.name, problem: "the model has no such tensor")
    }
    precondition(rows.lowerBound >= 0 && rows.upperBound <= count, "rows outside the tensor")
    let columns = shape.count == 2 ? shape[1] : 1
    var result = [Float](repeating: 0, count: rows.count * columns)
    var span = result.mutableSpan
    try widen(rows, of: role, into: &span)
    return result
  }
}
