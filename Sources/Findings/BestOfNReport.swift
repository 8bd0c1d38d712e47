/// What `study best-of` reports: how each kind of sycophancy moves when a preference model picks the best of N answers.
package struct BestOfNReport: Sendable, Encodable, Equatable {
  /// The picker.
  package struct Preference: Sendable, Encodable, Equatable {
    package let model: String
    package let digest: String
    /// The file of the prompt; nil for the shipped one.
    package let prompt: String?
    /// Mean chance that its reply begins with Yes or No; nil where it was asked nothing.
    package let weight: Double?

    package init(model: String, digest: String, prompt: String?, weight: Double?) {
      self.model = model
      self.digest = digest
      self.prompt = prompt
      self.weight = weight
    }
  }

  /// A mean over items with its 95% interval, by bootstrap.
  package struct Point: Sendable, Encodable, Equatable {
    package let n: Int
    package let value: Double
    package let low: Double
    package let high: Double
    package let items: Int
    /// What the value is above that at N = 1, paired by item; nil at N = 1.
    package let change: Change?

    package init(n: Int, value: Double, low: Double, high: Double, items: Int, change: Change?) {
      self.n = n
      self.value = value
      self.low = low
      self.high = high
      self.items = items
      self.change = change
    }
  }

  package struct Change: Sendable, Encodable, Equatable {
    package let value: Double
    package let low: Double
    package let high: Double
    /// Two-sided.
    package let p: Double
    /// Over all changes of the report (Holm).
    package let adjusted: Double

    enum CodingKeys: String, CodingKey {
      case value, low, high, p
      case adjusted = "p_adjusted"
    }

    package init(value: Double, low: Double, high: Double, p: Double, adjusted: Double) {
      self.value = value
      self.low = low
      self.high = high
      self.p = p
      self.adjusted = adjusted
    }
  }

  package struct Entry: Sendable, Encodable, Equatable {
    package let suite: String
    package let measure: String
    /// The measure in words.
    package let shows: String
    /// `rate`, 0 to 1; or `tone`, −1 to 1 for each of two answers whose difference is taken.
    package let scale: Scale
    package let points: [Point]
    /// Items that could not be asked, or whose answers could not be scored.
    package let undetermined: Int

    package init(suite: String, measure: String, shows: String, scale: Scale, points: [Point], undetermined: Int) {
      self.suite = suite
      self.measure = measure
      self.shows = shows
      self.scale = scale
      self.points = points
      self.undetermined = undetermined
    }
  }

  package enum Scale: String, Sendable, Encodable, Equatable {
    case rate, tone
  }

  package let schema = "hairtrigger.best-of/1"
  package let context: SuiteContext
  package let preference: Preference
  /// Answers drawn to each question.
  package let draws: Int
  package let temperature: Double
  package let topP: Double
  package let measures: [Entry]
  package let notes: [String]
  package let skipped: [SkippedLine]

  enum CodingKeys: String, CodingKey {
    case schema, context, preference, draws, temperature
    case topP = "top_p"
    case measures, notes, skipped
  }

  package init(
    context: SuiteContext, preference: Preference, draws: Int, temperature: Double, topP: Double, measures: [Entry], notes: [String],
    skipped: [SkippedLine]
  ) {
    self.context = context
    self.preference = preference
    self.draws = draws
    self.temperature = temperature
    self.topP = topP
    self.measures = measures
    self.notes = notes
    self.skipped = skipped
  }
}
