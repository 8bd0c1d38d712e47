/// Measures the forward pass on shapes that scans are made of, against its own matrix products alone.
///
/// Rounds of all shapes, and of passes and products, alternate, so that a machine that others use slows all of them;
/// medians count. Every round reads other tokens: no prefix kept from an earlier one helps.
package struct ForwardBenchmark: Sendable {
  /// Texts of one shape: `count` passages of `length` tokens behind `prefix` shared ones, through `depth` layers.
  package struct Shape: Sendable, Equatable {
    package let name: String
    package let prefix: Int
    package let length: Int
    package let count: Int
    /// All layers where nil.
    package let depth: Int?

    package init(name: String, prefix: Int, length: Int, count: Int, depth: Int? = nil) {
      self.name = name
      self.prefix = prefix
      self.length = length
      self.count = count
      self.depth = depth
    }

    var tokens: Int { length * count }
  }

  package struct Result: Sendable, Equatable {
    package let shape: Shape
    package let depth: Int
    /// Of the pass, without the shared prefix.
    package let seconds: Double
    package let tokensPerSecond: Double
    /// GFLOP/s that the pass' products come to: two operations for each weight and token.
    package let gflops: Double
    /// Time of the matrix products alone over time of the pass.
    package let ofOwnProducts: Double
    /// Share of the workers' time that the pass spends in its matrix products.
    package let productShare: Double
    /// Speed of the pass' products over the speed of the same products alone.
    package let productSpeed: Double
  }

  package static let prefill = [
    Shape(name: "512-token passages", prefix: 0, length: 512, count: 4),
    Shape(name: "14-token suffixes behind 30 shared tokens", prefix: 30, length: 14, count: 146),
    Shape(name: "single tokens behind 30 shared tokens", prefix: 30, length: 1, count: 2_048),
  ]

  /// One round of one shape.
  private struct Round {
    var pass = 0.0, alone = 0.0, inPass = 0.0, inAlone = 0.0
  }

  private let model: Transformer
  private let workers: Int
  private let products: LayerProducts

  package init(_ model: Transformer, workers: Int) {
    self.model = model
    self.workers = workers
    products = LayerProducts(of: model)
  }

  /// Medians of `rounds` rounds behind one that warms up. Throws `InferenceError`.
  ///
  /// - Parameter alone: also measure the products alone; else what compares with them is 0.
  package func measure(_ shapes: [Shape], rounds: Int, alone: Bool = true) throws -> [Result] {
    let prefixes = try shapes.map { shape in
      shape.prefix > 0 ? try model.prefix(tokens(shape.prefix, seed: 0)) : nil
    }
    var measured = [[Round]](repeating: [], count: shapes.count)
    for round in 0...max(1, rounds) {
      for (index, shape) in shapes.enumerated() {
        measured[index].append(try self.round(shape, behind: prefixes[index], seed: round + 1, alone: alone))
      }
    }
    return zip(shapes, measured).map { shape, rounds in result(shape, Array(rounds.dropFirst())) }
  }

  private func tokens(_ count: Int, seed: Int) -> [Int32] {
    let vocabulary = max(1, model.configuration.vocabulary)
    return (0..<count).map { Int32(((seed &* 100_003 &+ $0) &* 7_919 &+ 11) % vocabulary) }
  }

  private func round(_ shape: Shape, behind prefix: KeyValues?, seed: Int, alone: Bool) throws -> Round {
    let model = model, depth = self.depth(of: shape)
    let all = tokens(shape.tokens, seed: seed)
    let passages = (0..<shape.count).map {
      Passage(prefix: prefix, tokens: Array(all[$0 * shape.length..<($0 + 1) * shape.length]))
    }
    let before = model.meter.productSeconds
    let pass = try Stopwatch.measure {
      try model.map(passages, workers: workers) { batch in
        _ = try model.read(batch, depth: depth)
        return [batch.reduce(0) { $0 + $1.tokens.count }]
      }
    }
    var round = Round(pass: pass.seconds, inPass: model.meter.productSeconds - before)
    guard alone else { return round }
    let widths = pass.output + openingWidths(shape)
    let multiplied = try Stopwatch.measure { try products.run(widths: widths, depth: depth, workers: workers) }
    (round.alone, round.inAlone) = (multiplied.seconds, multiplied.output)
    return round
  }

  private func depth(of shape: Shape) -> Int { min(shape.depth ?? model.configuration.layers, model.configuration.layers) }

  /// Panels in which passages longer than one read their beginnings (`Transformer.fitting`).
  private func openingWidths(_ shape: Shape) -> [Int] {
    let capacity = model.layout.capacity
    guard shape.length > capacity else { return [] }
    let opening = shape.length - max(1, capacity / 2)
    let widths = stride(from: 0, to: opening, by: capacity).map { min(capacity, opening - $0) }
    return (0..<shape.count).flatMap { _ in widths }
  }

  private func result(_ shape: Shape, _ rounds: [Round]) -> Result {
    func median(_ value: (Round) -> Double) -> Double { Stopwatch.median(rounds.map(value)) }
    func ratio(_ a: Double, _ b: Double) -> Double { b > 0 ? a / b : 0 }
    let depth = depth(of: shape), seconds = median(\.pass), count = Double(shape.tokens)
    let weights = Double(depth * LayerProducts.weightsPerLayer(model.configuration))
    return Result(
      shape: shape, depth: depth, seconds: seconds, tokensPerSecond: ratio(count, seconds),
      gflops: ratio(2 * count * weights, seconds) / 1e9, ofOwnProducts: ratio(median(\.alone), seconds),
      productShare: median { ratio($0.inPass, $0.pass * Double(workers)) },
      productSpeed: ratio(median(\.inAlone), median(\.inPass)))
  }
}
