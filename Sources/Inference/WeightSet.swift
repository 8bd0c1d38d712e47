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

  /// These weights, changed. What is changed in layers from `depth` on is left out, and so is the output then: passes that end
  /// in the layers read none, and it is as large as the vocabulary.
  func adding(_ change: WeightChange, configuration: ModelConfiguration, depth: Int? = nil) throws -> WeightSet {
    var result = self
    if !configuration.tiedOutput, output == nil { result.output = embedding }
    result.embedding = try embedding.adding(change, role: .embedding, rows: configuration.vocabulary)
    if depth == nil, change.changes(.output) {
      // A tied output that is trained apart gets a matrix of its own.
      result.output = try (output ?? embedding).adding(change, role: .output, rows: configuration.vocabulary)
    }
    change.rows[.finalNorm]?.add(to: &result.finalNorm)
    let ofLayers = change.ofLayers
    guard !ofLayers.isEmpty else { return result }
    result.layers = layers.changed { index, layer in
      guard index < depth ?? .max else { return }
      for (tensor, role) in ofLayers[index] ?? [] {
        if let factors = change.factors[role] { layer.scale(tensor, by: factors, configuration: configuration) }
      }
      for (tensor, role) in ofLayers[index] ?? [] {
        if let update = change.updates[role] { layer.add(update, to: tensor, configuration: configuration) }
        if let difference = change.rows[role] { layer.add(difference, to: tensor, configuration: configuration) }
      }
    }
    return result
  }

  /// A tensor's numbers in single precision, those that act apart left out; the output of a tied model is its embedding.
  func values(of role: TensorRole, configuration: ModelConfiguration) throws -> [Float] {
    switch role {
    case .embedding: return try embedding.widened()
    case .output: return try (output ?? embedding).widened()
    case .finalNorm: return finalNorm
    case .layer(let index, let tensor):
      let layer = try layers.layer(index)
      return layer.values(of: tensor, configuration: configuration) ?? layer.vector(of: tensor, configuration: configuration) ?? []
    }
  }
}

extension WeightChange {
  fileprivate func changes(_ role: TensorRole) -> Bool { updates[role] != nil || factors[role] != nil || rows[role] != nil }

  /// The layers' changed tensors, by layer, in an order of their own: matrices that are joined share what may act apart.
  fileprivate var ofLayers: [Int: [(tensor: LayerTensor, role: TensorRole)]] {
    var result = [Int: [(tensor: LayerTensor, role: TensorRole)]]()
    for role in Set(updates.keys).union(factors.keys).union(rows.keys).sorted(by: { $0.name < $1.name }) {
      if case .layer(let index, let tensor) = role { result[index, default: []].append((tensor, role)) }
    }
    return result
  }
}

extension LowRankUpdate {
  /// Adds scale · b · a to a matrix of `rows` rows.
  func add(to matrix: inout [Float], rows: Int, columns: Int) {
    MatrixKernels.addProduct(b: b, a: a, rows: rows, rank: rank, columns: columns, scale: scale, to: &matrix, rowOffset: 0)
  }
}

extension VocabularyMatrix {
  /// The same matrix, changed: in memory from then on.
  fileprivate func adding(_ change: WeightChange, role: TensorRole, rows: Int) throws -> VocabularyMatrix {
    guard change.changes(role) else { return self }
    var values: [Float], width: Int
    switch self {
    case .memory(let known, let columns): (values, width) = (known, columns)
    case .file(_, _, _, let columns): (values, width) = (try widened(), columns)
    }
    if let factors = change.factors[role] {
      for (row, factor) in factors.enumerated() {
        for column in row * width..<(row + 1) * width { values[column] *= factor }
      }
    }
    change.updates[role]?.add(to: &values, rows: rows, columns: width)
    change.rows[role]?.add(to: &values)
    return .memory(values, width: width)
  }
}
