package import ModelFormats
internal import Synchronization

/// A decoder-only transformer in single precision, or with products of rounded numbers: weights and what follows from its configuration.
///
/// Immutable, so that workers share it. Every token's result has the same bits in any batch, order and thread (see
/// `PanelProduct`).
package final class Transformer: Sendable {
  package let configuration: ModelConfiguration
  package let layout = PanelLayout.standard
  /// What has been read, and work space, shared with the models made from this one.
  package let meter: ForwardMeter
  let scratch: ScratchPool
  let weights: WeightSet
  /// Of its matrix products; those of low-rank updates, which stay apart, are of single precision.
  package let precision: Precision
  let globalRotation: RotaryTable
  let localRotation: RotaryTable?
  /// Prefixes read lately, newest last.
  private let prefixes = Mutex([KeyValues]())

  private static let keptPrefixes = 6
  /// Longest text that rotary tables cover; scanning needs far less than most models' contexts.
  private static let longestText = 8192

  /// - Parameters:
  ///   - checkpoint: weights and configuration; all tensors are widened to single precision.
  ///   - placement: when they are.
  ///   - other: a model with which it shares meter and work space.
  package convenience init(
    _ checkpoint: some Checkpoint, placement: WeightPlacement = .memory, sharing other: Transformer? = nil
  ) throws {
    try KernelSelfTest.require()
    self.init(
      configuration: checkpoint.configuration, weights: try WeightSet(checkpoint, placement: placement),
      precision: .single, meter: other?.meter ?? ForwardMeter(), scratch: other?.scratch ?? ScratchPool())
  }

  private init(
    configuration: ModelConfiguration, weights: WeightSet, precision: Precision, meter: ForwardMeter, scratch: ScratchPool
  ) {
    self.configuration = configuration
    self.precision = precision
    self.meter = meter
    self.scratch = scratch
    self.weights = weights
    var positions = min(configuration.contextLength, Self.longestText)
    // Beyond its original context such a model turns every position by other factors, keys already kept included.
    if case .longrope(_, _, let original, _) = configuration.ropeScaling { positions = min(positions, original) }
    globalRotation = RotaryTable(
      size: configuration.headSize, base: configuration.ropeBase, scaling: configuration.ropeScaling, positions: positions)
    localRotation = configuration.localRopeBase.map {
      RotaryTable(size: configuration.headSize, base: $0, scaling: .none, positions: positions)
    }
  }

  /// The same model with low-rank updates added; unchanged matrices are shared.
  ///
  /// - Parameter depth: layers from here on keep the base's weights, for passes that do not run deeper.
  package func adding(_ updates: [TensorRole: LowRankUpdate], depth: Int? = nil) throws -> Transformer {
    try adding(WeightChange(updates: updates), depth: depth)
  }

  /// The same model, changed; what is not is shared.
  ///
  /// - Parameters:
  ///   - depth: layers from here on keep the base's weights, for passes that do not run deeper.
  ///   - becoming: the configuration of what it becomes, where that is another.
  package func adding(
    _ change: WeightChange, depth: Int? = nil, becoming other: ModelConfiguration? = nil
  ) throws -> Transformer {
    var configuration = other ?? configuration
    if change.untiesOutput { configuration.tiedOutput = false }
    return Transformer(
      configuration: configuration, weights: try weights.adding(change, configuration: configuration, depth: depth),
      precision: precision, meter: meter, scratch: scratch)
  }

  /// The same model in another precision; its weights are shared.
  package func computing(in precision: Precision) -> Transformer {
    guard precision != self.precision else { return self }
    return Transformer(configuration: configuration, weights: weights, precision: precision, meter: meter, scratch: scratch)
  }

  package var longestText: Int { globalRotation.cosine.count / max(1, globalRotation.half) }

  func rotation(layer: Int) -> RotaryTable {
    if let localRotation, configuration.window(inLayer: layer) != nil { return localRotation }
    return globalRotation
  }

  func attentionShape(layer: Int) -> AttentionShape {
    AttentionShape(
      heads: configuration.heads, keyValueHeads: configuration.keyValueHeads, size: configuration.headSize,
      scale: configuration.attentionScale, softCap: configuration.attentionSoftCap ?? 0,
      window: configuration.window(inLayer: layer))
  }

  /// Keys and values of a text that later passages share. The last few are kept.
  ///
  /// Throws `InferenceError` for tokens outside the vocabulary or a text longer than the tables.
  package func prefix(_ tokens: [Int32], depth: Int? = nil) throws -> KeyValues {
    let depth = min(depth ?? configuration.layers, configuration.layers)
    let known = prefixes.withLock { kept -> KeyValues? in
      guard let index = kept.lastIndex(where: { $0.depth >= depth && $0.tokens == tokens }) else { return nil }
      let found = kept.remove(at: index)
      kept.append(found)
      return found
    }
    if let known {
      meter.addSpared(tokens: tokens.count, depth: depth)
      return known
    }
    var pass = try ForwardPass(self, passages: [Passage(tokens: [])], capacity: tokens.count)
    var at = 0
    while at < tokens.count {
      let end = min(at + layout.capacity, tokens.count)
      _ = try pass.read([Array(tokens[at..<end])], depth: depth)
      at = end
    }
    let result = KeyValues(tokens: tokens, layers: pass.keptLayers(depth: depth))
    prefixes.withLock { kept in
      kept.append(result)
      if kept.count > Self.keptPrefixes { kept.removeFirst() }
    }
    return result
  }
}
