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
  /// The whole tensor, row-major. Throws `.defective` when a number is not finite, as all reading does.
  func floats(of role: TensorRole) throws(ModelFileError) -> [Float]
  /// Rows of a matrix, or elements of a vector.
  func rows(_ rows: Range<Int>, of role: TensorRole) throws(ModelFileError) -> [Float]
  /// As `rows`, into memory that is there already and holds exactly so many numbers.
  func widen(
    _ rows: Range<Int>, of role: TensorRole, into output: inout MutableSpan<Float>
  ) throws(ModelFileError)
}

extension Checkpoint {
  package func floats(of role: TensorRole) throws(ModelFileError) -> [Float] {
    try rows(0..<(shape(of: role)?.first ?? 0), of: role)
  }

  package func widen(
    _ rows: Range<Int>, of role: TensorRole, into output: inout MutableSpan<Float>
  ) throws(ModelFileError) {
    let values = try self.rows(rows, of: role)
    precondition(values.count == output.count, "output of another size")
    for i in values.indices { output[i] = values[i] }
  }
}
