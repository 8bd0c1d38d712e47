internal import ModelFormats

/// All weights of a model. Copies share what they do not change, so a tuned model keeps its updates only, or matrices of its own.
struct WeightSet: Sendable {
  var embedding: VocabularyMatrix
  /// Nil where the output reads the embedding.
  var output: VocabularyMatrix?
  var finalNorm: [Float]
  var layers: LayerSource

  init(_ checkpoint: some Checkpoint, placement: WeightPlacement) throws(ModelFileError) {
    let configuration = checkpoint.configuration
    embedding = try VocabularyMatrix(.embedding, of: checkpoint, placement: placement)
    output = configuration.tiedOutput ? nil : try VocabularyMatrix(.output, of: checkpoint, placement: placement)
    finalNorm = try checkpoint.floats(of: .finalNorm)
    switch placement {
    case .memory:
      var all = [LayerWeights]()
      for index in 0..<configuration.layers { all.append(try LayerWeights(index, of: checkpoint)) }
      layers = .memory(all)
    case .file:
      layers = .file(FiledLayers { try LayerWeights($0, of: checkpoint) })
    }
  }

  /// These weights with low-rank updates added: W + scale · b · a. Updates of layers from `depth` on are left out.
  func adding(
    _ updates: [TensorRole: LowRankUpdate], configuration: ModelConfiguration, depth: Int? = nil
  ) throws -> WeightSet {
    var result = self
    let vocabulary = configuration.vocabulary, width = configuration.width
    if let update = updates[.embedding] {
      result.embedding = try embedding.changed { update.add(to: &$0, rows: vocabulary, columns: width) }
    }
    // Passes that end in the layers read no output, which would be as large as the vocabulary.
    if depth == nil, let update = updates[.output] {
      // A tied output that is trained apart gets a matrix of its own.
      result.output = try (output ?? embedding).changed { update.add(to: &$0, rows: vocabulary, columns: width) }
    }
    let ofLayers = Self.ofLayers(updates)
    guard !ofLayers.isEmpty else { return result }
    result.layers = layers.changed { index, layer in
      guard index < depth ?? .max else { return }
      for (tensor, update) in ofLayers[index] ?? [] { layer.add(update, to: tensor, configuration: configuration) }
    }
    return result
  }

  /// These weights with differences of rows added: norms, biases, embeddings. Matrices of a layer are not changed so.
  func adding(_ differences: [TensorRole: RowDifferences], configuration: ModelConfiguration) throws -> WeightSet {
    var result = self
    if let difference = differences[.embedding] { result.embedding = try embedding.changed { difference.add(to: &$0) } }
    if let difference = differences[.output] { result.output = try (output ?? embedding).changed { difference.add(to: &$0) } }
    differences[.finalNorm]?.add(to: &result.finalNorm)
    let ofLayers = Self.ofLayers(differences)
    guard !ofLayers.isEmpty else { return result }
    result.layers = layers.changed { index, layer in
      for (tensor, difference) in ofLayers[index] ?? [] { layer.add(difference, to: tensor, configuration: configuration) }
    }
    return result
  }

  /// Changes of the layers' tensors, by layer, in an order of their own: matrices that are joined share what may act apart.
  private static func ofLayers<Change>(_ changes: [TensorRole: Change]) -> [Int: [(LayerTensor, Change)]] {
    var result = [Int: [(LayerTensor, Change)]]()
    for (role, change) in changes.sorted(by: { $0.key.name < $1.key.name }) {
      if case .layer(let index, let tensor) = role { result[index, default: []].append((tensor, change)) }
    }
    return result
  }
}

extension LowRankUpdate {
  fileprivate func add(to matrix: inout [Float], rows: Int, columns: Int) {
    MatrixKernels.addProduct(b: b, a: a, rows: rows, rank: rank, columns: columns, scale: scale, to: &matrix, rowOffset: 0)
  }
}

extension VocabularyMatrix {
  /// The same matrix, changed: in memory from then on.
  fileprivate func changed(_ change: (inout [Float]) -> Void) throws -> VocabularyMatrix {
    var values: [Float], width: Int
    switch self {
    case .memory(let known, let columns): (values, width) = (known, columns)
    case .file(_, _, _, let columns): (values, width) = (try widened(), columns)
    }
    change(&values)
    return .memory(values, width: width)
  }
}
