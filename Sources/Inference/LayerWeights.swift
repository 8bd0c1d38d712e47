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

  /// Adds scale · b · a to a matrix. Updates of vectors are none of low rank, and are left out.
  mutating func add(_ update: LowRankUpdate, to tensor: LayerTensor, configuration: ModelConfiguration) {
    let queryRows = configuration.heads * configuration.headSize
    let keyRows = configuration.keyValueHeads * configuration.headSize
    let width = configuration.width, inner = configuration.feedForwardWidth
    switch tensor {
    case .query: queryKeyValue.add(update, rows: queryRows, rowOffset: 0)
    case .key: queryKeyValue.add(update, rows: keyRows, rowOffset: queryRows)
    case .value: queryKeyValue.add(update, rows: keyRows, rowOffset: queryRows + keyRows)
    case .attentionOutput: attentionOutput.add(update, rows: width, rowOffset: 0)
    case .gate: gateUp.add(update, rows: inner, rowOffset: 0)
    case .up: gateUp.add(update, rows: inner, rowOffset: inner)
    case .down: down.add(update, rows: width, rowOffset: 0)
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
