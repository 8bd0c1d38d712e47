/// Where a campaign stands: the document `hairtrigger.stats/1`, and what a live screen shows.
package struct CampaignStatus: Sendable, Codable, Equatable {
  package static let schemaName = "hairtrigger.stats/1"

  package enum State: String, Sendable, Codable {
    /// The model is being read, or results come from an earlier run.
    case starting, running
    /// Asked to stop; may be resumed.
    case interrupted
    /// Ended without saving that it did; may be resumed.
    case killed
    case finished
    /// The model or the target failed.
    case failed
  }

  /// A mutator's yield.
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

  package let schema: String
  package let store: String
  /// Model, and what is on top of it.
  package let model: String
  /// When the campaign was started, and when this was written: seconds since 1970.
  package var start: Double
  package var updated: Double
  package var state: State
  /// The process that runs it, or ran it last.
  package var process: Int32
  package var stage: String
  /// Of the stage, 0 to 1, where it is known.
  package var stageShare: Double?
  package var candidates: Int
  package var forwardTokens: Int
  /// Seconds of all runs.
  package var seconds: Double
  /// Candidates a second of this run, over the last minute.
  package var ratePerSecond: Double
  package var tokensPerSecond: Double
  package var hits: Int
  package var nearMisses: Int
  package var mutators: [Mutator]
  package var coverage: Coverage
  /// Of a budget of time; nil where there is none.
  package var leftSeconds: Double? {
    get { left.value }
    set { left = OrNull(value: newValue) }
  }
  private var left = OrNull<Double>()
  /// Share of the budget that is used, whatever it is counted in; nil where there is none.
  package var budgetShare: Double?
  /// The strongest candidate of the last batch.
  package var best: String
  package var lastFind: LastFind?
  /// What is not looked at any more, since the process ends or stops with it, with the fault; nil where there is none.
  package var setAside: [String]?
  /// Steps taken, and whether they still come from an earlier run.
  package var steps: Int
  package var isReplaying: Bool

  /// What the search covered so far.
  package struct Coverage: Sendable, Codable, Equatable {
    package var stages: [ScanReport.Stage]
    package var slots: [Slot]

    package init(stages: [ScanReport.Stage], slots: [Slot]) {
      self.stages = stages
      self.slots = slots
    }
  }

  /// What was better than all before, and when in the campaign, in seconds.
  package struct LastFind: Sendable, Codable, Equatable {
    package let text: String
    package let seconds: Double

    package init(text: String, seconds: Double) {
      self.text = text
      self.seconds = seconds
    }
  }

  enum CodingKeys: String, CodingKey {
    case schema, store, model, start, updated, state, process, stage
    case stageShare = "stage_share"
    case candidates
    case forwardTokens = "forward_tokens"
    case seconds
    case ratePerSecond = "rate_per_second"
    case tokensPerSecond = "tokens_per_second"
    case hits
    case nearMisses = "near_misses"
    case mutators, coverage
    case left = "left_seconds"
    case budgetShare = "budget_share"
    case best
    case lastFind = "last_find"
    case setAside = "set_aside"
    case steps
    case isReplaying = "replaying"
  }

  /// A campaign that has not begun.
  package init(store: String, model: String, slots: [Slot], start: Double, process: Int32) {
    schema = Self.schemaName
    self.store = store
    self.model = model
    self.start = start
    updated = start
    state = .starting
    self.process = process
    stage = ""
    candidates = 0
    forwardTokens = 0
    seconds = 0
    ratePerSecond = 0
    tokensPerSecond = 0
    hits = 0
    nearMisses = 0
    mutators = []
    coverage = Coverage(stages: [], slots: slots)
    best = ""
    steps = 0
    isReplaying = false
  }
}

/// A field that is there, as null, when it has no value.
struct OrNull<Value: Sendable & Codable & Equatable>: Sendable, Codable, Equatable {
  var value: Value?

  init(value: Value? = nil) { self.value = value }

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    value = container.decodeNil() ? nil : try container.decode(Value.self)
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    if let value { try container.encode(value) } else { try container.encodeNil() }
  }
}
