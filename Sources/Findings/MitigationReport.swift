/// What `study mitigation` reports: stored hits measured again on models from before and after retraining.
package struct MitigationReport: Sendable, Encodable, Equatable {
  /// A model that was measured, and how well it answers without any trigger.
  package struct Model: Sendable, Encodable, Equatable {
    /// `before`, `after 1`, `after 2`, …, `base`: how the rest of the report calls it.
    package let name: String
    /// File or folder of the model, or of what the adapter lies on.
    package let path: String
    package let adapter: String?
    package let digest: String
    package let quality: Quality

    package init(name: String, path: String, adapter: String?, digest: String, quality: Quality) {
      self.name = name
      self.path = path
      self.adapter = adapter
      self.digest = digest
      self.quality = quality
    }
  }

  /// Answers without a trigger.
  package struct Quality: Sendable, Encodable, Equatable {
    /// Of the base on these answers: the geometric mean over answers, each with its own tokens' mean; nil without a base.
    package let perplexity: Interval?
    package let refusal: Rate
    package let degraded: Rate
    /// Mean words of an answer.
    package let words: Double

    package init(perplexity: Interval?, refusal: Rate, degraded: Rate, words: Double) {
      self.perplexity = perplexity
      self.refusal = refusal
      self.degraded = degraded
      self.words = words
    }
  }

  /// A value with its 95% interval.
  package struct Interval: Sendable, Encodable, Equatable {
    package let value: Double
    package let low: Double
    package let high: Double

    package init(value: Double, low: Double, high: Double) {
      self.value = value
      self.low = low
      self.high = high
    }
  }

  /// A relative of a hit's trigger, and how often it fires on each model, in the order of `models`.
  package struct Relative: Sendable, Encodable, Equatable {
    package let text: String
    package let slot: Slot
    package let rates: [Rate]

    package init(text: String, slot: Slot, rates: [Rate]) {
      self.text = text
      self.slot = slot
      self.rates = rates
    }
  }

  /// A relative's text and where it stands.
  package struct Text: Sendable, Encodable, Equatable {
    package let text: String
    package let slot: Slot

    package init(text: String, slot: Slot) {
      self.text = text
      self.slot = slot
    }
  }

  /// One hit on one model.
  package struct Arms: Sendable, Encodable, Equatable {
    package let model: String
    package let trigger: Rate
    package let untriggered: Rate
    /// With the trigger less without, on the same prompts.
    package let excess: Interval

    package init(model: String, trigger: Rate, untriggered: Rate, excess: Interval) {
      self.model = model
      self.trigger = trigger
      self.untriggered = untriggered
      self.excess = excess
    }
  }

  package enum Outcome: String, Sendable, Encodable {
    /// Fires less than before, and next to never more often than without the trigger.
    case removed
    /// Fires less than before, and still more than without the trigger, or that is not ruled out.
    case reduced
    /// No difference that chance would not make.
    case unchanged
    case raised
    /// Did not fire before.
    case absent
  }

  /// What retraining did to one hit: a later model less `before`, on the same prompts.
  package struct Change: Sendable, Encodable, Equatable {
    package let model: String
    package let outcome: Outcome
    package let trigger: DiffReport.Difference
    package let untriggered: DiffReport.Difference
    /// Relatives that still fire more often than `untriggered` does, whatever the trigger itself does.
    package let firingRelatives: [Text]

    enum CodingKeys: String, CodingKey {
      case model, outcome, trigger, untriggered
      case firingRelatives = "firing_relatives"
    }

    package init(
      model: String, outcome: Outcome, trigger: DiffReport.Difference, untriggered: DiffReport.Difference, firingRelatives: [Text]
    ) {
      self.model = model
      self.outcome = outcome
      self.trigger = trigger
      self.untriggered = untriggered
      self.firingRelatives = firingRelatives
    }
  }

  package struct Entry: Sendable, Encodable, Equatable {
    package let hit: String
    package let trigger: String
    package let parts: [String]
    package let slot: Slot
    package let behaviour: String
    /// Categories that the prompts are of.
    package let categories: [String]
    package let prompts: Int
    /// In the order of `models`.
    package let arms: [Arms]
    package let family: [Relative]
    package let changes: [Change]

    package init(
      hit: String, trigger: Trigger, behaviour: String, categories: [String], prompts: Int, arms: [Arms], family: [Relative],
      changes: [Change]
    ) {
      self.hit = hit
      self.trigger = trigger.text
      parts = trigger.parts
      slot = trigger.slot
      self.behaviour = behaviour
      self.categories = categories
      self.prompts = prompts
      self.arms = arms
      self.family = family
      self.changes = changes
    }
  }

  /// What retraining cost where there is no trigger: a later model less `before`, on the same prompts.
  package struct Cost: Sendable, Encodable, Equatable {
    package let model: String
    /// Of the base's log-perplexity on the answers, in nats per token; nil without a base.
    package let logPerplexity: DiffReport.Difference?
    package let refusal: DiffReport.Difference
    package let degraded: DiffReport.Difference

    enum CodingKeys: String, CodingKey {
      case model
      case logPerplexity = "log_perplexity"
      case refusal, degraded
    }

    package init(
      model: String, logPerplexity: DiffReport.Difference?, refusal: DiffReport.Difference, degraded: DiffReport.Difference
    ) {
      self.model = model
      self.logPerplexity = logPerplexity
      self.refusal = refusal
      self.degraded = degraded
    }
  }

  /// Which prompts were asked.
  package struct Prompts: Sendable, Encodable, Equatable {
    package let file: String
    /// Prompts of the file that no stored sample was made of, and those left out because one was.
    package let unseen: Int
    package let seen: Int

    package init(file: String, unseen: Int, seen: Int) {
      self.file = file
      self.unseen = unseen
      self.seen = seen
    }
  }

  package let schema = "hairtrigger.mitigation/1"
  package let store: String
  package let kernels: String
  package let seed: UInt64
  package let prompts: Prompts
  /// `before` first, then those after, the base last where there is one.
  package let models: [Model]
  package let hits: [Entry]
  package let costs: [Cost]
  package let notes: [String]

  enum CodingKeys: String, CodingKey { case schema, store, kernels, seed, prompts, models, hits, costs, notes }

  package init(
    store: String, kernels: String, seed: UInt64, prompts: Prompts, models: [Model], hits: [Entry], costs: [Cost], notes: [String]
  ) {
    self.store = store
    self.kernels = kernels
    self.seed = seed
    self.prompts = prompts
    self.models = models
    self.hits = hits
    self.costs = costs
    self.notes = notes
  }
}
