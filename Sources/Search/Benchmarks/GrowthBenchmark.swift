package import Findings
package import Inference

/// How the time of single-token candidates grows with their number, and with the layers that they go through.
package enum GrowthBenchmark {
  private static let prefix = 30
  private static let candidates = [512, 1_024, 2_048, 4_096, 8_192]
  /// Candidates where layers grow, and layers where candidates do.
  private static let fixedCandidates = 2_048
  private static let parts = 5

  /// Candidates grow at some layers, and layers at some candidates.
  package static func run(_ model: Transformer, workers: Int, rounds: Int) throws -> [BenchmarkReport.Growth] {
    let layers = model.configuration.layers, middle = min(ScanBenchmark.depth, layers)
    var shapes = [Shape]()
    for shape in candidates.map({ Shape(count: $0, depth: middle) })
      + (1...parts).map({ Shape(count: fixedCandidates, depth: max(1, layers * $0 / parts)) })
    where !shapes.contains(shape) {
      shapes.append(shape)
    }
    return try measure(model, shapes, workers: workers, rounds: rounds)
  }

  /// One point, all layers: models of several sizes are compared by it.
  package static func size(_ model: Transformer, workers: Int, rounds: Int) throws -> [BenchmarkReport.Growth] {
    try measure(
      model, [Shape(count: fixedCandidates, depth: model.configuration.layers)], workers: workers, rounds: rounds)
  }

  private struct Shape: Equatable {
    let count: Int
    let depth: Int
  }

  private static func measure(
    _ model: Transformer, _ shapes: [Shape], workers: Int, rounds: Int
  ) throws -> [BenchmarkReport.Growth] {
    let weights = LayerProducts.weightsPerLayer(model.configuration)
    return try ForwardBenchmark(model, workers: workers).measure(
      shapes.map { .init(name: "growth", prefix: prefix, length: 1, count: $0.count, depth: $0.depth) }, rounds: rounds,
      alone: false
    ).map {
      .init(candidates: $0.shape.count, layers: $0.depth, parameters: $0.depth * weights, seconds: $0.seconds)
    }
  }
}
