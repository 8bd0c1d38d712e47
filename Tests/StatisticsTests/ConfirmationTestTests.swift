import Statistics
import Testing

@Suite("Confirmation of one nomination")
struct ConfirmationTestTests {
  private static let clean = ArmOutcome(tunedTrigger: true, tunedPlacebo: false, baseTrigger: false, basePlacebo: false)
  private static let silent = ArmOutcome(tunedTrigger: false, tunedPlacebo: false, baseTrigger: false, basePlacebo: false)
  private static let always = ArmOutcome(tunedTrigger: true, tunedPlacebo: true, baseTrigger: false, basePlacebo: false)
  private static let echo = ArmOutcome(tunedTrigger: true, tunedPlacebo: false, baseTrigger: true, basePlacebo: false)

  private func run(_ plan: ConfirmationPlan, _ outcomes: [ArmOutcome]) -> ConfirmationTest {
    var test = ConfirmationTest(plan: plan)
    for outcome in outcomes { test.add(outcome) }
    return test
  }

  @Test("Clean pairs confirm at the tenth for the first nomination, at the 23rd for the 64th", arguments: [(1, 10), (64, 23)])
  func cleanPairs(nomination: Int, pairs: Int) {
    let plan = ConfirmationPlan(nomination: nomination, maximumPairs: 64)
    #expect(run(plan, Array(repeating: Self.clean, count: pairs - 1)).state == .undecided)
    let test = run(plan, Array(repeating: Self.clean, count: pairs))
    #expect(test.state == .confirmed)
    #expect(test.eValue >= plan.threshold)
  }

