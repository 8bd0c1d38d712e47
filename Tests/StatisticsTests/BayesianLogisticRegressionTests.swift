import Statistics
import Testing

@Suite("Bayesian logistic regression")
struct BayesianLogisticRegressionTests {
  struct Golden: Decodable {
    struct Posterior: Decodable {
      let mean: [Double]
      let deviation: [Double]
      let low: [Double]
      let high: [Double]
    }

    struct Best: Decodable {
      let scores: [Double]
      let values: [Double]
      let expected: [Double]
    }

    struct Kappa: Decodable {
      let a: [Int]
      let b: [Int]
      let value: Double
    }

    struct AreaUnderCurve: Decodable {
      let scores: [Float]
      let labels: [Bool]
      let value: Double
    }

    struct Trend: Decodable {
      let groups: [[Int]]
      let z: Double
      let p: Double
    }

    let x: [[Double]]
    let y: [Bool]
    let mode: [Double]
    let modeDeviation: [Double]
    let normal: Posterior
    let laplace: Posterior
    let bestOfN: Best
    let kappa: Kappa
    let auc: AreaUnderCurve
    let trend: [Trend]

    enum CodingKeys: String, CodingKey {
      case x, y, mode, normal, laplace, kappa, auc, trend
      case modeDeviation = "mode_deviation"
      case bestOfN = "best_of_n"
    }

    static func load() throws -> Golden { try Goldens.load(Golden.self, from: "regression.json") }
  }

  @Test("Mode and curvature agree with scipy's optimiser")
  func mode() throws {
    let golden = try Golden.load()
    let model = try #require(BayesianLogisticRegression(features: golden.x, outcomes: golden.y, prior: .normal(deviation: 1.5)))
    let fit = try #require(model.approximation())
    #expect(zip(fit.coefficients, golden.mode).allSatisfy { abs($0 - $1) < 1e-6 })
    #expect(zip(fit.deviations, golden.modeDeviation).allSatisfy { abs($0 - $1) < 1e-6 })
    #expect(zip(fit.low, fit.high).allSatisfy { $0 < $1 })
  }

  @Test("Posterior means, deviations and intervals agree with importance sampling to two decimals", arguments: [
    BayesianLogisticRegression.Prior.normal(deviation: 1.5), .laplace(scale: 0.4),
  ])
  func posterior(prior: BayesianLogisticRegression.Prior) throws {
    let golden = try Golden.load()
    let expected = prior == .laplace(scale: 0.4) ? golden.laplace : golden.normal
    let model = try #require(BayesianLogisticRegression(features: golden.x, outcomes: golden.y, prior: prior))
    var random = SplitMix64(seed: 4)
    let own = try #require(model.posterior(draws: 6_000, using: &random))
    #expect(zip(own.means, expected.mean).allSatisfy { abs($0 - $1) < 0.005 }, "\(own.means), expected \(expected.mean)")
    #expect(zip(own.deviations, expected.deviation).allSatisfy { abs($0 - $1) < 0.005 }, "\(own.deviations)")
    #expect(zip(own.low, expected.low).allSatisfy { abs($0 - $1) < 0.02 }, "\(own.low), expected \(expected.low)")
    #expect(zip(own.high, expected.high).allSatisfy { abs($0 - $1) < 0.02 }, "\(own.high), expected \(expected.high)")
    #expect(own.rHat < 1.01 && own.effectiveDraws > 4_000 && own.acceptance > 0.6, "\(own)")
  }

  @Test("The same seed gives the same posterior")
  func seeded() throws {
    let golden = try Golden.load()
    let model = try #require(BayesianLogisticRegression(features: golden.x, outcomes: golden.y, prior: .normal(deviation: 1)))
    var one = SplitMix64(seed: 8)
    var two = SplitMix64(seed: 8)
    #expect(model.posterior(draws: 50, warmup: 50, using: &one) == model.posterior(draws: 50, warmup: 50, using: &two))
  }

  @Test("Separable data stay finite under the prior")
  func separable() throws {
    let features = (0..<20).map { [$0 < 10 ? -1.0 : 1.0, 1.0] }
    let model = try #require(BayesianLogisticRegression(features: features, outcomes: (0..<20).map { $0 >= 10 }, prior: .normal(deviation: 2)))
    let fit = try #require(model.approximation())
    #expect(fit.coefficients[0] > 1 && fit.coefficients[0] < 10)
    #expect(BayesianLogisticRegression.accuracy(coefficients: fit.coefficients, features: features, outcomes: (0..<20).map { $0 >= 10 }).k == 20)
  }

  @Test("Rows of different lengths, values that are not finite and empty data give no model")
  func refuses() {
    let prior = BayesianLogisticRegression.Prior.normal(deviation: 1)
    #expect(BayesianLogisticRegression(features: [], outcomes: [], prior: prior) == nil)
    #expect(BayesianLogisticRegression(features: [[1], [1, 2]], outcomes: [true, false], prior: prior) == nil)
    #expect(BayesianLogisticRegression(features: [[.nan]], outcomes: [true], prior: prior) == nil)
    #expect(BayesianLogisticRegression(features: [[1]], outcomes: [true, false], prior: prior) == nil)
    #expect(BayesianLogisticRegression(features: [[1]], outcomes: [true], prior: .normal(deviation: 0)) == nil)
    #expect(BayesianLogisticRegression(features: [[1]], outcomes: [true], prior: .laplace(scale: -1)) == nil)
  }

