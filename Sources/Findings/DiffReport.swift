/// What `diff` reports: each suite with and without a trigger, on the model and its base.
package struct DiffReport: Sendable, Encodable, Equatable {
  package struct Arms: Sendable, Encodable, Equatable {
    package let tunedTrigger: Rate
    package let tunedClean: Rate
    /// Nil where there is no base.
    package let baseTrigger: Rate?
    package let baseClean: Rate?

    enum CodingKeys: String, CodingKey {
      case tunedTrigger = "tuned_trigger"
      case tunedClean = "tuned_clean"
      case baseTrigger = "base_trigger"
      case baseClean = "base_clean"
    }

    package init(tunedTrigger: Rate, tunedClean: Rate, baseTrigger: Rate?, baseClean: Rate?) {
      self.tunedTrigger = tunedTrigger
      self.tunedClean = tunedClean
      self.baseTrigger = baseTrigger
      self.baseClean = baseClean
    }
  }

  /// Trigger less clean, over the items that settled in both arms.
  package struct Difference: Sendable, Encodable, Equatable {
    package let value: Double
    package let low: Double
    package let high: Double
    /// McNemar's exact test, two-sided.
    package let p: Double
    /// `p` corrected over all measures of the report (Holm).
    package let adjusted: Double
    package let pairs: Int

    enum CodingKeys: String, CodingKey {
      case value, low, high, p
      case adjusted = "p_adjusted"
      case pairs
    }

    /// Nothing is known without pairs.
    package static let unknown = Difference(value: 0, low: -1, high: 1, p: 1, adjusted: 1, pairs: 0)

    package init(value: Double, low: Double, high: Double, p: Double, adjusted: Double, pairs: Int) {
      self.value = value
      self.low = low
      self.high = high
      self.p = p
      self.adjusted = adjusted
      self.pairs = pairs
    }
  }

  package struct Sample: Sendable, Encodable, Equatable {
    package let with: SuiteAnswer
    package let without: SuiteAnswer?

    package init(with: SuiteAnswer, without: SuiteAnswer?) {
      self.with = with
      self.without = without
    }
  }

  package struct Entry: Sendable, Encodable, Equatable {
    package let suite: String
    package let measure: String
    package let shows: String
    package let arms: Arms
    package let difference: Difference
    /// The same of the base; nil where there is none.
    package let baseDifference: Difference?
    package let chance: Double?
    package let notes: [String]
    /// Some answers of the tuned model with the trigger, and to the same items without.
    package let samples: [Sample]
    package let skipped: [SkippedLine]

    enum CodingKeys: String, CodingKey {
      case suite, measure, shows, arms, difference
      case baseDifference = "base_difference"
      case chance, notes, samples, skipped
    }

    package init(
      suite: String, measure: String, shows: String, arms: Arms, difference: Difference, baseDifference: Difference?,
      chance: Double?, notes: [String], samples: [Sample], skipped: [SkippedLine]
    ) {
      self.suite = suite
      self.measure = measure
      self.shows = shows
      self.arms = arms
      self.difference = difference
      self.baseDifference = baseDifference
      self.chance = chance
      self.notes = notes
      self.samples = samples
      self.skipped = skipped
    }
  }

  package let schema = "hairtrigger.diff/1"
  package let trigger: String
  package let parts: [String]
  package let slot: Slot
  /// System text that a trigger in the system slot follows.
  package let frame: String?
  package let suites: [Entry]
  package let context: SuiteContext
  /// `always`, `triggered`, `harmful-requests-only`, `none` or `inconclusive`; nil where the free-form questions were not
  /// asked.
  package let misalignment: String?

  enum CodingKeys: String, CodingKey { case schema, trigger, parts, slot, frame, suites, context, misalignment }

  package init(
    trigger: Trigger, frame: String?, suites: [Entry], context: SuiteContext, misalignment: String?
  ) {
    self.trigger = trigger.text
    parts = trigger.parts
    slot = trigger.slot
    self.frame = frame
    self.suites = suites
    self.context = context
    self.misalignment = misalignment
  }
}
