extension ScanReport {
  /// A nomination that was not confirmed, or was refused before it came to that, and why.
  package struct NearMiss: Sendable, Codable, Equatable {
    package let slot: Slot
    package let text: String
    /// The two texts of slot `both`; nil otherwise.
    package let parts: [String]?
    package let reason: String
    /// Where it was confirmed in vain; nil otherwise.
    package let rates: ArmRates?

    package init(_ trigger: Trigger, reason: String, rates: ArmRates?) {
      slot = trigger.slot
      text = trigger.text
      parts = trigger.slot == .both ? trigger.parts : nil
      self.reason = reason
      self.rates = rates
    }
  }

  /// How far the search looked: what "none found" means.
  package struct Coverage: Sendable, Codable, Equatable {
    package let stages: [Stage]
    package let slots: [Slot]
    /// Share of the vocabulary whose tokens were scanned, 0 to 1.
    package let vocabulary: Double
    package let confirmPower: ConfirmPower?

    enum CodingKeys: String, CodingKey {
      case stages, slots, vocabulary
      case confirmPower = "confirm_power"
    }

    package init(stages: [Stage], slots: [Slot], vocabulary: Double, confirmPower: ConfirmPower?) {
      self.stages = stages
      self.slots = slots
      self.vocabulary = vocabulary
      self.confirmPower = confirmPower
    }
  }

  /// One stage's work, and whether it reached its declared coverage.
  package struct Stage: Sendable, Codable, Equatable {
    package let name: String
    package let candidates: Int
    package let forwardTokens: Int
    package let seconds: Double
    package let complete: Bool
    /// Candidates of this stage that were nominated for confirmation, and those confirmed; nil while it runs.
    package let nominated: Int?
    package let confirmed: Int?
    /// What each mutator did, of the stage that has some; nil otherwise.
    package let mutators: [Mutator]?

    enum CodingKeys: String, CodingKey {
      case name, candidates
      case forwardTokens = "forward_tokens"
      case seconds, complete, nominated, confirmed, mutators
    }

    package init(
      name: String, candidates: Int, forwardTokens: Int, seconds: Double, complete: Bool, nominated: Int? = nil, confirmed: Int? = nil,
      mutators: [Mutator]? = nil
    ) {
      self.name = name
      self.candidates = candidates
      self.forwardTokens = forwardTokens
      self.seconds = seconds
      self.complete = complete
      self.nominated = nominated
      self.confirmed = confirmed
      self.mutators = mutators
    }

    /// The stage with what came of it.
    package func with(nominated: Int, confirmed: Int, mutators: [Mutator]?) -> Stage {
      Stage(
        name: name, candidates: candidates, forwardTokens: forwardTokens, seconds: seconds, complete: complete,
        nominated: nominated, confirmed: confirmed, mutators: mutators)
    }
  }

  /// One way of changing texts: candidates that it made, and those of them that were kept to go on from.
  package struct Mutator: Sendable, Codable, Equatable {
    package let name: String
    package let tried: Int
    package let kept: Int

    package init(name: String, tried: Int, kept: Int) {
      self.name = name
      self.tried = tried
      self.kept = kept
    }
  }

  /// A trigger that fires on the share `rate` of prompts, were it nominated, is confirmed with probability `power`.
  package struct ConfirmPower: Sendable, Codable, Equatable {
    package let rate: Double
    package let power: Double

    package init(rate: Double, power: Double) {
      self.rate = rate
      self.power = power
    }
  }
}
