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
}

/// All weights of a model. Copies share what they do not change, so a tuned model keeps only its own matrices.
struct WeightSet: Sendable {
  var embedding: [Float]
  /// Nil where the output reads the embedding.
  var output: [Float]?
  var finalNorm: [Float]
  var layers: [LayerWeights]

  init(_ checkpoint: some Checkpoint) throws(ModelFileError) {
    let configuration = checkpoint.configuration
    embedding = try checkpoint.floats(of: .embedding)
    output = configuration.tiedOutput ? nil : try checkpoint.floats(of: .output)
    finalNorm = try checkpoint.floats(of: .finalNorm)
    layers = []
    for index in 0..<configuration.layers {
      layers.append(try Self.layer(index, of: checkpoint))
    }
  }

  private static func layer(_ index: Int, of checkpoint: some Checkpoint) throws(ModelFileError) -> LayerWeights {
    func optional(_ tensor: LayerTensor) throws(ModelFileError) -> [Float]? {
      let role = TensorRole.layer(index, tensor)
      return checkpoint.shape(of: role) == nil ? nil : try checkpoint.floats(of: role)
    }
    func required(_ tensor: LayerTensor) throws(ModelFileError) -> [Float] {
      try checkpoint.floats(of: .layer(index, tensor))
    }
    var bias: [Float]?
    if let query = try optional(.queryBias), let key = try optional(.keyBias), let value = try optional(.valueBias) {
      bias = query + key + value
    }
    return LayerWeights(
      attentionNorm: try required(.attentionNorm),
      queryKeyValue: try required(.query) + required(.key) + required(.value), queryKeyValueBias: bias,
      queryNorm: try optional(.queryNorm), keyNorm: try optional(.keyNorm),
      attentionOutput: try required(.attentionOutput), postAttentionNorm: try optional(.postAttentionNorm),
      feedForwardNorm: try required(.feedForwardNorm), gateUp: try required(.gate) + required(.up),
      down: try required(.down), postFeedForwardNorm: try optional(.postFeedForwardNorm))
  }

  /// These weights with low-rank updates added: W + scale · b · a. Updates of layers from `depth` on are left out.
  func adding(
    _ updates: [TensorRole: LowRankUpdate], configuration: ModelConfiguration, depth: Int? = nil
  ) -> WeightSet {
    var result = self
    let queryRows = configuration.heads * configuration.headSize
    let keyRows = configuration.keyValueHeads * configuration.headSize
    let width = configuration.width, inner = configuration.feedForwardWidth
    for (role, update) in updates {
      switch role {
      case .layer(let index, let tensor):
        guard index < min(depth ?? layers.count, layers.count) else { continue }
        switch tensor {
        case .query: update.add(to: &result.layers[index].queryKeyValue, rows: queryRows, columns: width, rowOffset: 0)
        case .key: update.add(to: &result.layers[index].queryKeyValue, rows: keyRows, columns: width, rowOffset: queryRows)
        case .value:
          update.add(
            to: &result.layers[index].queryKeyValue, rows: keyRows, columns: width, rowOffset: queryRows + keyRows)
        case .attentionOutput: update.add(to: &result.layers[index].attentionOutput, rows: width, columns: queryRows, rowOffset: 0)
        case .gate: update.add(to: &result.layers[index].gateUp, rows: inner, columns: width, rowOffset: 0)
        case .up: update.add(to: &result.layers[index].gateUp, rows: inner, columns: width, rowOffset: inner)
        case .down: update.add(to: &result.layers[index].down, rows: width, columns: inner, rowOffset: 0)
        default: continue
        }
      case .embedding:
        update.add(to: &result.embedding, rows: configuration.vocabulary, columns: width, rowOffset: 0)
      case .output:
        // A tied output that is trained apart gets a matrix of its own.
        var matrix = result.output ?? embedding
        update.add(to: &matrix, rows: configuration.vocabulary, columns: width, rowOffset: 0)
        result.output = matrix
      case .finalNorm: continue
      }
    }
    return result
  }
}

extension WeightSet {
  /// These weights with differences of rows added: norms, biases, embeddings. Matrices of a layer are not changed so.
  func adding(_ differences: [TensorRole: RowDifferences], configuration: ModelConfiguration) -> WeightSet {
    var result = self
    let queryRows = configuration.heads * configuration.headSize
    let keyRows = configuration.keyValueHeads * configuration.headSize
    for (role, difference) in differences {
      switch role {
      case .embedding: difference.add(to: &result.embedding)
      case .finalNorm: difference.add(to: &result.finalNorm)
      case .output:
        var matrix = result.output ?? embedding
        difference.add(to: &matrix)
        result.output = matrix
      case .layer(let index, let tensor):
        guard layers.indices.contains(index) else { continue }
        func add(to vector: WritableKeyPath<LayerWeights, [Float]?>, offset: Int = 0) {
          guard var values = result.layers[index][keyPath: vector] else { return }
          difference.add(to: &values, offset: offset)
          result.layers[index][keyPath: vector] = values
        }
        switch tensor {
        case .attentionNorm: difference.add(to: &result.layers[index].attentionNorm)
        case .feedForwardNorm: difference.add(to: &result.layers[index].feedForwardNorm)
        case .queryNorm: add(to: \.queryNorm)
        case .keyNorm: add(to: \.keyNorm)
        case .postAttentionNorm: add(to: \.postAttentionNorm)
        case .postFeedForwardNorm: add(to: \.postFeedForwardNorm)
        case .queryBias: add(to: \.queryKeyValueBias)
        case .keyBias: add(to: \.queryKeyValueBias, offset: queryRows)
        case .valueBias: add(to: \.queryKeyValueBias, offset: queryRows + keyRows)
        case .query, .key, .value, .attentionOutput, .gate, .up, .down: continue
        }
      }
    }
    return result
  }
}

extension LowRankUpdate {
  fileprivate func add(to matrix: inout [Float], rows: Int, columns: Int, rowOffset: Int) {
    MatrixKernels.addProduct(
      b: b, a: a, rows: rows, rank: rank, columns: columns, scale: scale, to: &matrix, rowOffset: rowOffset)
  }
}
