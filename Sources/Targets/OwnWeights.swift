internal import Inference
internal import ModelFormats
internal import Synchronization

/// A model's weights, read from its file when they are first asked for.
final class OwnWeights: Sendable {
  private let checkpoint: any Checkpoint
  private let placement: WeightPlacement
  private let meter: ForwardMeter
  private let read = Mutex<Transformer?>(nil)

  init(_ checkpoint: any Checkpoint, placement: WeightPlacement, meter: ForwardMeter) {
    self.checkpoint = checkpoint
    self.placement = placement
    self.meter = meter
  }

  func transformer() throws -> Transformer {
    try read.withLock { known in
      if let known { return known }
      let transformer = try Transformer(checkpoint, placement: placement, meter: meter)
      known = transformer
      return transformer
    }
  }
}
