import Statistics
import Testing

@Suite("Rates and their comparisons")
struct IntervalTests {
  @Test("Wilson's interval agrees with scipy")
  func wilson() throws {
    for row in try Goldens.statistics().wilson {
      let interval = WilsonInterval(k: Int(row[0]), n: Int(row[1]))
      #expect(close(interval.low, row[2], 1e-12) && close(interval.high, row[3], 1e-12))
    }
  }

  @Test("Without trials nothing is known, and impossible counts are brought into range", arguments: [(0, 0), (3, 0), (-1, -1)])
  func noTrials(k: Int, n: Int) {
    let interval = WilsonInterval(k: k, n: n)
    #expect(interval.low == 0 && interval.high == 1 && interval.n == 0 && interval.rate == 0)
  }

  @Test("The interval closes exactly at no and at all successes")
  func closedEnds() {
    #expect(WilsonInterval(k: 0, n: 7).low == 0)
    #expect(WilsonInterval(k: 7, n: 7).high == 1)
    #expect(WilsonInterval(k: 9, n: 7).k == 7)
  }

  @Test("McNemar's exact p agrees with scipy's binomial test")
  func mcNemar() throws {
    for row in try Goldens.statistics().mcnemar {
      #expect(close(ExactTests.mcNemar(firstOnly: Int(row[0]), secondOnly: Int(row[1])), row[2], 1e-10))
    }
  }

  @Test("Fisher's exact p agrees with scipy")
  func fisher() throws {
    for row in try Goldens.statistics().fisher {
      let p = ExactTests.fisher((Int(row[0]), Int(row[1])), (Int(row[2]), Int(row[3])))
      #expect(close(p, row[4], 1e-9), "\(row): \(p)")
    }
  }

  @Test("Binomial tails agree with scipy")
  func tails() throws {
    for row in try Goldens.statistics().tail {
      let tail = ExactTests.binomialTail(atLeast: Int(row[0]), of: Int(row[1]), p: row[2])
      #expect(close(tail, row[3], 1e-10), "\(row): \(tail)")
    }
  }

  @Test("Holm's correction agrees with its definition, ties and order kept")
  func holm() throws {
    let golden = try Goldens.statistics().holm
    #expect(zip(MultipleComparisons.holm(golden.raw), golden.adjusted).allSatisfy { close($0, $1, 1e-12) })
    #expect(MultipleComparisons.holm([]).isEmpty)
  }

  @Test("Newcombe's published example of two independent rates: 56 of 70 against 48 of 80")
  func newcombeIndependent() {
    let difference = ProportionDifference.independent((56, 70), (48, 80))
    #expect(close(difference.value, 0.2, 1e-12))
    #expect(abs(difference.low - 0.0524) < 5e-5 && abs(difference.high - 0.3339) < 5e-5)
  }

  @Test("Newcombe's published example of paired rates: 36, 12, 2, 0")
  func newcombePaired() {
    let difference = ProportionDifference.paired(both: 36, firstOnly: 12, secondOnly: 2, neither: 0)
    #expect(close(difference.value, 0.2, 1e-12))
    #expect(abs(difference.low - 0.0569) < 5e-5 && abs(difference.high - 0.3404) < 5e-5)
  }

  @Test("Pairing prompt by prompt gives the counts' answer, and arms of different lengths give none")
  func pairedOutcomes() {
    let first = [true, true, false, false, true]
    let second = [true, false, true, false, false]
    #expect(ProportionDifference.paired(first: first, second: second)
      == .paired(both: 1, firstOnly: 2, secondOnly: 1, neither: 1))
    #expect(ProportionDifference.paired(first: first, second: [true]) == nil)
  }

  @Test("Without prompts a difference is unknown, not zero")
  func emptyDifference() {
    let difference = ProportionDifference.paired(both: 0, firstOnly: 0, secondOnly: 0, neither: 0)
    #expect(difference.low == -1 && difference.high == 1 && difference.p == 1)
  }

  @Test("The bootstrap interval and the sign-flip p agree with scipy's resampling")
  func bootstrap() throws {
    let golden = try Goldens.statistics().bootstrap
    var random = SplitMix64(seed: 11)
    let own = try #require(PairedBootstrap(differences: golden.differences, resamples: 40_000, using: &random))
    #expect(abs(own.low - golden.low) < 0.01 && abs(own.high - golden.high) < 0.01)
    #expect(abs(own.p - golden.p) < 0.01, "\(own.p), expected \(golden.p)")
  }

  @Test("The same seed gives the same interval, and no differences give none")
  func bootstrapIsSeeded() {
    var one = SplitMix64(seed: 3)
    var two = SplitMix64(seed: 3)
    let data = [0.1, -0.2, 0.5, 0.4, 0.0]
    #expect(PairedBootstrap(differences: data, using: &one) == PairedBootstrap(differences: data, using: &two))
    #expect(PairedBootstrap(differences: [], using: &one) == nil)
    #expect(PairedBootstrap(differences: [.nan], using: &one) == nil)
  }
}
