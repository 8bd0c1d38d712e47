internal import ModelFormats
internal import Dispatch

/// Measures the forward pass on shapes that scans are made of, against its own matrix products alone.
///
/// Rounds of both alternate, so that a machine that others use slows both; medians count.
package struct ForwardBenchmark: Sendable {
  /// Texts of one shape: `count` passages of `length` tokens behind a shared prefix.
  package struct Shape: Sendable, Equatable {
    package let name: String
    package let prefix: Int
    package let length: Int
    package let count: Int

    package init(name: String, prefix: Int, length: Int, count: Int) {
      self.name = name
      self.prefix = prefix
      self.length = length
      self.count = count
    }
  }

  package struct Result: Sendable, Equatable {
    package let shape: Shape
    package let tokensPerSecond: Double
    /// Time of the matrix products alone over time of the pass.
    package let ofOwnProducts: Double
    /// GFLOP/s that the pass' products come to: two for each weight and token.
    package let gflops: Double
  }

  package static let shapes = [
    Shape(name: "512-token passages", prefix: 0, length: 512, count: 4),
    Shape(name: "14-token suffixes behind 30 shared tokens", prefix: 30, length: 14, count: 146),
    Shape(name: "single tokens behind 30 shared tokens", prefix: 30, length: 1, count: 2_048),
  ]

  /// Memory that the stand-in weights may take: more than caches hold, no more than a machine has to spare.
  private static let standInBytes = 256 << 20

  private let model: Transformer
  private let workers: Int
  private let products: [Product]
  /// layer copy → product → rows × inner.
  private let weights: [[[Float]]]

  /// One matrix of a layer.
  private struct Product: Sendable {
    let rows: Int
    let inner: Int
  }

  package init(_ model: Transformer, workers: Int) {
    self.model = model
    self.workers = workers
    let configuration = model.configuration
    let queries = configuration.heads * configuration.headSize
    let joined = queries + 2 * configuration.keyValueHeads * configuration.headSize
    let products = [
      Product(rows: joined, inner: configuration.width), Product(rows: configuration.width, inner: queries),
      Product(rows: 2 * configuration.feedForwardWidth, inner: configuration.width),
      Product(rows: configuration.width, inner: configuration.feedForwardWidth),
    ]
    let bytes = products.reduce(0) { $0 + $1.rows * $1.inner * 4 }
    let copies = max(1, min(configuration.layers, Self.standInBytes / max(1, bytes)))
    self.products = products
    weights = (0..<copies).map { copy in
      products.map { product in (0..<product.rows * product.inner).map { Float(($0 &+ copy) % 31) / 30 - 0.5 } }
    }
  }

  /// Products' weights in all layers.
  private var weightCount: Int { model.configuration.layers * products.reduce(0) { $0 + $1.rows * $1.inner } }

  /// Medians of `rounds` rounds. Throws `InferenceError`.
  package func measure(_ shape: Shape, rounds: Int = 5) throws -> Result {
    let vocabulary = model.configuration.vocabulary
    func tokens(_ count: Int, from start: Int) -> [Int32] {
      (0..<count).map { Int32(((start &+ $0) &* 7_919 &+ 11) % max(1, vocabulary)) }
    }
    let prefix = shape.prefix > 0 ? try model.prefix(tokens(shape.prefix, from: 0)) : nil
    let passages = (0..<shape.count).map {
      Passage(prefix: prefix, tokens: tokens(shape.length, from: 1_000 + $0 * shape.length))
    }
    let model = model, depth = model.configuration.layers
    var widths = [Int](), passes = [Double](), alone = [Double]()
    for _ in 0...rounds {
      let pass = Self.seconds {
        try model.map(passages, workers: workers) { batch in
          [try model.read(batch, depth: depth).count]
        }
      }
      widths = try pass.output.get()
      let products = Self.seconds { try multiplyAll(widths) }
      _ = try products.output.get()
      passes.append(pass.seconds)
      alone.append(products.seconds)
    }
    // The first round warms caches and the memory of both.
    let pass = Self.median(Array(passes.dropFirst())), product = Self.median(Array(alone.dropFirst()))
    let count = Double(shape.length * shape.count)
    return Result(
      shape: shape, tokensPerSecond: count / pass, ofOwnProducts: product / pass,
      gflops: 2 * count * Double(weightCount) / pass / 1e9)
  }

  /// The pass' matrix products and nothing else, on panels of the same widths, shared among workers as the pass shares them.
  private func multiplyAll(_ widths: [Int]) throws -> [Int] {
    let layers = model.configuration.layers
    return try Parallel.map(widths, workers: workers) { width in
      let stride = model.layout.stride(for: width)
      let inner = products.map(\.inner).max() ?? 0, rows = products.map(\.rows).max() ?? 0
      let panel = (0..<inner * stride).map { Float($0 % 29) / 28 - 0.5 }
      var output = [Float](repeating: 0, count: rows * stride)
      for layer in 0..<layers {
        for (index, product) in products.enumerated() {
          MatrixKernels.multiply(
            weights[layer % weights.count][index], rows: product.rows, inner: product.inner, panel: panel, stride: stride,
            into: &output)
        }
      }
      return width
    }
  }

  /// Best GFLOP/s of products of 2,000 × 2,000 × 2,000, one on each worker at once.
  package static func peak(workers: Int, rounds: Int = 3) throws -> Double {
    let work = 2 * 2_000.0 * 2_000 * 2_000
    var best = 0.0
    for _ in 0..<rounds {
      // Each worker's time on its own product: what they do before it, filling matrices, is not counted.
      let rates = try Parallel.map(Array(0..<max(1, workers)), workers: workers) { _ in
        KernelTrial.rate(size: 2_000, seconds: 2 * work / 60e9)
      }
      best = max(best, rates.reduce(0, +))
    }
    return best
  }

  private static func seconds<Output>(_ body: () throws -> Output) -> (output: Swift.Result<Output, any Error>, seconds: Double) {
    let start = DispatchTime.now().uptimeNanoseconds
    let output = Swift.Result { try body() }
    return (output, Double(DispatchTime.now().uptimeNanoseconds &- start) / 1e9)
  }

  private static func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    return sorted.isEmpty ? 0 : sorted[sorted.count / 2]
  }
}
