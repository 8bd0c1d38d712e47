/// Where a paired E-value crosses a threshold, as whole numbers: how many pairs in favour are needed beside a number
/// of pairs against. Computed once per threshold, so that a test's every step is a comparison of integers.
struct EvidenceBoundary: Sendable, Equatable {
  /// Pairs in favour needed, by pairs against. Ends where the two together would exceed the maximum.
  private let needed: [Int]

  /// Costs about `maximumPairs` evaluations of the E-value.
  init(threshold: Double, maximumPairs: Int) {
    let goal = SpecialFunctions.log(threshold)
    var needed: [Int] = []
    var favour = 0
    for against in 0...max(0, maximumPairs) {
      // More against never needs fewer in favour, so the search goes on where the last one ended.
      while favour + against <= maximumPairs,
        PairedEValue.logValue(inFavour: favour, discordant: favour + against) < goal
      {
        favour += 1
      }
      if favour + against > maximumPairs { break }
      needed.append(favour)
    }
    self.needed = needed
  }

  /// Pairs in favour that reach the threshold beside `against`; nil where the maximum does not suffice.
  func inFavourNeeded(against: Int) -> Int? {
    against >= 0 && against < needed.count ? needed[against] : nil
  }

  /// Pairs against at which the threshold can still be reached.
  var mostAgainst: Int { needed.count - 1 }
}
