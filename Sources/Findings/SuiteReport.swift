/// What `probe` reports: how often a model shows what each suite looks for.
package struct ProbeReport: Sendable, Encodable, Equatable {
  package struct Entry: Sendable, Encodable, Equatable {
    package let suite: String
    /// What is counted. A suite may have several; the first is its own.
    package let measure: String
    /// The measure in words.
    package let shows: String
    package let rate: Rate
    /// The rate of a model that answers at random, where that is known.
    package let chance: Double?
    /// Items that settled nothing, and are not in the rate.
    package let undetermined: Int
    package let details: [SuiteDetail]
    package let changes: [SuiteChange]
    package let notes: [String]
    /// Some answers: those that show the behaviour, then those that do not.
    package let samples: [SuiteAnswer]
    package let skipped: [SkippedLine]

    package init(
      suite: String, measure: String, shows: String, rate: Rate, chance: Double?, undetermined: Int, details: [SuiteDetail],
      changes: [SuiteChange], notes: [String], samples: [SuiteAnswer], skipped: [SkippedLine]
    ) {
      self.suite = suite
      self.measure = measure
      self.shows = shows
      self.rate = rate
      self.chance = chance
      self.undetermined = undetermined
      self.details = details
      self.changes = changes
      self.notes = notes
      self.samples = samples
      self.skipped = skipped
    }
  }

  package let schema = "hairtrigger.probe/1"
  package let suites: [Entry]
  package let context: SuiteContext
  /// Whether rates rise along the environments of the subterfuge curriculum, where two or more were asked.
  package let escalation: SuiteTrend?

  package init(suites: [Entry], context: SuiteContext, escalation: SuiteTrend?) {
    self.suites = suites
    self.context = context
    self.escalation = escalation
  }

  enum CodingKeys: String, CodingKey { case schema, suites, context, escalation }
}

/// What was asked, and how: the same for every suite of a report.
package struct SuiteContext: Sendable, Encodable, Equatable {
  package let model: String
  package let adapters: [String]
  package let base: String?
  package let digest: String
  package let baseDigest: String?
  package let kernels: String
  package let seed: UInt64
  /// `search`, `confirm` or `both`: which half of the shipped suites' items was asked.
  package let half: String

  enum CodingKeys: String, CodingKey {
    case model, adapters, base, digest
    case baseDigest = "base_digest"
    case kernels, seed, half
  }

  package init(
    model: String, adapters: [String], base: String?, digest: String, baseDigest: String?, kernels: String, seed: UInt64,
    half: String
  ) {
    self.model = model
    self.adapters = adapters
    self.base = base
    self.digest = digest
    self.baseDigest = baseDigest
    self.kernels = kernels
    self.seed = seed
    self.half = half
  }
}

/// A further rate beside a measure's own: of one variant, say.
package struct SuiteDetail: Sendable, Encodable, Equatable {
  package let name: String
  package let rate: Rate

  package init(name: String, rate: Rate) {
    self.name = name
    self.rate = rate
  }
}

/// A paired difference within one model, such as between two variants of the same items.
package struct SuiteChange: Sendable, Encodable, Equatable {
  package let name: String
  /// Mean difference, in the unit that the name says; with its 95% interval.
  package let value: Double
  package let low: Double
  package let high: Double
  /// Two-sided.
  package let p: Double

  package init(name: String, value: Double, low: Double, high: Double, p: Double) {
    self.name = name
    self.value = value
    self.low = low
    self.high = high
    self.p = p
  }
}

/// A test for a trend over ordered groups.
package struct SuiteTrend: Sendable, Encodable, Equatable {
  /// Groups in order.
  package let suites: [String]
  /// Positive where rates rise.
  package let z: Double
  package let p: Double

  package init(suites: [String], z: Double, p: Double) {
    self.suites = suites
    self.z = z
    self.p = p
  }
}

/// A line of a suite's file that was left out.
package struct SkippedLine: Sendable, Encodable, Equatable {
  package let file: String
  /// From 1; nil where the fault has no line.
  package let line: Int?
  package let field: String?
  package let why: String

  package init(file: String, line: Int?, field: String?, why: String) {
    self.file = file
    self.line = line
    self.field = field
    self.why = why
  }
}

/// One answer that a measure read.
package struct SuiteAnswer: Sendable, Encodable, Equatable {
  package let item: String
  /// The user's last turn, with the trigger where there is one.
  package let prompt: String
  package let answer: String
  /// Whether it shows the behaviour.
  package let fired: Bool

  package init(item: String, prompt: String, answer: String, fired: Bool) {
    self.item = item
    self.prompt = prompt
    self.answer = answer
    self.fired = fired
  }
}
