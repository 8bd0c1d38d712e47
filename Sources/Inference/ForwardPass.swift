internal import ModelFormats

/// One worker's pass over a batch of passages: their keys and values so far, and scratch space.
///
/// Confined to one thread. `read` may be called again with further tokens (decoding, long texts) when `capacity` leaves room.
package struct ForwardPass {
  private let model: Transformer
  private let prefixes: [KeyValues?]
  /// Own tokens read so far, per passage.
  private var lengths: [Int]
  /// Whether this call reads decoded tokens: those go through the kernel for few columns, the prompt's through OpenBLAS,
  /// so that a token's bits depend on what it is and not on the batch.
  private var decoding = false
  /// Positions kept per passage, 0 when a single `read` is all there is.
  private let capacity: Int
  /// layer → passage × capacity × (keys, values).
  private var kept: [[Float]]
  private var scratch = Scratch()

  /// Work space that grows to the largest panel and is then reused.
  private struct Scratch {
    var normed = [Float](), joined = [Float](), rows = [Float](), attended = [Float](), attendedPanel = [Float]()
    var gateUp = [Float](), activated = [Float](), branch = [Float](), scores = [Float]()
  }

  package init(_ model: Transformer, passages: [Passage], capacity: Int = 0) throws {
    if let fault = InjectedFault.current { passages.forEach(fault.meet) }
    self.model = model
    self.capacity = capacity
    prefixes = passages.map(\.prefix)
    lengths = [Int](repeating: 0, count: passages.count)
    kept = []
  }

  /// Reads more tokens of each passage (none for those that are done) through `depth` layers.
  ///
  /// - Returns: hidden states after layer `depth`, a column per token in order, not yet normed.
  /// - Parameters:
  ///   - decoding: the tokens are an answer's, at most 64 of them.
  ///   - observe: called after each layer with its hidden states.
  package mutating func read(
    _ tokens: [[Int32]], depth: Int, decoding: Bool = false, observe: (_ layer: Int, _ panel: Panel) throws -> Void = { _, _ in }
  ) throws -> Panel {
    let count = tokens.reduce(0) { $0 + $1.count }
    guard count > 0, tokens.count == lengths.count else { throw InferenceError.emptyPassage }
    self.decoding = decoding
    precondition(count <= (decoding ? PanelLayout.small : model.layout).capacity)
    var panel = try embed(tokens, count: count)
    let rows = try placeRows(tokens)
    prepareScratch(stride: panel.stride, count: count, longest: rows.map(\.position).max() ?? 0)
    for layer in 0..<depth {
      let weights = try model.weights.layers.layer(layer)
      attend(layer, weights, rows: rows, panel: &panel)
      feedForward(weights, panel: &panel)
      try observe(layer, panel)
    }
    for (index, new) in tokens.enumerated() { lengths[index] += new.count }
    model.meter.add(tokens: count, depth: depth)
    return panel
  }

  /// Keys and values of a single passage, for `KeyValues`.
  func keptLayers(depth: Int) -> [[Float]] { Array(kept.prefix(depth)) }

  /// A token row: which passage, and its absolute position.
  private struct Row {
    var passage: Int
    /// Index among this call's tokens of its passage.
    var offset: Int
    /// First row of its passage in this call.
    var start: Int
    var position: Int
  }

  private func placeRows(_ tokens: [[Int32]]) throws -> [Row] {
    var rows = [Row]()
    for (passage, new) in tokens.enumerated() {
      let before = (prefixes[passage]?.count ?? 0) + lengths[passage]
      guard before + new.count <= model.longestText else {
        throw InferenceError.contextTooLong(before + new.count, limit: model.longestText)
      }
      precondition(capacity == 0 ? lengths[passage] == 0 : lengths[passage] + new.count <= capacity)
      let start = rows.count
      for offset in new.indices {
        rows.append(Row(passage: passage, offset: offset, start: start, position: before + offset))
      }
    }
    return rows
  }

  private func embed(_ tokens: [[Int32]], count: Int) throws -> Panel {
    let width = model.configuration.width, scale = model.configuration.embeddingScale
    var panel = Panel(features: width, count: count, layout: decoding ? .small : model.layout)
    var rows = [Float]()
    rows.reserveCapacity(count * width)
    for token in tokens.joined() {
      guard token >= 0, Int(token) < model.configuration.vocabulary else { throw InferenceError.tokenOutOfRange(token) }
      let row = try model.weights.embedding.row(Int(token))
      if scale == 1 { rows.append(contentsOf: row) } else { rows.append(contentsOf: row.map { $0 * scale }) }
    }
    VectorKernels.columns(
      from: rows, features: width, stride: panel.stride, first: panel.first, count: count, into: &panel.values)
    return panel
  }

  private mutating func prepareScratch(stride: Int, count: Int, longest: Int) {
    let configuration = model.configuration, shape = model.attentionShape(layer: 0)
    func grow(_ buffer: inout [Float], to size: Int) {
      if buffer.count < size { buffer = [Float](repeating: 0, count: size) }
    }
    let joined = shape.queryWidth + 2 * shape.keyValueWidth
    grow(&scratch.normed, to: configuration.width * stride)
    grow(&scratch.branch, to: configuration.width * stride)
    grow(&scratch.joined, to: joined * stride)
    grow(&scratch.rows, to: joined * count)
    grow(&scratch.attended, to: shape.queryWidth * count)
    grow(&scratch.gateUp, to: 2 * configuration.feedForwardWidth * stride)
    grow(&scratch.activated, to: configuration.feedForwardWidth * stride)
    grow(&scratch.scores, to: longest + 9)
    // Guard columns must stay zero, so this one is made anew for its stride.
    scratch.attendedPanel = [Float](repeating: 0, count: shape.queryWidth * stride)
  }

  private mutating func attend(_ layer: Int, _ weights: LayerWeights, rows: [Row], panel: inout Panel) {
    let shape = model.attentionShape(layer: layer)
    let configuration = model.configuration, stride = panel.stride
    let joined = shape.queryWidth + 2 * shape.keyValueWidth
    VectorKernels.rmsNorm(
      panel.values, weight: weights.attentionNorm, stride: stride, epsilon: configuration.normEpsilon, into: &scratch.normed)
    multiply(
      weights.queryKeyValue, rows: joined, inner: configuration.width, panel: scratch.normed, stride: stride,
      into: &scratch.joined)
    if let bias = weights.queryKeyValueBias { VectorKernels.addBias(bias, to: &scratch.joined, stride: stride) }
    VectorKernels.rows(
      of: scratch.joined, features: joined, stride: stride, first: panel.first, count: rows.count, into: &scratch.rows)
    VectorKernels.rotate(
      &scratch.rows, rowWidth: joined, count: rows.count, positions: rows.map(\.position), heads: shape.heads,
      keyHeads: shape.keyValueHeads, size: shape.size, table: model.rotation(layer: layer), queryNorm: weights.queryNorm,
      keyNorm: weights.keyNorm, epsilon: configuration.normEpsilon)
    if capacity > 0 { keep(layer, rows: rows, joined: joined, shape: shape) }
    for (index, row) in rows.enumerated() {
      let prefix = prefixes[row.passage]
      let positions: OwnPositions
      if capacity > 0 {
        positions = OwnPositions(
          keyOffset: row.passage * capacity * 2 * shape.keyValueWidth, rowStride: 2 * shape.keyValueWidth,
          count: lengths[row.passage] + row.offset + 1)
      } else {
        positions = OwnPositions(
          keyOffset: row.start * joined + shape.queryWidth, rowStride: joined, count: row.offset + 1)
      }
      VectorKernels.attend(
        queries: scratch.rows, queryStride: joined, row: index, prefix: prefix?.layers[layer] ?? [],
        prefixCount: prefix?.count ?? 0, own: capacity > 0 ? kept[layer] : scratch.rows, positions: positions,
        shape: shape, scores: &scratch.scores, out: &scratch.attended)
    }
    VectorKernels.columns(
      from: scratch.attended, features: shape.queryWidth, stride: stride, first: panel.first, count: rows.count,
      into: &scratch.attendedPanel)
    addBranch(
      weights.attentionOutput, inner: shape.queryWidth, input: scratch.attendedPanel, norm: weights.postAttentionNorm,
      to: &panel)
  }

  /// Copies this call's keys and values to where later calls look for them.
  private mutating func keep(_ layer: Int, rows: [Row], joined: Int, shape: AttentionShape) {
    let pair = 2 * shape.keyValueWidth
    while kept.count <= layer { kept.append([Float](repeating: 0, count: prefixes.count * capacity * pair)) }
    for (index, row) in rows.enumerated() {
      let target = (row.passage * capacity + lengths[row.passage] + row.offset) * pair
      let source = index * joined + shape.queryWidth
      for i in 0..<pair { kept[layer][target + i] = scratch.rows[source + i] }
    }
  }

  private mutating func feedForward(_ weights: LayerWeights, panel: inout Panel) {
    let configuration = model.configuration, stride = panel.stride
    let inner = configuration.feedForwardWidth
    VectorKernels.rmsNorm(
      panel.values, weight: weights.feedForwardNorm, stride: stride, epsilon: configuration.normEpsilon,
      into: &scratch.normed)
    multiply(
      weights.gateUp, rows: 2 * inner, inner: configuration.width, panel: scratch.normed, stride: stride,
      into: &scratch.gateUp)
    VectorKernels.gatedActivation(
      scratch.gateUp, gelu: configuration.activation == .geluTanh, count: inner * stride, into: &scratch.activated)
    addBranch(weights.down, inner: inner, input: scratch.activated, norm: weights.postFeedForwardNorm, to: &panel)
  }

  private func multiply(
    _ weights: [Float], rows: Int, inner: Int, panel: [Float], stride: Int, into output: inout [Float],
    accumulate: Bool = false
  ) {
    let product = Stopwatch.measure {
      if decoding {
        VectorKernels.smallProduct(
          weights, rows: rows, inner: inner, panel: panel, stride: stride, into: &output, accumulate: accumulate)
      } else {
        MatrixKernels.multiply(
          weights, rows: rows, inner: inner, panel: panel, stride: stride, into: &output, accumulate: accumulate)
      }
    }
    model.meter.addProducts(seconds: product.seconds)
  }

  /// Adds `weights · input` to the hidden states, normed first where the family does so.
  private mutating func addBranch(_ weights: [Float], inner: Int, input: [Float], norm: [Float]?, to panel: inout Panel) {
    let width = panel.features
    guard let norm else {
      multiply(
        weights, rows: width, inner: inner, panel: input, stride: panel.stride, into: &panel.values, accumulate: true)
      return
    }
    multiply(weights, rows: width, inner: inner, panel: input, stride: panel.stride, into: &scratch.branch)
    VectorKernels.rmsNorm(
      scratch.branch, weight: norm, stride: panel.stride, epsilon: model.configuration.normEpsilon, into: &scratch.normed)
    VectorKernels.add(scratch.normed, to: &panel.values, count: width * panel.stride)
  }
}
