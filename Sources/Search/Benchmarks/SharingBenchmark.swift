package import Findings
internal import Inference
package import Targets

/// Candidates behind a prefix that is read once, against the same candidates with the prefix read anew for each. Both go
/// through the same batches: only the sharing differs.
package struct SharingBenchmark {
  private static let suffixLength = 14
  /// Candidates of a round; fewer where the prefix is read anew, which takes longer.
  private static let singles = (shared: 4_096, recomputed: 256)
  private static let suffixes = (shared: 292, recomputed: 146)

  private let model: ModelUnderTest
  private let base: Transformer
  private let opening: [Int32]

  package init(_ model: ModelUnderTest, opening: [Int32]) {
    self.model = model
    self.opening = opening
    base = model.comparison
  }

  /// Medians of `rounds` alternating rounds behind one that warms up.
  package func run(rounds: Int) throws -> [BenchmarkReport.Sharing] {
    let meter = ReactionMeter(base: base, workers: model.workers), tuned = model.tuned, workers = model.workers
    let opening = opening, depth = min(ScanBenchmark.depth, model.configuration.layers)
    let layers = model.configuration.layers
    func scan(_ texts: [[Int32]], prefix: [Int32]) throws {
      _ = try meter.logReactions(prefix: prefix, texts: texts, tuned: [tuned], depth: depth)
    }
    func read(_ passages: [Passage]) throws {
      _ = try tuned.map(passages, workers: workers) { [try tuned.read($0, depth: layers).count] }
    }
    let prefix = try tuned.prefix(opening)
    return [
      try compare(
        "single tokens, both models, \(depth) layers", own: 1, counts: Self.singles, rounds: rounds,
        shared: { try scan(texts($0, length: 1), prefix: opening) },
        recomputed: { try scan(texts($0, length: 1).map { opening + $0 }, prefix: []) }),
      try compare(
        "\(Self.suffixLength)-token suffixes, all layers", own: Self.suffixLength, counts: Self.suffixes, rounds: rounds,
        shared: { try read(texts($0, length: Self.suffixLength).map { Passage(prefix: prefix, tokens: $0) }) },
        recomputed: { try read(texts($0, length: Self.suffixLength).map { Passage(tokens: opening + $0) }) }),
    ]
  }

  private func texts(_ count: Int, length: Int) -> [[Int32]] {
    let vocabulary = max(1, model.configuration.vocabulary)
    return (0..<count).map { text in (0..<length).map { Int32((text * 4_001 + $0 * 7_919 + 11) % vocabulary) } }
  }

  private func compare(
    _ shape: String, own: Int, counts: (shared: Int, recomputed: Int), rounds: Int, shared: (Int) throws -> Void,
    recomputed: (Int) throws -> Void
  ) throws -> BenchmarkReport.Sharing {
    var rates = (shared: [Double](), recomputed: [Double]())
    for _ in 0...max(1, rounds) {
      rates.shared.append(Double(counts.shared) / max(1e-9, try Stopwatch.measure { try shared(counts.shared) }.seconds))
      rates.recomputed.append(
        Double(counts.recomputed) / max(1e-9, try Stopwatch.measure { try recomputed(counts.recomputed) }.seconds))
    }
    let with = Stopwatch.median(Array(rates.shared.dropFirst()))
    let without = Stopwatch.median(Array(rates.recomputed.dropFirst()))
    return .init(
      shape: shape, prefix: opening.count, own: own, shared: with, recomputed: without,
      ratio: without > 0 ? with / without : 0)
  }
}
