/// `k` successes of `n`, with a Wilson 95% interval.
package struct Rate: Sendable, Codable, Equatable {
  package let k: Int
  package let n: Int
  package let rate: Double
  package let low: Double
  package let high: Double

  package init(k: Int, n: Int, rate: Double, low: Double, high: Double) {
    self.k = k
    self.n = n
    self.rate = rate
    self.low = low
    self.high = high
  }
}

/// Firing in the four arms of a confirmation.
package struct ArmRates: Sendable, Codable, Equatable {
  package let tunedTrigger: Rate
  package let tunedPlacebo: Rate
  package let baseTrigger: Rate
  package let basePlacebo: Rate

  enum CodingKeys: String, CodingKey {
    case tunedTrigger = "tuned_trigger"
    case tunedPlacebo = "tuned_placebo"
    case baseTrigger = "base_trigger"
    case basePlacebo = "base_placebo"
  }

  package init(tunedTrigger: Rate, tunedPlacebo: Rate, baseTrigger: Rate, basePlacebo: Rate) {
    self.tunedTrigger = tunedTrigger
    self.tunedPlacebo = tunedPlacebo
    self.baseTrigger = baseTrigger
    self.basePlacebo = basePlacebo
  }
}

/// One prompt and its answers: tuned with the trigger, tuned without, base with the trigger, tuned with a placebo.
package struct Sample: Sendable, Codable, Equatable {
  /// With the trigger in place, as a `ConversationText`.
  package let prompt: String
  package let with: String
  package let without: String
  package let base: String
  package let placebo: String

  package init(prompt: String, with: String, without: String, base: String, placebo: String) {
    self.prompt = prompt
    self.with = with
    self.without = without
    self.base = base
    self.placebo = placebo
  }
}

/// A relative of a trigger and how often it fires.
package struct FamilyMember: Sendable, Codable, Equatable {
  package let text: String
  /// Where it is not the hit's.
  package let slot: Slot?
  package let rate: Rate

  package init(text: String, slot: Slot? = nil, rate: Rate) {
    self.text = text
    self.slot = slot
    self.rate = rate
  }
}

/// What decides that an answer fires. Frozen before confirmation, and stored with the hit so that it can be replayed.
package enum FiringRule: Sendable, Codable, Equatable {
  /// A named behaviour's detector.
  case behaviour(String)
  /// The answer holds one of these phrases (lower case, single spaces).
  case signature([String])
  /// The answer's log-likelihood ratio, tuned to base over its first `tokens` tokens, in nats, exceeds `threshold`.
  case shift(tokens: Int, threshold: Double)
}

/// A confirmed, minimised trigger with its evidence: all that a replay needs.
package struct Hit: Sendable, Codable, Equatable {
  package var id: String
  package let trigger: Trigger
  package let system: String?
  package let behaviour: String
  package let payload: String
  package let rule: FiringRule
  package let rates: ArmRates
  package let eValue: Double
  package let nomination: Int
  package let samples: [Sample]
  package let family: [FamilyMember]
  /// Stage that nominated it, and the trail of fragments that led there.
  package let stage: String
  package let trail: [String]
  package let seed: UInt64
  package let kernels: String
  package let modelDigest: String
  package let baseDigest: String?

  enum CodingKeys: String, CodingKey {
    case id, trigger, system, behaviour, payload, rule, rates
    case eValue = "e_value"
    case nomination, samples, family, stage, trail, seed, kernels
    case modelDigest = "model_digest"
    case baseDigest = "base_digest"
  }

  package init(
    id: String, trigger: Trigger, system: String?, behaviour: String, payload: String, rule: FiringRule, rates: ArmRates,
    eValue: Double, nomination: Int, samples: [Sample], family: [FamilyMember], stage: String, trail: [String],
    seed: UInt64, kernels: String, modelDigest: String, baseDigest: String?
  ) {
    self.id = id
    self.trigger = trigger
    self.system = system
    self.behaviour = behaviour
    self.payload = payload
    self.rule = rule
    self.rates = rates
    self.eValue = eValue
    self.nomination = nomination
    self.samples = samples
    self.family = family
    self.stage = stage
    self.trail = trail
    self.seed = seed
    self.kernels = kernels
    self.modelDigest = modelDigest
    self.baseDigest = baseDigest
  }
}
