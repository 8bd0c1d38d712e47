import Statistics
import Testing

@Suite("Paired e-value")
struct PairedEValueTests {
  @Test("The logarithm agrees with quadrature to ten digits, up to 10,000 pairs")
  func agreesWithQuadrature() throws {
    for row in try Goldens.statistics().evalue {
      let value = PairedEValue.logValue(inFavour: Int(row[0]), discordant: Int(row[1]))
      #expect(close(value, row[2], 1e-10), "k=\(row[0]) n=\(row[1]): \(value), expected \(row[2])")
    }
  }

  @Test("Clean pairs needed agree with whole-number arithmetic", arguments: [(1, 10), (64, 23)])
  func fewestCleanPairs(nomination: Int, pairs: Int) {
    #expect(PairedEValue.fewestCleanPairs(nomination: nomination) == pairs)
  }

  @Test("Clean pairs needed agree at other levels and far nominations")
  func fewestCleanPairsElsewhere() throws {
    for row in try Goldens.statistics().cleanPairs {
      #expect(PairedEValue.fewestCleanPairs(nomination: Int(row[0]), alpha: row[1]) == Int(row[2]))
    }
  }

  @Test("Nothing seen is no evidence, and concordant pairs stay none")
  func concordantPairsAreSilent() {
    var value = PairedEValue()
    for fired in [true, false, true] { value.add(first: fired, second: fired) }
    #expect(value.discordant == 0)
    #expect(value.value == 1)
  }

  @Test("A pair in favour never lowers the value, one against never raises it")
  func monotone() {
    for n in 0..<60 {
      for k in 0...n {
        let here = PairedEValue.logValue(inFavour: k, discordant: n)
        #expect(PairedEValue.logValue(inFavour: k + 1, discordant: n + 1) > here - 1e-12)
        #expect(PairedEValue.logValue(inFavour: k, discordant: n + 1) < here + 1e-12)
      }
    }
  }

  @Test("Under fair pairs the mean stays 1 after any number of pairs, as a fair bet's must")
  func fairBet() {
    for n in [1, 2, 5, 20, 60] {
      var mean = 0.0
      var chance = 1.0
      for _ in 0..<n { chance /= 2 }
      var ways = 1.0
      for k in 0...n {
        mean += ways * chance * PairedEValue(inFavour: k, against: n - k).value
        ways *= Double(n - k) / Double(k + 1)
      }
      #expect(close(mean, 1, 1e-9))
    }
  }

  @Test("The reciprocals of all thresholds add up to alpha")
  func thresholdsSpendAlpha() {
    let spent = (1...200_000).reduce(0.0) { $0 + 1 / PairedEValue.threshold(nomination: $1, alpha: 0.01) }
    #expect(spent < 0.01)
    #expect(spent > 0.00999)
  }

  @Test("Counts below zero and above n are brought into range", arguments: [(-3, 5), (9, 5), (0, -4)])
  func hostileCounts(k: Int, n: Int) {
    #expect(PairedEValue.logValue(inFavour: k, discordant: n).isFinite)
  }
}
