internal import ModelFormats
internal import Synchronization

/// Work space of a forward pass, which grows to the largest panel that it was used for.
struct PassScratch {
  var normed = [Float](), joined = [Float](), rows = [Float](), keys = [Float](), attended = [Float](), attendedPanel = [Float]()
  var gateUp = [Float](), activated = [Float](), branch = [Float](), scores = [Float](), products = ProductScratch()

  /// Makes room for `count` rows in panels of `stride` columns.
  mutating func prepare(_ configuration: ModelConfiguration, shape: AttentionShape, stride: Int, count: Int) {
    func grow(_ buffer: inout [Float], to size: Int) {
      if buffer.count < size { buffer = [Float](repeating: 0, count: size) }
    }
    let joined = shape.queryWidth + 2 * shape.keyValueWidth
    grow(&normed, to: configuration.width * stride)
    grow(&branch, to: configuration.width * stride)
    grow(&self.joined, to: joined * stride)
    grow(&rows, to: joined * count)
    grow(&attended, to: shape.queryWidth * count)
    grow(&gateUp, to: 2 * configuration.feedForwardWidth * stride)
    grow(&activated, to: configuration.feedForwardWidth * stride)
    grow(&keys, to: shape.keyValueWidth * KeyValueBlock.keyStride(count) + KeyValueBlock.slack)
    grow(&attendedPanel, to: shape.queryWidth * stride)
  }
}

/// Work space that passes hand on to the next: fresh memory is cleared page by page by the system when it is first touched,
/// which took time in the system (docs/decisions.md, 22). As many are kept as passes ran at once.
final class ScratchPool: Sendable {
  private let free = Mutex([PassScratch]())

  func take() -> PassScratch { free.withLock { $0.popLast() } ?? PassScratch() }

  func give(_ scratch: consuming PassScratch) { free.withLock { [scratch] in $0.append(scratch) } }
}
