package import ModelFormats

/// The matrix products of a model's layers and nothing else, on matrices of the same shapes.
package struct LayerProducts: Sendable {
  private struct Product: Sendable {
    let rows: Int
    let inner: Int
  }

  /// Memory that the stand-in weights may take: more than caches hold, no more than a machine has to spare.
  private static let standInBytes = 256 << 20

  private let products: [Product]
  private let layout: PanelLayout
  private let precision: Precision
  /// layer copy → product → rows × inner.
  private let weights: [[[Float]]]

  package init(of model: Transformer) {
    let products = Self.products(model.configuration)
    let bytes = products.reduce(0) { $0 + $1.rows * $1.inner * 4 }
    let copies = max(1, min(model.configuration.layers, Self.standInBytes / max(1, bytes)))
    self.products = products
    layout = model.layout
    precision = model.precision
    weights = (0..<copies).map { copy in
      products.map { product in (0..<product.rows * product.inner).map { Float(($0 &+ copy) % 31) / 30 - 0.5 } }
    }
  }

  private static func products(_ configuration: ModelConfiguration) -> [Product] {
    let queries = configuration.heads * configuration.headSize
    let joined = queries + 2 * configuration.keyValueHeads * configuration.headSize
    return [
      Product(rows: joined, inner: configuration.width), Product(rows: configuration.width, inner: queries),
      Product(rows: 2 * configuration.feedForwardWidth, inner: configuration.width),
      Product(rows: configuration.width, inner: configuration.feedForwardWidth),
    ]
  }

  /// Weights that a token is multiplied with in each layer: two floating-point operations each.
  package static func weightsPerLayer(_ configuration: ModelConfiguration) -> Int {
    products(configuration).reduce(0) { $0 + $1.rows * $1.inner }
  }

  /// Multiplies through `depth` layers, a panel for each width, shared among workers as a pass shares them.
  ///
  /// - Returns: seconds in products, summed over the panels.
  package func run(widths: [Int], depth: Int, workers: Int) throws -> Double {
    let inner = products.map(\.inner).max() ?? 0, rows = products.map(\.rows).max() ?? 0
    return try Parallel.map(widths, workers: workers) { width in
      let stride = layout.stride(for: width)
      let panel = (0..<inner * stride).map { Float($0 % 29) / 28 - 0.5 }
      var output = [Float](repeating: 0, count: rows * stride), packed = [Float]()
      return Stopwatch.measure {
        for layer in 0..<depth {
          for (index, product) in products.enumerated() {
            PanelProduct.multiply(
              weights[layer % weights.count][index], rows: product.rows, inner: product.inner, panel: panel,
              stride: stride, in: precision, into: &output, packed: &packed)
          }
        }
      }.seconds
    }.reduce(0, +)
  }
}
