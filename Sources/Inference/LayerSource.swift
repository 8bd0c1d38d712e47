internal import Synchronization

/// Where the weights of a model's layers come from: memory, or the file each time that they are needed.
enum LayerSource: Sendable {
  case memory([LayerWeights])
  case file(FiledLayers)

  func layer(_ index: Int) throws -> LayerWeights {
    switch self {
    case .memory(let layers): layers[index]
    case .file(let layers): try layers.layer(index)
    }
  }

  /// The same layers, changed: at once in memory, else whenever a layer is widened.
  func changed(_ change: @escaping @Sendable (_ index: Int, _ layer: inout LayerWeights) -> Void) -> LayerSource {
    switch self {
    case .memory(var layers):
      for index in layers.indices { change(index, &layers[index]) }
      return .memory(layers)
    case .file(let layers):
      return .file(
        FiledLayers { index in
          var layer = try layers.layer(index)
          change(index, &layer)
          return layer
        })
    }
  }
}

/// Layers that are widened anew for each pass. The last one stays until another is asked for: workers that run side by side
/// read the same layers one after the other.
final class FiledLayers: Sendable {
  private struct Kept {
    let index: Int
    let weights: LayerWeights
  }

  private let widen: @Sendable (_ index: Int) throws -> LayerWeights
  private let kept = Mutex<Kept?>(nil)

  init(_ widen: @escaping @Sendable (_ index: Int) throws -> LayerWeights) {
    self.widen = widen
  }

  func layer(_ index: Int) throws -> LayerWeights {
    try kept.withLock { kept in
      if let known = kept, known.index == index { return known.weights }
      // The old one goes first, so that both are not in memory at once.
      kept = nil
      let weights = try widen(index)
      kept = Kept(index: index, weights: weights)
      return weights
    }
  }
}
