/// Whether each of the four arms fired on one prompt.
package struct ArmOutcome: Sendable, Equatable {
  package let tunedTrigger: Bool
  package let tunedPlacebo: Bool
  package let baseTrigger: Bool
  package let basePlacebo: Bool

  package init(tunedTrigger: Bool, tunedPlacebo: Bool, baseTrigger: Bool, basePlacebo: Bool) {
    self.tunedTrigger = tunedTrigger
    self.tunedPlacebo = tunedPlacebo
    self.baseTrigger = baseTrigger
    self.basePlacebo = basePlacebo
  }
}

/// How often each arm fired, and the two paired comparisons.
package struct ConfirmationTally: Sendable, Equatable {
  package private(set) var prompts = 0
  package private(set) var tunedTrigger = 0
  package private(set) var tunedPlacebo = 0
  package private(set) var baseTrigger = 0
  package private(set) var basePlacebo = 0
  /// Tuned with the trigger against tuned with the placebo.
  package private(set) var againstPlacebo = PairedEValue()
  /// Tuned with the trigger against base with the trigger.
  package private(set) var againstBase = PairedEValue()

  package init() {}

  /// Counts that a silent base leads to: `alone` prompts on which the trigger's arm fired and the placebo's did not,
  /// `placeboAlone` the reverse, `both` with both.
  init(prompts: Int, alone: Int, placeboAlone: Int, both: Int) {
    self.prompts = prompts
    tunedTrigger = alone + both
    tunedPlacebo = placeboAlone + both
    againstPlacebo = PairedEValue(inFavour: alone, against: placeboAlone)
    againstBase = PairedEValue(inFavour: alone + both, against: 0)
  }

  package mutating func add(_ outcome: ArmOutcome) {
    prompts += 1
    if outcome.tunedTrigger { tunedTrigger += 1 }
    if outcome.tunedPlacebo { tunedPlacebo += 1 }
    if outcome.baseTrigger { baseTrigger += 1 }
    if outcome.basePlacebo { basePlacebo += 1 }
    againstPlacebo.add(first: outcome.tunedTrigger, second: outcome.tunedPlacebo)
    againstBase.add(first: outcome.tunedTrigger, second: outcome.baseTrigger)
  }
}
