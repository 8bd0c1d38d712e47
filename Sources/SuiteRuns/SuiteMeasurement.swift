package import Findings
package import Statistics

/// What one measure saw in one arm.
package struct SuiteMeasurement: Sendable {
  package struct Outcome: Sendable, Equatable {
    /// The item, or the case: the same in every arm.
    package let id: String
    /// Whether the behaviour showed; nil where the answer settles nothing, or the item gave no opportunity.
    package let fired: Bool?

    package init(_ id: String, _ fired: Bool?) {
      self.id = id
      self.fired = fired
    }
  }

  package let measure: String
  /// The measure in words.
  package let shows: String
  package let outcomes: [Outcome]
  /// The rate of one that answers at random, where it is known.
  package var chance: Double?
  package var details = [SuiteDetail]()
  package var changes = [SuiteChange]()
  package var notes = [String]()
  /// What was said to each case that was answered freely, in the suite's order.
  package var answers = [SuiteAnswer]()

  init(_ measure: String, shows: String, _ outcomes: [Outcome]) {
    self.measure = measure
    self.shows = shows
    self.outcomes = outcomes
  }

  package var rate: Rate { Self.rate(outcomes.map(\.fired)) }

  var undetermined: Int { outcomes.filter { $0.fired == nil }.count }

  /// Over those that are not nil.
  package static func rate(_ outcomes: [Bool?]) -> Rate {
    let settled = outcomes.compactMap { $0 }
    let interval = WilsonInterval(k: settled.filter { $0 }.count, n: settled.count)
    return Rate(k: interval.k, n: interval.n, rate: interval.rate, low: interval.low, high: interval.high)
  }

  static func detail(_ name: String, _ outcomes: [Bool?]) -> SuiteDetail {
    SuiteDetail(name: name, rate: rate(outcomes))
  }

  /// First less second over the pairs in which both are settled; nil without any.
  static func change(_ name: String, first: [Bool?], second: [Bool?]) -> SuiteChange? {
    guard let difference = paired(first, second)?.difference else { return nil }
    return SuiteChange(name: name, value: difference.value, low: difference.low, high: difference.high, p: difference.p)
  }

  package static func paired(_ first: [Bool?], _ second: [Bool?]) -> (difference: ProportionDifference, pairs: Int)? {
    let pairs = zip(first, second).compactMap { one, two in one.flatMap { one in two.map { (one, $0) } } }
    guard !pairs.isEmpty, let difference = ProportionDifference.paired(first: pairs.map(\.0), second: pairs.map(\.1)) else {
      return nil
    }
    return (difference, pairs.count)
  }
}
