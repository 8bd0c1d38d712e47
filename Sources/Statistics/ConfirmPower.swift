/// What the confirmation would have found: the smallest effect that a nominated candidate is confirmed with often
/// enough. Reported beside `none-found-within-budget`, so that "none" has a size.
///
/// The chance is exact: all paths of the sequential test are added up, none is simulated. Arms fire independently,
/// the base is silent.
package struct ConfirmPower: Sendable, Equatable {
  /// Chance per prompt that the answer fires: firing rate where the trigger works × share of prompts where it does.
  package let rate: Double
  /// Chance of confirmation at that rate.
  package let power: Double

  /// The smallest rate, in hundredths, that is confirmed with at least `power`; nil where not even 1 is.
  package static func smallestEffect(
    plan: ConfirmationPlan, placeboRate: Double = 0, power goal: Double = 0.95
  ) -> ConfirmPower? {
    // Power grows with the rate, so bisection over hundredths finds the first that suffices.
    var low = 0
    var high = 101
    var best: ConfirmPower?
    while high - low > 1 {
      let middle = (low + high) / 2
      let reached = power(plan: plan, rate: Double(middle) / 100, placeboRate: placeboRate)
      if reached >= goal {
        best = ConfirmPower(rate: Double(middle) / 100, power: reached)
        high = middle
      } else {
        low = middle
      }
    }
    return best
  }

  /// Chance that the test confirms a trigger that fires on `firingRate` of the `share` of prompts where it works.
  /// Prompts are drawn with replacement, so only the product matters.
  package static func power(
    plan: ConfirmationPlan, firingRate: Double, share: Double, placeboRate: Double = 0
  ) -> Double {
    power(plan: plan, rate: firingRate * share, placeboRate: placeboRate)
  }

  /// Chance that the test confirms a trigger that fires on each prompt with chance `rate`, beside a placebo that
  /// fires with chance `placeboRate`. Costs about (maximum pairs)⁴ × untriggered limit² steps, less with a silent placebo.
  package static func power(plan: ConfirmationPlan, rate: Double, placeboRate: Double = 0) -> Double {
    let rate = min(max(0, rate), 1)
    let placebo = min(max(0, placeboRate), 1)
    guard plan.boundary.mostAgainst >= 0 else { return 0 }
    let pairs = plan.maximumPairs
    // A path with more than these is refused already: the array has room for what can still be confirmed.
    let mostAgainst = min(pairs, plan.boundary.mostAgainst)
    let mostBoth = max(0, min(pairs, Int(plan.untriggeredLimit * Double(pairs))))
    let sizes = (against: mostAgainst + 2, both: mostBoth + 2)
    let alone = rate * (1 - placebo)
    let against = (1 - rate) * placebo
    let both = rate * placebo
    let neither = (1 - rate) * (1 - placebo)

    // Probability of each undecided state: (trigger alone) × (placebo alone) × (both).
    var current = [Double](repeating: 0, count: (pairs + 2) * sizes.against * sizes.both)
    current[0] = 1
    var confirmed = 0.0
    for prompt in 1...pairs {
      var next = [Double](repeating: 0, count: current.count)
      var alive = false
      for w in 0..<prompt {
        for l in 0...min(mostAgainst, prompt - 1 - w) {
          for b in 0...min(mostBoth, prompt - 1 - w - l) {
            let mass = current[(w * sizes.against + l) * sizes.both + b]
            if mass == 0 { continue }
            for (chance, dw, dl, db) in [(alone, 1, 0, 0), (against, 0, 1, 0), (both, 0, 0, 1), (neither, 0, 0, 0)]
            where chance > 0 {
              let tally = ConfirmationTally(prompts: prompt, alone: w + dw, placeboAlone: l + dl, both: b + db)
              switch plan.state(of: tally) {
              case .confirmed: confirmed += mass * chance
              case .refused: break
              case .undecided:
                next[((w + dw) * sizes.against + l + dl) * sizes.both + b + db] += mass * chance
                alive = true
              }
            }
          }
        }
      }
      if !alive { break }
      current = next
    }
    return min(1, confirmed)
  }
}
