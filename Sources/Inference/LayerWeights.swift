internal import ModelFormats

/// One layer's weights in single precision. Matrices that read the same input are joined.
struct LayerWeights: Sendable {
  var attentionNorm: [Float]
  /// (heads + 2 · kvHeads) · headSize × width: query, key, value.
  var queryKeyValue: LayerMatrix
  var queryKeyValueBias: [Float]?
  var queryNorm: [Float]?
  var keyNorm: [Float]?
  /// width × heads · headSize.
  var attentionOutput: LayerMatrix
  var postAttentionNorm: [Float]?
  var feedForwardNorm: [Float]
  /// 2 · feedForward × width: gate, up.
  var gateUp: LayerMatrix
  /// width × feedForward.
  var down: LayerMatrix
  var postFeedForwardNorm: [Float]?

  /// Widens a layer of a checkpoint.
  init(_ index: Int, of checkpoint: any Checkpoint) throws(ModelFileError) {
    func optional(_ tensor: LayerTensor) throws(ModelFileError) -> [Float]? {
      let role = TensorRole.layer(index, tensor)
      return checkpoint.shape(of: role) == nil ? nil : try checkpoint.floats(of: role)
    }
    func required(_ tensor: LayerTensor) throws(ModelFileError) -> [Float] {
      try checkpoint.floats(of: .layer(index, tensor))
    }
    if let query = try optional(.queryBias), let key = try optional(.keyBias), let value = try optional(.valueBias) {
      queryKeyValueBias = query + key + value
    }
    let configuration = checkpoint.configuration, width = configuration.width
    attentionNorm = try required(.attentionNorm)
    queryKeyValue = LayerMatrix(try required(.query) + required(.key) + required(.value), inputs: width)
    queryNorm = try optional(.queryNorm)
    keyNorm = try optional(.keyNorm)
    attentionOutput = LayerMatrix(try required(.attentionOutput), inputs: configuration.heads * configuration.headSize)
    postAttentionNorm = try optional(.postAttentionNorm)
    feedForwardNorm = try required(.feedForwardNorm)
    gateUp = LayerMatrix(try required(.gate) + required(.up), inputs: width)
    down = LayerMatrix(try required(.down), inputs: configuration.feedForwardWidth)
    postFeedForwardNorm = try optional(.postFeedForwardNorm)
  }

  /// Where a tensor's rows are among matrices that are joined; nil for vectors.
  private static func place(
    of tensor: LayerTensor, _ configuration: ModelConfiguration
  ) -> (matrix: WritableKeyPath<LayerWeights, LayerMatrix>, rows: Range<Int>)? {
    let queryRows = configuration.heads * configuration.headSize
    let keyRows = configuration.keyValueHeads * configuration.headSize
    let width = configuration.width, inner = configuration.feedForwardWidth
    switch tensor {
    case .query: return (\.queryKeyValue, 0..<queryRows)
    case .key: return (\.queryKeyValue, queryRows..<queryRows + keyRows)
    case .value: return (\.queryKeyValue, queryRows + keyRows..<queryRows + 2 * keyRows)
    case .attentionOutput: return (\.attentionOutput, 0..<width)
    case .gate: return (\.gateUp, 0..<inner)
    case .up: return (\.gateUp, inner..<2 * inner)
    case .down: return (\.down, 0..<width)
    default: return nil
    }
  }

  /// A matrix' numbers, without what acts apart; nil for vectors.
  func values(of tensor: LayerTensor, configuration: ModelConfiguration) -> [Float]? {
    Self.place(of: tensor, configuration).map { self[keyPath: $0.matrix].values(ofRows: $0.rows) }
  }

  /// Multiplies a matrix' rows with a factor each. Vectors have no rows.
  mutating func scale(_ tensor: LayerTensor, by factors: [Float], configuration: ModelConfiguration) {
    guard let place = Self.place(of: tensor, configuration) else { return }
    self[keyPath: place.matrix].scale(by: factors, rowOffset: place.rows.lowerBound)
  }

  /// Adds scale · b · a to a matrix. Updates of vectors are none of low rank, and are left out.
  mutating func add(_ update: LowRankUpdate, to tensor: LayerTensor, configuration: ModelConfiguration) {
    guard let place = Self.place(of: tensor, configuration) else { return }
    self[keyPath: place.matrix].add(update, rows: place.rows.count, rowOffset: place.rows.lowerBound)
  }

  /// Adds differences of rows to a matrix, or of elements to a norm or bias.
  mutating func add(_ difference: RowDifferences, to tensor: LayerTensor, configuration: ModelConfiguration) {
    if let place = Self.place(of: tensor, configuration) {
      return self[keyPath: place.matrix].add(difference, rowOffset: place.rows.lowerBound)
    }
    let queryRows = configuration.heads * configuration.headSize
    let keyRows = configuration.keyValueHeads * configuration.headSize
    func add(to vector: inout [Float]?, offset: Int = 0) {
      guard var values = vector else { return }
      difference.add(to: &values, offset: offset)
      vector = values
    }
    switch tensor {
    case .attentionNorm: difference.add(to: &attentionNorm)
    case .feedForwardNorm: difference.add(to: &feedForwardNorm)
    case .queryNorm: add(to: &queryNorm)
    case .keyNorm: add(to: &keyNorm)
    case .postAttentionNorm: add(to: &postAttentionNorm)
    case .postFeedForwardNorm: add(to: &postFeedForwardNorm)
    case .queryBias: add(to: &queryKeyValueBias)
    case .keyBias: add(to: &queryKeyValueBias, offset: queryRows)
    case .valueBias: add(to: &queryKeyValueBias, offset: queryRows + keyRows)
    case .query, .key, .value, .attentionOutput, .gate, .up, .down: return
    }
  }

  /// A norm's or bias's numbers; nil for matrices, and where the family has none.
  func vector(of tensor: LayerTensor, configuration: ModelConfiguration) -> [Float]? {
    let queryRows = configuration.heads * configuration.headSize
    let keyRows = configuration.keyValueHeads * configuration.headSize
    return switch tensor {
    case .attentionNorm: attentionNorm
    case .feedForwardNorm: feedForwardNorm
    case .queryNorm: queryNorm
    case .keyNorm: keyNorm
    case .postAttentionNorm: postAttentionNorm
    case .postFeedForwardNorm: postFeedForwardNorm
    case .queryBias: queryKeyValueBias.map { Array($0[..<queryRows]) }
    case .keyBias: queryKeyValueBias.map { Array($0[queryRows..<queryRows + keyRows]) }
    case .valueBias: queryKeyValueBias.map { Array($0[(queryRows + keyRows)...]) }
    case .query, .key, .value, .attentionOutput, .gate, .up, .down: nil
    }
  }
}
