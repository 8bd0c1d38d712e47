internal import ModelFormats

/// One layer's weights in single precision. Matrices are out × in, row-major; those that read the same input are joined.
struct LayerWeights: Sendable {
  var attentionNorm: [Float]
  /// (heads + 2 · kvHeads) · headSize × width: query, key, value.
  var queryKeyValue: [Float]
  var queryKeyValueBias: [Float]?
  var queryNorm: [Float]?
  var keyNorm: [Float]?
  /// width × heads · headSize.
  var attentionOutput: [Float]
  var postAttentionNorm: [Float]?
  var feedForwardNorm: [Float]
  /// 2 · feedForward × width: gate, up.
  var gateUp: [Float]
  /// width × feedForward.
  var down: [Float]
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
    attentionNorm = try required(.attentionNorm)
    queryKeyValue = try required(.query) + required(.key) + required(.value)
    queryNorm = try optional(.queryNorm)
    keyNorm = try optional(.keyNorm)
    attentionOutput = try required(.attentionOutput)
    postAttentionNorm = try optional(.postAttentionNorm)
    feedForwardNorm = try required(.feedForwardNorm)
    gateUp = try required(.gate) + required(.up)
    down = try required(.down)
    postFeedForwardNorm = try optional(.postFeedForwardNorm)
  }

  /// Adds scale · b · a to a matrix. Updates of vectors are none of low rank, and are left out.
  mutating func add(_ update: LowRankUpdate, to tensor: LayerTensor, configuration: ModelConfiguration) {
    let queryRows = configuration.heads * configuration.headSize
    let keyRows = configuration.keyValueHeads * configuration.headSize
    let width = configuration.width, inner = configuration.feedForwardWidth
    switch tensor {
    case .query: update.add(to: &queryKeyValue, rows: queryRows, columns: width, rowOffset: 0)
    case .key: update.add(to: &queryKeyValue, rows: keyRows, columns: width, rowOffset: queryRows)
    case .value: update.add(to: &queryKeyValue, rows: keyRows, columns: width, rowOffset: queryRows + keyRows)
    case .attentionOutput: update.add(to: &attentionOutput, rows: width, columns: queryRows, rowOffset: 0)
    case .gate: update.add(to: &gateUp, rows: inner, columns: width, rowOffset: 0)
    case .up: update.add(to: &gateUp, rows: inner, columns: width, rowOffset: inner)
    case .down: update.add(to: &down, rows: width, columns: inner, rowOffset: 0)
    default: return
    }
  }

  /// Adds differences of elements to a norm or bias. Matrices of a layer are not changed so.
  mutating func add(_ difference: RowDifferences, to tensor: LayerTensor, configuration: ModelConfiguration) {
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
}

extension LowRankUpdate {
  func add(to matrix: inout [Float], rows: Int, columns: Int, rowOffset: Int) {
    MatrixKernels.addProduct(
      b: b, a: a, rows: rows, rank: rank, columns: columns, scale: scale, to: &matrix, rowOffset: rowOffset)
  }
}
