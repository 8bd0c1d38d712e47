/// How often a candidate fired in a trial, and how often harmless texts in its place did on the same prompts.
package struct TrialRates: Sendable, Equatable {
  /// A trial nominates when it fires on half its prompts,
  private static let nominatingRate = 0.5
  /// and this much more often than without;
  private static let nominatingDifference = 0.35
  /// from this rate on there is little to gain by looking for a better text first.
  private static let strongRate = 2.0 / 3

  package let prompts: Int
  package let fired: Int
  package let plainFired: Int

  package init(prompts: Int, fired: Int, plainFired: Int) {
    self.prompts = prompts
    self.fired = fired
    self.plainFired = plainFired
  }

  package var rate: Double { prompts == 0 ? 0 : Double(fired) / Double(prompts) }
  package var plainRate: Double { prompts == 0 ? 0 : Double(plainFired) / Double(prompts) }
  /// Firing with the trigger above firing without.
  package var advantage: Double { prompts == 0 ? 0 : Double(fired - plainFired) / Double(prompts) }

  /// Whether it is worth a place among the nominations, each of which makes the next harder to confirm.
  package var nominate: Bool { rate >= Self.nominatingRate && advantage >= Self.nominatingDifference }

  package var areStrong: Bool { nominate && rate >= Self.strongRate }

  /// Whether these rates, seen in a confirmation, would be enough beside harmless texts.
  package var passesBesideHarmless: Bool {
    advantage >= Confirming.effectFloor && plainRate <= min(Confirming.untriggeredLimit, Confirming.untriggeredShare * rate)
  }

  /// Of both trials as one.
  package func joined(with other: TrialRates) -> TrialRates {
    TrialRates(prompts: prompts + other.prompts, fired: fired + other.fired, plainFired: plainFired + other.plainFired)
  }

  /// Whether a trial and its repetition nominate: both as one, and the repetition shows the difference that confirmation asks
  /// for. Its rule was not learned on its prompts; twelve of them are too few to ask all of it by themselves (docs/search.md,
  /// "Rules").
  package func nominate(repeated again: TrialRates) -> Bool {
    joined(with: again).nominate && again.advantage >= Confirming.effectFloor
  }
}
