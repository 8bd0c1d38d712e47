internal import Inference
internal import ModelFormats
internal import Synchronization

/// A model's weights, read from its file when they are first asked for.
final class OwnWeights: Sendable {
  private let checkpoint: any Checkpoint
  private let placement: WeightPlacement
  private let base: Transformer
  private let read = Mutex<Transformer?>(nil)

  /// - Parameter base: whose meter counts what is read.
  init(_ checkpoint: any Checkpoint, placement: WeightPlacement, sharing base: Transformer) {
    self.checkpoint = checkpoint
    self.placement = placement
    self.base = base
  }

  func transformer() throws -> Transformer {
    try read.withLock { known in
      if let known { return known }
      let transformer = try Transformer(checkpoint, placement: placement, sharing: base)
      known = transformer
      return transformer
    }
  }
}
