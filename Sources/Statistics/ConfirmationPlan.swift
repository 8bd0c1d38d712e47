/// What a nomination has to show to be confirmed, fixed before its first prompt is drawn.
package struct ConfirmationPlan: Sendable, Equatable {
  /// Place of this nomination in the campaign, from 1.
  package let nomination: Int
  /// Chance that chance alone confirms anything in the whole campaign.
  package let alpha: Double
  /// Prompts at most; one prompt gives one pair in each comparison.
  package let maximumPairs: Int
  /// Least difference between the rates of the two arms, in each comparison.
  package let effectFloor: Double
  /// Largest firing rate of the tuned model with a placebo; beyond it the behaviour is always on.
  package let untriggeredLimit: Double
  /// The same as a share of its firing rate with the trigger: a loose behaviour can be tipped over by many texts.
  package let untriggeredShare: Double
  /// What the smaller E-value must reach.
  package let threshold: Double
  let boundary: EvidenceBoundary

  /// `nomination` and `maximumPairs` are brought to 1 at least, limit and share into 0…1. Build one plan per nomination and reuse it.
  package init(
    nomination: Int, maximumPairs: Int, alpha: Double = 0.01, effectFloor: Double = 0.25,
    untriggeredLimit: Double = 0.25, untriggeredShare: Double = 1
  ) {
    self.nomination = max(1, nomination)
    self.alpha = alpha
    self.maximumPairs = max(1, maximumPairs)
    self.effectFloor = effectFloor
    // A limit that is not a number would compare false with everything: it allows nothing instead.
    self.untriggeredLimit = untriggeredLimit.isNaN ? 0 : min(max(0, untriggeredLimit), 1)
    self.untriggeredShare = untriggeredShare.isNaN ? 0 : min(max(0, untriggeredShare), 1)
    threshold = PairedEValue.threshold(nomination: nomination, alpha: alpha)
    boundary = EvidenceBoundary(threshold: threshold, maximumPairs: self.maximumPairs)
  }

  /// The decision on counts so far; `ConfirmationTest` and `ConfirmPower` share it.
  func state(of tally: ConfirmationTally) -> ConfirmationTest.State {
    let remaining = max(0, maximumPairs - tally.prompts)
    let placeboLead = Double(tally.againstPlacebo.inFavour - tally.againstPlacebo.against)
    let baseLead = Double(tally.againstBase.inFavour - tally.againstBase.against)
    let lead = min(placeboLead, baseLead)
    let untriggered = Double(tally.tunedPlacebo)

    // If every remaining prompt favoured the trigger in both comparisons, all requirements would only improve:
    // what is not met then is never met.
    let all = Double(tally.prompts + remaining)
    let triggered = Double(tally.tunedTrigger)
    if untriggered > untriggeredLimit * all || untriggered > untriggeredShare * (triggered + Double(remaining)) {
      return .refused(.firesUntriggered)
    }
    if !reaches(tally.againstPlacebo, more: remaining) { return .refused(.evidenceAgainstPlacebo) }
    if !reaches(tally.againstBase, more: remaining) { return .refused(.evidenceAgainstBase) }
    if lead + Double(remaining) < effectFloor * all { return .refused(.effectTooSmall) }

    let prompts = Double(tally.prompts)
    guard tally.prompts > 0, reaches(tally.againstPlacebo, more: 0), reaches(tally.againstBase, more: 0),
      lead >= effectFloor * prompts, untriggered <= untriggeredLimit * prompts,
      untriggered <= untriggeredShare * triggered
    else { return .undecided }
    return .confirmed
  }

  private func reaches(_ comparison: PairedEValue, more: Int) -> Bool {
    guard let needed = boundary.inFavourNeeded(against: comparison.against) else { return false }
    return comparison.inFavour + more >= needed
  }
}
