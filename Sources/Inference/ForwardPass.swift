internal import ModelFormats

/// One worker's pass over a batch of passages: their keys and values so far.
///
/// Confined to one thread. `read` may be called again with further tokens (decoding, long texts) when `capacity` leaves room.
package struct ForwardPass {
  private let model: Transformer
  private let prefixes: [KeyValues?]
  /// Own tokens read so far, per passage.
  private var lengths: [Int]
  /// Positions kept per passage, 0 when a single `read` is all there is.
  private let capacity: Int
  /// layer → a `KeyValueBlock` of `capacity` positions for each passage.
  private var kept: [[Float]]
  private var scratch = PassScratch()

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
  ///   - observe: called after each layer with its hidden states.
  package mutating func read(
    _ tokens: [[Int32]], depth: Int, observe: (_ layer: Int, _ panel: Panel) throws -> Void = { _, _ in }
  ) throws -> Panel {
    let count = tokens.reduce(0) { $0 + $1.count }
    guard count > 0, tokens.count == lengths.count else { throw InferenceError.emptyPassage }
    precondition(count <= model.layout.capacity)
    var panel = try embed(tokens, count: count)
    let segments = try place(tokens), positions = segments.flatMap { $0.before..<$0.before + $0.count }
    scratch = model.scratch.take()
    defer { model.scratch.give(release()) }
    scratch.prepare(model.configuration, shape: model.attentionShape(layer: 0), stride: panel.stride, count: count)
    for layer in 0..<depth {
      let weights = try model.weights.layers.layer(layer)
      attend(layer, weights, segments: segments, positions: positions, panel: &panel)
      feedForward(weights, panel: &panel)
      try observe(layer, panel)
    }
    for (index, new) in tokens.enumerated() { lengths[index] += new.count }
    model.meter.add(tokens: count, depth: depth)
    return panel
  }

  private mutating func release() -> PassScratch {
    let used = scratch
    scratch = PassScratch()
    return used
  }

  /// Keys and values of a single passage, for `KeyValues`.
  func keptLayers(depth: Int) -> [[Float]] { Array(kept.prefix(depth)) }

  /// Rows of one passage in this call.
  private struct Segment {
    var passage: Int
    var start: Int
    var count: Int
    /// Positions before its first row, those of the prefix included.
    var before: Int
  }

  private func place(_ tokens: [[Int32]]) throws -> [Segment] {
    var segments = [Segment](), start = 0
    for (passage, new) in tokens.enumerated() where !new.isEmpty {
      let before = (prefixes[passage]?.count ?? 0) + lengths[passage]
      guard before + new.count <= model.longestText else {
        throw InferenceError.contextTooLong(before + new.count, limit: model.longestText)
      }
      precondition(capacity == 0 ? lengths[passage] == 0 : lengths[passage] + new.count <= capacity)
      segments.append(Segment(passage: passage, start: start, count: new.count, before: before))
      start += new.count
    }
    return segments
  }

  private func embed(_ tokens: [[Int32]], count: Int) throws -> Panel {
    let width = model.configuration.width, scale = model.configuration.embeddingScale
    var panel = Panel(features: width, count: count, layout: model.layout)
    var rows = [Float]()
    rows.reserveCapacity(count * width)
    for token in tokens.joined() {
      guard token >= 0, Int(token) < model.configuration.vocabulary else { throw InferenceError.tokenOutOfRange(token) }
      let row = try model.weights.embedding.row(Int(token))
      if scale == 1 { rows.append(contentsOf: row) } else { rows.append(contentsOf: row.map { $0 * scale }) }
    }
    VectorKernels.columns(
      from: rows, rowStride: width, features: width, count: count, into: &panel.values, stride: panel.stride)
    return panel
  }

  private mutating func attend(
    _ layer: Int, _ weights: LayerWeights, segments: [Segment], positions: [Int], panel: inout Panel
  ) {
    let shape = model.attentionShape(layer: layer)
    let configuration = model.configuration, stride = panel.stride, count = positions.count
    let joined = shape.queryWidth + 2 * shape.keyValueWidth
    VectorKernels.rmsNorm(
      panel.values, weight: weights.attentionNorm, stride: stride, epsilon: configuration.normEpsilon, into: &scratch.normed)
    Self.multiply(
      weights.queryKeyValue, panel: scratch.normed, stride: stride, into: &scratch.joined, scratch: &scratch.products,
      of: model)
    if let bias = weights.queryKeyValueBias { VectorKernels.addBias(bias, to: &scratch.joined, stride: stride) }
    VectorKernels.rows(of: scratch.joined, features: joined, stride: stride, count: count, into: &scratch.rows)
    VectorKernels.rotate(
      &scratch.rows, rowWidth: joined, count: count, positions: positions, heads: shape.heads,
      keyHeads: shape.keyValueHeads, size: shape.size, table: model.rotation(layer: layer), queryNorm: weights.queryNorm,
      keyNorm: weights.keyNorm, epsilon: configuration.normEpsilon)
    if capacity > 0 {
      attendKept(layer, segments: segments, joined: joined, shape: shape)
    } else {
      attendOwn(layer, segments: segments, count: count, joined: joined, shape: shape)
    }
    VectorKernels.columns(
      from: scratch.attended, rowStride: shape.queryWidth, features: shape.queryWidth, count: count,
      into: &scratch.attendedPanel, stride: stride)
    addBranch(weights.attentionOutput, input: scratch.attendedPanel, norm: weights.postAttentionNorm, to: &panel)
  }

  /// Attention of passages whose own positions are all in this call.
  private mutating func attendOwn(_ layer: Int, segments: [Segment], count: Int, joined: Int, shape: AttentionShape) {
    let keyStride = KeyValueBlock.keyStride(count), width = shape.keyValueWidth
    VectorKernels.columns(
      from: scratch.rows, offset: shape.queryWidth, rowStride: joined, features: width, count: count, into: &scratch.keys,
      stride: keyStride)
    for segment in segments {
      let view = KeyValueView(
        keyOffset: segment.start, keyStride: keyStride, valueOffset: segment.start * joined + shape.queryWidth + width,
        valueStride: joined)
      let prefix = prefixes[segment.passage]
      VectorKernels.attend(
        AttendedRows(first: segment.start, count: segment.count, ownCount: 1), queries: scratch.rows, queryStride: joined,
        prefix: prefix?.layers[layer] ?? [], prefixCount: prefix?.count ?? 0, ownKeys: scratch.keys, ownValues: scratch.rows,
        own: view, shape: shape, scores: &scratch.scores, out: &scratch.attended)
    }
  }

  /// Attention of passages of which earlier calls read positions, which are kept, as this call's are for later ones.
  private mutating func attendKept(_ layer: Int, segments: [Segment], joined: Int, shape: AttentionShape) {
    let block = KeyValueBlock(width: shape.keyValueWidth, capacity: capacity)
    while kept.count <= layer { kept.append([Float](repeating: 0, count: prefixes.count * block.size)) }
    for segment in segments {
      let view = block.view(at: segment.passage * block.size), before = lengths[segment.passage]
      let source = segment.start * joined + shape.queryWidth
      VectorKernels.columns(
        from: scratch.rows, offset: source, rowStride: joined, features: block.width, count: segment.count, into: &kept[layer],
        at: view.keyOffset + before, stride: block.keyStride)
      for row in 0..<segment.count {
        let from = source + row * joined + block.width, to = view.valueOffset + (before + row) * block.width
        for i in 0..<block.width { kept[layer][to + i] = scratch.rows[from + i] }
      }
      let prefix = prefixes[segment.passage]
      VectorKernels.attend(
        AttendedRows(first: segment.start, count: segment.count, ownCount: before + 1), queries: scratch.rows,
        queryStride: joined, prefix: prefix?.layers[layer] ?? [], prefixCount: prefix?.count ?? 0, ownKeys: kept[layer],
        ownValues: kept[layer], own: view, shape: shape, scores: &scratch.scores, out: &scratch.attended)
    }
  }

  private mutating func feedForward(_ weights: LayerWeights, panel: inout Panel) {
    let configuration = model.configuration, stride = panel.stride
    let inner = configuration.feedForwardWidth
    VectorKernels.rmsNorm(
      panel.values, weight: weights.feedForwardNorm, stride: stride, epsilon: configuration.normEpsilon,
      into: &scratch.normed)
    Self.multiply(
      weights.gateUp, panel: scratch.normed, stride: stride, into: &scratch.gateUp, scratch: &scratch.products,
      of: model)
    VectorKernels.gatedActivation(
      scratch.gateUp, gelu: configuration.activation == .geluTanh, count: inner * stride, into: &scratch.activated)
    addBranch(weights.down, input: scratch.activated, norm: weights.postFeedForwardNorm, to: &panel)
  }

  /// Not a method: it would hold this pass, and with it every buffer, which are then copied before they are written.
  private static func multiply(
    _ matrix: LayerMatrix, panel: [Float], stride: Int, into output: inout [Float], scratch: inout ProductScratch,
    of model: Transformer, accumulate: Bool = false
  ) {
    let product = Stopwatch.measure {
      matrix.multiply(panel, stride: stride, in: model.precision, into: &output, scratch: &scratch, accumulate: accumulate)
    }
    model.meter.addProducts(seconds: product.seconds)
  }

  /// Adds `matrix · input` to the hidden states, normed first where the family does so.
  private mutating func addBranch(_ matrix: LayerMatrix, input: [Float], norm: [Float]?, to panel: inout Panel) {
    guard let norm else {
      Self.multiply(
        matrix, panel: input, stride: panel.stride, into: &panel.values, scratch: &scratch.products, of: model,
        accumulate: true)
      return
    }
    Self.multiply(
      matrix, panel: input, stride: panel.stride, into: &scratch.branch, scratch: &scratch.products, of: model)
    VectorKernels.rmsNorm(
      scratch.branch, weight: norm, stride: panel.stride, epsilon: model.configuration.normEpsilon, into: &scratch.normed)
    VectorKernels.add(scratch.normed, to: &panel.values, count: panel.features * panel.stride)
  }
}
