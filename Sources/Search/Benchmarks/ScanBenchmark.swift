package import Findings
internal import Inference
package import Targets

/// A reaction scan of the whole vocabulary, tuned model and base, against the time that its matrix products alone would
/// take at the peak. The peak is measured again before every block of tokens.
package struct ScanBenchmark {
  /// Layers that the figure is stated for.
  package static let depth = 12
  private static let block = 4_096

  private let model: ModelUnderTest
  private let base: Transformer
  private let opening: [Int32]

  /// - Parameter opening: tokens that every candidate stands behind.
  package init(_ model: ModelUnderTest, opening: [Int32]) {
    self.model = model
    self.opening = opening
    base = model.comparison
  }

  /// - Parameter tokens: how many of the vocabulary's are scanned; all where nil.
  package func run(tokens: Int? = nil, progress: (_ done: Int, _ total: Int) -> Void) throws -> BenchmarkReport.Scan {
    let configuration = model.configuration, depth = min(Self.depth, configuration.layers)
    let total = min(tokens ?? configuration.vocabulary, configuration.vocabulary)
    let meter = ReactionMeter(base: base, workers: model.workers)
    func react(_ tokens: Range<Int>) throws {
      let texts = tokens.map { [Int32($0)] }
      _ = try meter.logReactions(prefix: opening, texts: texts, tuned: [model.tuned], depth: depth)
    }
    // Reads the opening and warms up.
    try react(0..<min(256, total))
    var seconds = 0.0, peaks = [Double]()
    for start in stride(from: 0, to: total, by: Self.block) {
      progress(start, total)
      peaks.append(try PeakRate.measure(workers: model.workers, rounds: 1).best)
      seconds += try Stopwatch.measure { try react(start..<min(start + Self.block, total)) }.seconds
    }
    let peak = Stopwatch.median(peaks)
    let operations = 2 * 2 * Double(total) * Double(depth) * Double(LayerProducts.weightsPerLayer(configuration))
    let products = peak > 0 ? operations / (peak * 1e9) : 0
    return .init(
      tokens: total, layers: depth, seconds: seconds, productSeconds: products,
      ratio: products > 0 ? seconds / products : 0, peakGflops: peak)
  }
}
