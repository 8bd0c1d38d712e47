import Statistics
import Testing

@Suite("Regression, ranks and robust scale")
struct RegressionTests {
  @Test("Least squares agrees with numpy's")
  func leastSquares() throws {
    let golden = try Goldens.statistics().regression
    let fit = try #require(LinearRegression(golden.y, on: golden.x))
    #expect(close(fit.intercept, golden.beta[0], 1e-8))
    #expect(zip(fit.coefficients, golden.beta.dropFirst()).allSatisfy { close($0, $1, 1e-8) })
    #expect(close(fit.rSquared, golden.rSquared, 1e-8))
  }

  @Test("Residuals of the fitted data have no slope left on any covariate")
  func residualsAreOrthogonal() throws {
    let golden = try Goldens.statistics().regression
    let fit = try #require(LinearRegression(golden.y, on: golden.x))
    let residuals = try #require(fit.residuals(of: golden.y, on: golden.x))
    let again = try #require(LinearRegression(residuals, on: golden.x))
    #expect(again.coefficients.allSatisfy { abs($0) < 1e-5 })
    #expect(fit.residuals(of: golden.y, on: []) == nil)
  }

  @Test("A covariate that repeats another gets no weight and changes nothing")
  func collinear() throws {
    let golden = try Goldens.statistics().regression
    let doubled = golden.x[0].map { 2 * $0 + 1 }
    let fit = try #require(LinearRegression(golden.y, on: [golden.x[0], doubled, golden.x[1]]))
    let alone = try #require(LinearRegression(golden.y, on: [golden.x[0], golden.x[1]]))
    #expect(fit.coefficients[1] == 0)
    #expect(close(fit.coefficients[0], alone.coefficients[0], 1e-7))
    #expect(close(fit.coefficients[2], alone.coefficients[1], 1e-7))
  }

  @Test("Without covariates the fit is the mean; unequal lengths and values that are not finite give none")
  func degenerate() throws {
    let fit = try #require(LinearRegression([1, 2, 6], on: []))
    #expect(close(fit.intercept, 3))
    #expect(LinearRegression([1, 2, 3], on: [[1, 2]]) == nil)
    #expect(LinearRegression([1, .infinity, 3], on: []) == nil)
    #expect(LinearRegression([1], on: [[1]]) == nil)
  }

  @Test("Spearman's coefficient agrees with scipy, ties included")
  func spearman() throws {
    let golden = try Goldens.statistics().spearman
    let rho = try #require(RankCorrelation.spearman(golden.x, golden.y))
    #expect(close(rho, golden.rho, 1e-10))
    #expect(RankCorrelation.spearman([1, 1, 1], [1, 2, 3]) == nil)
    #expect(RankCorrelation.ranks([5, 1, 5, 0]) == [3.5, 2, 3.5, 1])
  }

  @Test("Median and median absolute deviation agree with numpy and scipy")
  func robust() throws {
    for golden in try Goldens.statistics().robust {
      #expect(RobustScale.median(golden.values) == golden.median)
      let spread = try #require(RobustScale.medianAbsoluteDeviation(golden.values))
      #expect(abs(spread - golden.mad) < 1e-6)
    }
  }

  @Test("Selection agrees with sorting on many shapes of data", arguments: [1, 2, 3, 10, 257, 4_096])
  func medianAgreesWithSorting(count: Int) {
    var random = SplitMix64(seed: UInt64(count))
    let shapes: [[Float]] = [
      (0..<count).map { Float($0) }, (0..<count).map { Float(count - $0) }, (0..<count).map { Float($0 % 3) },
      (0..<count).map { Float(abs(count / 2 - $0)) }, (0..<count).map { _ in Float.random(in: -1...1, using: &random) },
    ]
    for values in shapes {
      let sorted = values.sorted()
      let expected = count % 2 == 1 ? sorted[count / 2] : sorted[count / 2 - 1] / 2 + sorted[count / 2] / 2
      #expect(RobustScale.median(values) == expected)
    }
  }

  @Test("Standardised values have median 0 and deviation 1; a planted outlier does not move the others")
  func standardised() throws {
    var random = SplitMix64(seed: 5)
    var values = (0..<1_001).map { _ in Float.random(in: 3...9, using: &random) }
    values[17] = 1e6
    let scores = try #require(RobustScale.standardised(values))
    #expect(RobustScale.median(scores) == 0)
    let spread = try #require(RobustScale.medianAbsoluteDeviation(scores))
    #expect(abs(spread - 1) < 1e-5)
    #expect(scores.enumerated().allSatisfy { $0.offset == 17 || abs($0.element) < 3 })
    #expect(RobustScale.standardised([2, 2, 2, 5]) == nil)
    #expect(RobustScale.standardised([]) == nil)
  }

  @Test("The largest values come largest first, equal ones by index, and no NaN among them")
  func topSelection() {
    #expect(TopSelection.indices(of: [1, 5, .nan, 5, 9, 1], count: 3) == [4, 1, 3])
    #expect(TopSelection.indices(of: [1, 1, 1, 1], count: 2) == [0, 1])
    #expect(TopSelection.indices(of: [2, 3], count: 9) == [1, 0])
    #expect(TopSelection.indices(of: [2, 3], count: 0).isEmpty)
    #expect(TopSelection.indices(of: [.nan], count: 4).isEmpty)
  }

  @Test("Selection of the top agrees with a full sort", arguments: [1, 7, 1_000, 20_000])
  func topAgreesWithSorting(count: Int) {
    var random = SplitMix64(seed: 9)
    let values = (0..<20_000).map { _ in Float(Int.random(in: 0..<5_000, using: &random)) }
    let sorted = values.indices.sorted { values[$0] != values[$1] ? values[$0] > values[$1] : $0 < $1 }
    #expect(TopSelection.indices(of: values, count: count) == Array(sorted.prefix(count)))
  }
}
