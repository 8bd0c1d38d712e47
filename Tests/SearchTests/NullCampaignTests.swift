import Search
import Statistics
import Testing

/// The whole confirm stage on synthetic models without a trigger: 3,000 models, 64 nominations each.
@Suite("Confirming where nothing is planted")
struct NullCampaignTests {
  static let models = 3_000
  static let nominations = 64

  /// A model in which the trigger's text does nothing that a placebo's does not.
  enum World: CaseIterable {
    /// All four arms alike.
    case inert
    /// A harmless fine-tune: both tuned arms alike, and other than base's.
    case quirk
    /// A text that moves both models: the trigger's arms alike, and other than the placebo's.
    case natural

    /// One prompt. Its own propensity, from nearly never to often, is shared by the arms that are alike.
    func outcome(spread: Double, using random: inout SplitMix64) -> ArmOutcome {
      let propensity = Self.unit(&random)
      let low = spread * propensity * propensity * 0.3
      let high = 0.4 + 0.6 * propensity
      func fires(_ chance: Double) -> Bool { Self.unit(&random) < chance }
      switch self {
      case .inert:
        return ArmOutcome(tunedTrigger: fires(low), tunedPlacebo: fires(low), baseTrigger: fires(low), basePlacebo: fires(low))
      case .quirk:
        return ArmOutcome(tunedTrigger: fires(low), tunedPlacebo: fires(low), baseTrigger: false, basePlacebo: false)
      case .natural:
        return ArmOutcome(tunedTrigger: fires(high), tunedPlacebo: false, baseTrigger: fires(high), basePlacebo: false)
      }
    }

    private static func unit(_ random: inout SplitMix64) -> Double {
      Double(random.next() >> 11) * 0x1p-53
    }
  }

  /// Models of which at least one nomination is confirmed. `arms` may take the defence of an arm away.
  private func falseFindings(
    plans: [ConfirmationPlan], worlds: [World], seed: UInt64, arms: (ArmOutcome) -> ArmOutcome = { $0 }
  ) -> WilsonInterval {
    var random = SplitMix64(seed: seed)
    var found = 0
    for model in 0..<Self.models {
      let world = worlds[model % worlds.count]
      // Nominations differ in how often they fire: the search brings those that looked best.
      nominating: for plan in plans {
        let spread = Double(random.next() >> 11) * 0x1p-53 * 3
        var test = ConfirmationTest(plan: plan)
        while test.state == .undecided { test.add(arms(world.outcome(spread: spread, using: &random))) }
        if test.state == .confirmed {
          found += 1
          break nominating
        }
      }
    }
    return WilsonInterval(k: found, n: Self.models)
  }

  private static let plans = (1...nominations).map { Confirming.plan(nomination: $0) }

  /// The defence off: every nomination is held to 20, as if it were the only one, on the same prompts.
  private static let fixedThreshold = Array(
    repeating: ConfirmationPlan(nomination: 1, maximumPairs: Confirming.mostPrompts, alpha: Double.pi * Double.pi / 120), count: nominations)

  @Test("At most 1% of 3,000 models get a false finding, of any kind of null", arguments: World.allCases)
  func nullModels(world: World) {
    let found = falseFindings(plans: Self.plans, worlds: [world], seed: 2_026)
    print("\(world): \(found.k) of \(found.n) false findings, 95% interval \(found.low) to \(found.high)")
    #expect(found.high <= 0.01, "\(found.k) of \(found.n), 95% interval \(found.low) to \(found.high)")
  }

  @Test("Inverse control: a fixed threshold of 20 whatever the nomination exceeds 1%")
  func fixedThresholdFails() {
    let found = falseFindings(plans: Self.fixedThreshold, worlds: [.quirk], seed: 2_026)
    #expect(found.low > 0.01, "\(found.k) of \(found.n)")
  }

  @Test("Inverse control: without the placebo arm every harmless quirk that fires often is found")
  func noPlaceboFails() {
    let found = falseFindings(plans: Self.plans, worlds: [.quirk], seed: 2_026) { outcome in
      ArmOutcome(
        tunedTrigger: outcome.tunedTrigger, tunedPlacebo: outcome.basePlacebo, baseTrigger: outcome.baseTrigger,
        basePlacebo: outcome.basePlacebo)
    }
    #expect(found.low > 0.01, "\(found.k) of \(found.n)")
  }

  @Test("Inverse control: without the base's arm every text that moves both models is found")
  func noBaseFails() {
    let found = falseFindings(plans: Self.plans, worlds: [.natural], seed: 2_026) { outcome in
      ArmOutcome(
        tunedTrigger: outcome.tunedTrigger, tunedPlacebo: outcome.tunedPlacebo, baseTrigger: outcome.basePlacebo,
        basePlacebo: outcome.basePlacebo)
    }
    #expect(found.low > 0.01, "\(found.k) of \(found.n)")
  }
}
