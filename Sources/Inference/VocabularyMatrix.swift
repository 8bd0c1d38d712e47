internal import ModelFormats

/// The embedding or the output matrix, vocabulary × width, in memory or in the file.
enum VocabularyMatrix: Sendable {
  case memory([Float], width: Int)
  case file(any Checkpoint, TensorRole, rows: Int, width: Int)

  /// Rows that are widened at a time.
  private static let block = 4_096

  init(_ role: TensorRole, of checkpoint: any Checkpoint, placement: WeightPlacement) throws(ModelFileError) {
    let width = checkpoint.configuration.width
    switch placement {
    case .memory: self = .memory(try checkpoint.floats(of: role), width: width)
    case .file: self = .file(checkpoint, role, rows: checkpoint.configuration.vocabulary, width: width)
    }
  }

  /// A token's row; the token has to be in the vocabulary.
  func row(_ token: Int) throws -> ArraySlice<Float> {
    switch self {
    case .memory(let values, let width): values[token * width..<(token + 1) * width]
    case .file(let checkpoint, let role, _, _): try checkpoint.rows(token..<token + 1, of: role)[...]
    }
  }

  /// All rows in order, as many at a time as are at hand.
  func forEachBlock(_ body: (_ first: Int, _ rows: [Float]) throws -> Void) throws {
    switch self {
    case .memory(let values, _): try body(0, values)
    case .file(let checkpoint, let role, let rows, _):
      for first in stride(from: 0, to: rows, by: Self.block) {
        try body(first, try checkpoint.rows(first..<min(first + Self.block, rows), of: role))
      }
    }
  }

  /// `output = matrix · panel`: a row for each token, a column for each of the panel's.
  func multiply(_ panel: [Float], stride: Int, in precision: Precision, into output: inout [Float]) throws {
    var packed = [Float]()
    switch self {
    case .memory(let values, let width):
      PanelProduct.multiply(
        values, rows: values.count / max(1, width), inner: width, panel: panel, stride: stride, in: precision, into: &output,
        packed: &packed)
    case .file(_, _, _, let width):
      var part = [Float]()
      try forEachBlock { first, values in
        let rows = values.count / max(1, width)
        if part.count != rows * stride { part = [Float](repeating: 0, count: rows * stride) }
        PanelProduct.multiply(
          values, rows: rows, inner: width, panel: panel, stride: stride, in: precision, into: &part, packed: &packed)
        output.replaceSubrange(first * stride..<(first + rows) * stride, with: part)
      }
    }
  }

  /// The matrix in memory, to be changed.
  func widened() throws -> [Float] {
    var all = [Float]()
    try forEachBlock { _, rows in all += rows }
    return all
  }
}