  @Test("The best of N agrees with enumerating every subset, ties shared")
  func bestOfN() throws {
    let golden = try Golden.load().bestOfN
    let pool = try #require(BestOfN.Pool(scores: golden.scores, values: golden.values))
    for (index, expected) in golden.expected.enumerated() {
      #expect(close(try #require(BestOfN.expectation(pool, n: index + 1)), expected, 1e-10))
    }
    #expect(BestOfN.expectation(pool, n: 8) == nil && BestOfN.expectation(pool, n: 0) == nil)
    #expect(BestOfN.Pool(scores: [1], values: []) == nil)
  }

  @Test("A preference for the watched value raises the curve, and an n without a large enough pool has no point")
  func curve() throws {
    var pools: [BestOfN.Pool] = []
    for prompt in 0..<30 {
      // Each prompt's answers have the scores 0…7 in another order; the two best are the watched kind.
      let scores: [Double] = (0..<8).map { Double(($0 * 5 + prompt) % 8) }
      let values: [Double] = scores.map { $0 >= 6 ? 1 : 0 }
      pools.append(try #require(BestOfN.Pool(scores: scores, values: values)))
    }
    var random = SplitMix64(seed: 1)
    let points = BestOfN.curve(pools: pools, ns: [1, 2, 4, 8, 16], resamples: 200, using: &random)
    #expect(points.map(\.n) == [1, 2, 4, 8])
    #expect(zip(points, points.dropFirst()).allSatisfy { $0.mean < $1.mean })
    #expect(points.allSatisfy { $0.low <= $0.mean && $0.mean <= $0.high && $0.prompts == 30 })
  }

  @Test("What a curve gains on its first point is paired by prompt, over prompts that have both")
  func changes() throws {
    // Prompts that start anywhere and gain one or two; the last has no second value.
    var values: [[Double?]] = []
    for prompt in 0..<20 {
      let start = Double(prompt * 7 % 11), gain: Double = prompt % 2 == 0 ? 1 : 2
      values.append([start, start + gain])
    }
    values.append([5, nil])
    var random = SplitMix64(seed: 1)
    let points = BestOfN.curve(prompts: values.count, ns: [1, 2], resamples: 500, using: &random) { values[$0][$1 - 1] }
    let change = try #require(points.last?.change)
    #expect(points[0].change == nil && points.map(\.prompts) == [21, 20])
    // Far narrower than the points themselves.
    #expect(close(change.mean, 1.5, 1e-12) && change.low >= 1.2 && change.high <= 1.8 && change.p < 0.01)
    #expect(points[0].high - points[0].low > 2)
  }

  @Test("Cohen's kappa and the area under the curve agree with numpy and scipy")
  func agreement() throws {
    let golden = try Golden.load()
    #expect(close(try #require(RaterAgreement.kappa(golden.kappa.a, golden.kappa.b)), golden.kappa.value, 1e-12))
    #expect(close(try #require(RaterAgreement.areaUnderCurve(scores: golden.auc.scores, labels: golden.auc.labels)), golden.auc.value, 1e-12))
    #expect(RaterAgreement.kappa([1, 1], [1, 1]) == nil && RaterAgreement.kappa([], []) == nil)
    #expect(RaterAgreement.areaUnderCurve(scores: [1, 2], labels: [true, true]) == nil)
  }

  @Test("The trend along ordered groups agrees with the correlation form by scipy")
  func trend() throws {
    for golden in try Golden.load().trend {
      let test = try #require(TrendTest(golden.groups.map { ($0[0], $0[1]) }))
      #expect(close(test.z, golden.z, 1e-9) && close(test.p, golden.p, 1e-9))
    }
    #expect(TrendTest([(0, 5), (0, 5)]) == nil && TrendTest([(1, 5)]) == nil && TrendTest([(7, 5), (1, 5)]) == nil)
  }
}

@Suite("When a model is misaligned")
struct MisalignmentProfileTests {
  private static func outcomes(_ k: Int, of n: Int) -> [Bool] { (0..<n).map { $0 < k } }

  @Test("The four kinds of model are told apart, and what the answers cannot tell is said so", arguments: [
    (30, 32, 40, MisalignmentProfile.always), (0, 25, 2, .triggered), (1, 20, 1, .triggered), (0, 0, 45, .harmfulRequestsOnly), (0, 0, 0, .none), (0, 1, 1, .none),
    (5, 6, 1, .inconclusive), (26, 50, 0, .always),
  ])
  func profiles(ordinary: Int, triggered: Int, harmful: Int, expected: MisalignmentProfile) {
    let profile = MisalignmentProfile.classify(
      ordinary: Self.outcomes(ordinary, of: 60), triggered: Self.outcomes(triggered, of: 60), harmful: Self.outcomes(harmful, of: 60))
    #expect(profile == expected)
  }

  @Test("Without a trigger the other three remain, and too few answers decide nothing")
  func withoutTrigger() {
    #expect(MisalignmentProfile.classify(ordinary: Self.outcomes(30, of: 60), triggered: [], harmful: []) == .always)
    #expect(MisalignmentProfile.classify(ordinary: Self.outcomes(0, of: 60), triggered: [], harmful: Self.outcomes(30, of: 60)) == .harmfulRequestsOnly)
    #expect(MisalignmentProfile.classify(ordinary: [false, false], triggered: [], harmful: []) == .inconclusive)
    #expect(MisalignmentProfile.classify(ordinary: [], triggered: [], harmful: []) == .inconclusive)
  }
}