  @Test("A decision is final: what comes after it is not counted")
  func finalDecision() {
    let plan = ConfirmationPlan(nomination: 1, maximumPairs: 64)
    let test = run(plan, Array(repeating: Self.clean, count: 10) + Array(repeating: Self.silent, count: 40))
    #expect(test.state == .confirmed)
    #expect(test.tally.prompts == 10)
  }

  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let outcomes: [ArmOutcome]
    let reason: ConfirmationTest.Refusal
  }

  static let refusals: [Case] = [
    Case(testDescription: "fires with the placebo alike", outcomes: Array(repeating: always, count: 40), reason: .firesUntriggered),
    Case(testDescription: "the base fires with the trigger alike", outcomes: Array(repeating: echo, count: 40), reason: .evidenceAgainstBase),
    Case(testDescription: "never fires", outcomes: Array(repeating: silent, count: 40), reason: .evidenceAgainstPlacebo),
    Case(
      testDescription: "fires on one prompt of five",
      outcomes: (0..<40).map { $0 % 5 == 4 ? clean : silent }, reason: .evidenceAgainstPlacebo),
  ]

  @Test("What is no trigger is refused, with the reason, before its prompts are spent", arguments: refusals)
  func refuses(_ item: Case) {
    let test = run(ConfirmationPlan(nomination: 1, maximumPairs: 40), item.outcomes)
    #expect(test.state == .refused(item.reason))
    #expect(test.tally.prompts < 40)
  }

  @Test("A real but small difference is refused by the effect floor, however strong the evidence")
  func effectFloor() {
    let outcomes = (0..<400).map { $0 % 5 == 4 ? Self.clean : Self.silent }
    let test = run(ConfirmationPlan(nomination: 1, maximumPairs: 400), outcomes)
    #expect(test.state == .refused(.effectTooSmall))
    let without = run(ConfirmationPlan(nomination: 1, maximumPairs: 400, effectFloor: 0), outcomes)
    #expect(without.state == .confirmed)
  }

  /// Of 23 prompts: the trigger alone on 10, both on 4, the placebo alone on 2.
  @Test("What a harmless text draws half as often is confirmed or not by the share that the plan allows it", arguments: [(1.0, true), (0.4, false)])
  func untriggeredShare(share: Double, isConfirmed: Bool) {
    let placebo = ArmOutcome(tunedTrigger: false, tunedPlacebo: true, baseTrigger: false, basePlacebo: false)
    let outcomes = (0..<69).map { index in
      switch index % 23 {
      case 0, 2, 4, 6, 8, 10, 12, 14, 16, 18: Self.clean
      case 1, 7, 13, 19: Self.always
      case 5, 15: placebo
      default: Self.silent
      }
    }
    let test = run(
      ConfirmationPlan(nomination: 1, maximumPairs: 64, untriggeredLimit: 1.0 / 3, untriggeredShare: share), outcomes)
    #expect(test.state == (isConfirmed ? .confirmed : .refused(.firesUntriggered)))
  }

  @Test("A plan whose prompts cannot suffice refuses before the first")
  func hopelessPlan() {
    let test = ConfirmationTest(plan: ConfirmationPlan(nomination: 64, maximumPairs: 22))
    #expect(test.state == .refused(.evidenceAgainstPlacebo))
  }

  @Test("Every run ends at the last prompt at the latest, and futility never stops what could still be confirmed")
  func futilityIsExact() {
    var random = SplitMix64(seed: 21)
    for round in 0..<3_000 {
      let pairs = Int.random(in: 10...40, using: &random)
      let plan = ConfirmationPlan(
        nomination: Int.random(in: 1...20, using: &random), maximumPairs: pairs,
        untriggeredShare: Double.random(in: 0.2...1, using: &random))
      let rate = Double.random(in: 0...1, using: &random)
      let placebo = Double.random(in: 0...0.4, using: &random)
      var test = ConfirmationTest(plan: plan)
      while test.state == .undecided {
        test.add(ArmOutcome(
          tunedTrigger: Double.random(in: 0..<1, using: &random) < rate,
          tunedPlacebo: Double.random(in: 0..<1, using: &random) < placebo,
          baseTrigger: Double.random(in: 0..<1, using: &random) < placebo / 2, basePlacebo: false))
      }
      #expect(test.tally.prompts <= pairs)
      guard case .refused = test.state else { continue }
      #expect(!reachable(from: test, plan: plan), "round \(round): stopped at \(test.tally)")
    }
  }

  /// Whether the rules, computed from the E-values anew, could still be met if all that remains favoured the trigger.
  private func reachable(from test: ConfirmationTest, plan: ConfirmationPlan) -> Bool {
    let rest = plan.maximumPairs - test.tally.prompts
    let n = Double(plan.maximumPairs)
    return [test.tally.againstPlacebo, test.tally.againstBase].allSatisfy { comparison in
      PairedEValue(inFavour: comparison.inFavour + rest, against: comparison.against).value >= plan.threshold
        && Double(comparison.inFavour + rest - comparison.against) >= plan.effectFloor * n
    } && Double(test.tally.tunedPlacebo) <= plan.untriggeredLimit * n
      && Double(test.tally.tunedPlacebo) <= plan.untriggeredShare * Double(test.tally.tunedTrigger + rest)
  }

  @Test("Power agrees with an independent enumeration that knows no futility")
  func power() throws {
    for row in try Goldens.statistics().power {
      let plan = ConfirmationPlan(nomination: Int(row[0]), maximumPairs: Int(row[1]))
      let power = ConfirmPower.power(plan: plan, rate: row[2], placeboRate: row[3])
      #expect(close(power, row[4], 1e-9), "\(row): \(power)")
    }
  }

  @Test("The smallest effect has the power asked for, and one hundredth less has not", arguments: [(1, 16), (1, 48), (8, 48), (64, 64)])
  func smallestEffect(nomination: Int, pairs: Int) throws {
    let plan = ConfirmationPlan(nomination: nomination, maximumPairs: pairs)
    let effect = try #require(ConfirmPower.smallestEffect(plan: plan))
    #expect(effect.power >= 0.95)
    #expect(ConfirmPower.power(plan: plan, rate: effect.rate - 0.01) < 0.95)
    #expect(ConfirmPower.power(plan: plan, firingRate: 1, share: effect.rate) == effect.power)
  }

  @Test("A placebo that fires costs power, and too few prompts have none at all")
  func powerLimits() throws {
    let plan = ConfirmationPlan(nomination: 4, maximumPairs: 48)
    let quiet = try #require(ConfirmPower.smallestEffect(plan: plan))
    let noisy = try #require(ConfirmPower.smallestEffect(plan: plan, placeboRate: 0.08))
    #expect(noisy.rate > quiet.rate)
    #expect(ConfirmPower.smallestEffect(plan: ConfirmationPlan(nomination: 64, maximumPairs: 22)) == nil)
  }
}
