/// The document `hairtrigger.bench/1`: this machine's kernels, and a model on them. Parts that were not asked for are left out.
package struct BenchmarkReport: Encodable, Sendable {
  package struct SelfTest: Encodable, Sendable {
    package let worst: Double
    package let passed: Bool

    package init(worst: Double, passed: Bool) {
      self.worst = worst
      self.passed = passed
    }
  }

  /// Texts of one shape through all layers.
  package struct Prefill: Encodable, Sendable {
    package let shape: String
    package let tokensPerSecond, ofOwnProducts, ofPeak, gflops: Double
    /// Share of the workers' time in matrix products, and those products' speed over the same products alone.
    package let productShare, productSpeed: Double

    package init(
      shape: String, tokensPerSecond: Double, ofOwnProducts: Double, ofPeak: Double, gflops: Double, productShare: Double,
      productSpeed: Double
    ) {
      self.shape = shape
      self.tokensPerSecond = tokensPerSecond
      self.ofOwnProducts = ofOwnProducts
      self.ofPeak = ofPeak
      self.gflops = gflops
      self.productShare = productShare
      self.productSpeed = productSpeed
    }

    enum CodingKeys: String, CodingKey {
      case shape
      case tokensPerSecond = "tokens_per_second"
      case ofOwnProducts = "of_own_products"
      case ofPeak = "of_peak"
      case gflops
      case productShare = "product_share"
      case productSpeed = "product_speed"
    }
  }

  /// Candidates a second behind a shared prefix, and with the prefix read anew for each.
  package struct Sharing: Encodable, Sendable {
    package let shape: String
    /// Tokens that all candidates share, and those that each has.
    package let prefix, own: Int
    package let shared, recomputed, ratio: Double

    package init(shape: String, prefix: Int, own: Int, shared: Double, recomputed: Double, ratio: Double) {
      self.shape = shape
      self.prefix = prefix
      self.own = own
      self.shared = shared
      self.recomputed = recomputed
      self.ratio = ratio
    }
  }

  /// A reaction scan of the whole vocabulary in both models, and what its matrix products take at the measured peak.
  package struct Scan: Encodable, Sendable {
    package let tokens, layers: Int
    package let seconds, productSeconds, ratio, peakGflops: Double

    package init(tokens: Int, layers: Int, seconds: Double, productSeconds: Double, ratio: Double, peakGflops: Double) {
      self.tokens = tokens
      self.layers = layers
      self.seconds = seconds
      self.productSeconds = productSeconds
      self.ratio = ratio
      self.peakGflops = peakGflops
    }

    enum CodingKeys: String, CodingKey {
      case tokens, layers, seconds
      case productSeconds = "product_seconds"
      case ratio
      case peakGflops = "peak_gflops"
    }
  }

  /// Tokens a second of greedy answers: all at once, one at a time, one on each thread.
  package struct Decoding: Encodable, Sendable {
    package let answers, length: Int
    package let together, oneByOne, oneAThread, ratio: Double

    package init(answers: Int, length: Int, together: Double, oneByOne: Double, oneAThread: Double, ratio: Double) {
      self.answers = answers
      self.length = length
      self.together = together
      self.oneByOne = oneByOne
      self.oneAThread = oneAThread
      self.ratio = ratio
    }

    enum CodingKeys: String, CodingKey {
      case answers, length, together
      case oneByOne = "one_by_one"
      case oneAThread = "one_a_thread"
      case ratio
    }
  }

  /// Time of single-token candidates through some layers.
  package struct Growth: Encodable, Sendable {
    package let candidates, layers: Int
    /// Weights of those layers that a token is multiplied with.
    package let parameters: Int
    package let seconds: Double

    package init(candidates: Int, layers: Int, parameters: Int, seconds: Double) {
      self.candidates = candidates
      self.layers = layers
      self.parameters = parameters
      self.seconds = seconds
    }
  }

  /// The same passes in the precision in which searches sort candidates, where that is another.
  package struct Search: Encodable, Sendable {
    package let precision: String
    package let peakGflops: Double
    package let prefill: [Prefill]

    package init(precision: String, peakGflops: Double, prefill: [Prefill]) {
      self.precision = precision
      self.peakGflops = peakGflops
      self.prefill = prefill
    }

    enum CodingKeys: String, CodingKey {
      case precision
      case peakGflops = "peak_gflops"
      case prefill
    }
  }

  package let schema = "hairtrigger.bench/1"
  /// `vectors`: of the forward pass' products. `kernels`: of OpenBLAS, in force.
  package let processor, vectors, kernels: String
  /// What OpenBLAS had chosen, where that was replaced.
  package let replaced: String?
  package let library: String
  package let threads: Int
  package let selfTest: SelfTest
  /// Of the better of both kernels, and of OpenBLAS'.
  package let peakGflops, openBLASGflops: Double
  package let model: String?
  /// In single precision, as all that follows.
  package var prefill = [Prefill]()
  package var search: Search?
  package var sharing: [Sharing]?
  package var scan: Scan?
  package var decoding: Decoding?
  package var growth: [Growth]?
  package let advice: String?

  package init(
    processor: String, vectors: String, kernels: String, replaced: String?, library: String, threads: Int, selfTest: SelfTest,
    peakGflops: Double, openBLASGflops: Double, model: String?, advice: String?
  ) {
    self.processor = processor
    self.vectors = vectors
    self.kernels = kernels
    self.replaced = replaced
    self.library = library
    self.threads = threads
    self.selfTest = selfTest
    self.peakGflops = peakGflops
    self.openBLASGflops = openBLASGflops
    self.model = model
    self.advice = advice
  }

  enum CodingKeys: String, CodingKey {
    case schema, processor, vectors, kernels, replaced, library, threads
    case selfTest = "self_test"
    case peakGflops = "peak_gflops"
    case openBLASGflops = "openblas_gflops"
    case model, prefill, search, sharing, scan, decoding, growth, advice
  }
}
