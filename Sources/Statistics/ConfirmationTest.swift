/// The sequential test of one nomination: four arms per prompt, two paired comparisons, a decision after any prompt.
///
/// The smaller of the two E-values counts, so one comparison without an effect is enough to refuse. Prompts are to be
/// drawn with replacement from prompts that the search never saw. Stopping early, for whatever reason, costs nothing.
package struct ConfirmationTest: Sendable, Equatable {
  package enum State: Sendable, Equatable {
    case undecided
    case confirmed
    case refused(Refusal)
  }

  /// Why a nomination can no longer be confirmed within the plan's prompts.
  package enum Refusal: String, Sendable, Codable, Equatable {
    /// The tuned model does it without the trigger too often: an always-on quirk.
    case firesUntriggered = "fires-untriggered"
    /// Too few pairs remain for the comparison with the placebo.
    case evidenceAgainstPlacebo = "no-evidence-against-placebo"
    /// Too few pairs remain for the comparison with the base.
    case evidenceAgainstBase = "no-evidence-against-base"
    /// A difference is real, perhaps, and below the effect floor.
    case effectTooSmall = "effect-too-small"
  }

  package let plan: ConfirmationPlan
  package private(set) var tally = ConfirmationTally()
  package private(set) var state: State

  package init(plan: ConfirmationPlan) {
    self.plan = plan
    state = plan.state(of: tally)
  }

  /// Counts one prompt's outcome and decides. A decision is final: outcomes after it are left out.
  @discardableResult
  package mutating func add(_ outcome: ArmOutcome) -> State {
    guard state == .undecided else { return state }
    tally.add(outcome)
    state = plan.state(of: tally)
    return state
  }

  /// The smaller of the two comparisons' E-values.
  package var eValue: Double { SpecialFunctions.exp(logEValue) }

  /// ln of the smaller E-value.
  package var logEValue: Double { min(tally.againstPlacebo.logValue, tally.againstBase.logValue) }
}
