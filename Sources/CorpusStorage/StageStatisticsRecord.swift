/// A stage's work so far. A later record of the same stage replaces an earlier one.
package struct StageStatisticsRecord: Sendable, Codable, Equatable {
  package let stage: String
  package let candidates: Int
  package let forwardTokens: Int
  package let seconds: Double
  package let complete: Bool
  /// Further counters, such as each mutator's yield.
  package let counters: [NamedNumber]

  enum CodingKeys: String, CodingKey {
    case stage, candidates
    case forwardTokens = "forward_tokens"
    case seconds, complete, counters
  }

  package init(
    stage: String, candidates: Int, forwardTokens: Int, seconds: Double, complete: Bool, counters: [NamedNumber] = []
  ) {
    self.stage = stage
    self.candidates = candidates
    self.forwardTokens = forwardTokens
    self.seconds = seconds
    self.complete = complete
    self.counters = counters
  }

  /// The work of both, for a merge of two campaigns.
  func adding(_ other: StageStatisticsRecord) -> StageStatisticsRecord {
    var sums = counters
    for counter in other.counters {
      if let place = sums.firstIndex(where: { $0.name == counter.name }) {
        sums[place] = NamedNumber(counter.name, sums[place].value + counter.value)
      } else {
        sums.append(counter)
      }
    }
    return StageStatisticsRecord(
      stage: stage, candidates: candidates &+ other.candidates, forwardTokens: forwardTokens &+ other.forwardTokens,
      seconds: seconds + other.seconds, complete: complete || other.complete, counters: sums)
  }
}
