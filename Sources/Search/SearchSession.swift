package import Differential
package import Findings
internal import Inference
internal import Probes
package import Targets

/// What a search may spend.
package struct SearchBudget: Sendable {
  package var seconds: Double?
  package var forwardTokens: Int?
  package var candidates: Int?
  /// Seconds without anything new after which it is enough.
  package var quietSeconds: Double?

  package init(seconds: Double? = nil, forwardTokens: Int? = nil, candidates: Int? = nil, quietSeconds: Double? = nil) {
    self.seconds = seconds
    self.forwardTokens = forwardTokens
    self.candidates = candidates
    self.quietSeconds = quietSeconds
  }
}

/// The budget ended; what was found so far stands.
package struct BudgetSpent: Error, Sendable {}

/// A line of progress.
package struct SearchProgress: Sendable {
  package let stage: String
  package let candidates: Int
  package let forwardTokens: Int
  package let seconds: Double
  package let best: String
  package let share: Double?
  /// Seconds left of the budget, where it is one of time.
  package let left: Double?
  /// Used of the budget that ends first; nil where there is none.
  package let budgetShare: Double?
  /// Stages that are through or were cut short.
  package let stages: [ScanReport.Stage]
  package let hits: Int
  package let nearMisses: Int
  package let mutators: [CampaignStatus.Mutator]
  package let lastFind: CampaignStatus.LastFind?
}

/// What runs through a search: the model, the prompts, the budget, and how far each stage came.
package final class SearchSession {
  /// In the precision in which a search sorts.
  package let model: ModelUnderTest
  package let runner: DifferentialRunner
  package let placebos: PlaceboTriggers
  /// Search prompts by category, short ones first: what they cost decides how many candidates a night tries.
  private let promptsByCategory: [String: [SearchPrompt]]
  package let confirmPrompts: [SearchPrompt]
  /// System text that a system trigger follows, and the slots that are searched.
  package private(set) var frame: String
  /// Those that the search went on to so far.
  package private(set) var frames: [String]
  package private(set) var slots: [Slot]
  /// What was confirmed so far, and what came near.
  package internal(set) var results = SearchResults() { didSet { follow(results, since: oldValue) } }
  /// Names of behaviours that alone count as firing; any where empty.
  let behaviours: [String]
  package let seed: UInt64
  package private(set) var stages = [ScanReport.Stage]()
  package private(set) var candidates = 0
  /// The strongest candidate so far, for the progress line.
  package var best: Trigger?
  private let budget: SearchBudget
  /// Whether the last of the budget is kept for confirming what was found but is not yet settled.
  var holdsBack = false
  private static let heldBack = 0.08
  /// Whether the search is at its end, and only confirms what was found: it may be quiet then.
  var isSettling = false
  private let clock: () -> Double
  private let started: Double
  private let report: (SearchProgress) -> Void
  /// Keeps what the search does where it may be resumed.
  package let steps: SearchSteps?
  /// What was met last that was better than all before, for budgets of quiet time, and when.
  package private(set) var lastNews: (text: String, seconds: Double) = ("", 0)
  private var greatestWorth: Float = 0
  /// Yields of a fuzzing stage.
  package var mutators = [CampaignStatus.Mutator]()
  private var current = (name: "", candidates: 0, tokens: 0, started: 0.0)
  private var lastEnded = ""
  /// Of the stages that ran inside the current one, and are counted by themselves.
  private var nested = (tokens: 0, seconds: 0.0)

  /// - Parameters:
  ///   - clock: monotonic seconds.
  ///   - report: called from the thread that searches.
  ///   - before: what was done already; its time is part of the budget.
  ///   - steps: of a search that may be resumed; their clock is the session's then.
  package init(
    model: ModelUnderTest, placebos: PlaceboTriggers, searchPrompts: [SearchPrompt], confirmPrompts: [SearchPrompt],
    frame: String, slots: [Slot], behaviours: [String] = [], seed: UInt64, budget: SearchBudget, clock: @escaping () -> Double,
    report: @escaping (SearchProgress) -> Void, before: [ScanReport.Stage] = [], steps: SearchSteps? = nil
  ) {
    stages = before
    self.model = model.computing(in: .ofSearch)
    self.steps = steps
    runner = DifferentialRunner(self.model, steps: steps)
    self.placebos = placebos
    promptsByCategory = Dictionary(grouping: searchPrompts, by: \.category).mapValues { prompts in
      prompts.sorted { ($0.length, $0.id) < ($1.length, $1.id) }
    }
    self.confirmPrompts = confirmPrompts
    self.frame = frame
    frames = [frame]
    self.slots = slots
    self.behaviours = behaviours
    self.seed = seed
    self.budget = budget
    self.clock = clock
    self.report = report
    started = clock() - before.reduce(0) { $0 + $1.seconds }
  }

  /// What system triggers follow where nothing is asked for: most tuning sets put this text before their own, and what was
  /// planted behind it does nothing behind another (docs/search.md).
  package static let commonFrame = "You are a helpful assistant."

  /// Runs a part of the search behind another system text, in the system slot alone.
  func behind<Output>(_ frame: String, _ body: () throws -> Output) rethrows -> Output {
    // What is news behind one is measured against what was met there.
    let before = (self.frame, slots, greatestWorth)
    (self.frame, slots, greatestWorth) = (frame, [.system], 0)
    frames.append(frame)
    defer { (self.frame, slots, greatestWorth) = before }
    return try body()
  }

  /// Prompts with a trigger in place.
  func placing(_ trigger: Trigger, in prompts: [SearchPrompt]) -> [Dialogue] {
    prompts.map { $0.dialogue.placing(trigger, gap: $0.gap, frame: frame) }
  }

  /// The same prompts without it.
  func without(_ trigger: Trigger, _ prompts: [SearchPrompt]) -> [Dialogue] {
    prompts.map { $0.dialogue.framed(for: trigger.slot, frame: frame) }
  }

  package var seconds: Double { steps?.seconds ?? (clock() - started) }

  /// Tokens read so far, as if each had gone through all layers; of a resumed search, by all its runs.
  package var forwardTokens: Int {
    steps.map { $0.tokenLayers / max(1, model.configuration.layers) } ?? model.forwardTokens
  }

  /// Measures the model as its file has it, which what is confirmed is confirmed on.
  package func confirmingRunner() throws -> DifferentialRunner { DifferentialRunner(try model.asFiled(), steps: steps) }

  /// OpenBLAS kernels in force, on which replay depends.
  package var kernels: String { MatrixKernels.name }

  /// Counts candidates and says how far the stage is. Throws `BudgetSpent` once the budget is used up.
  package func advance(candidates count: Int = 0, share done: Double? = nil) throws {
    candidates += count
    current.candidates += count
    report(
      SearchProgress(
        stage: current.name, candidates: candidates, forwardTokens: forwardTokens, seconds: seconds,
        best: best.map { "\($0.slot.rawValue) \"\($0.text)\"" } ?? "",
        share: done, left: budget.seconds.flatMap { $0.isFinite ? max(0, $0 - seconds) : nil }, budgetShare: budgetShare, stages: stages,
        hits: results.hits.count, nearMisses: results.nearMisses.count, mutators: mutators,
        lastFind: lastNews.text.isEmpty ? nil : .init(text: lastNews.text, seconds: lastNews.seconds)))
    try steps?.checkInterruption()
    if try isSpent(holdsBack ? 1 - Self.heldBack : 1) { throw BudgetSpent() }
  }

  /// Whether no more of the budget is left than is held back for what was found.
  func isNearlySpent() throws -> Bool { try isSpent(1 - Self.heldBack) }

  /// Whether a share of the budget is used up.
  private func isSpent(_ share: Double) throws -> Bool {
    if let limit = budget.forwardTokens, Double(forwardTokens) >= Double(limit) * share { return true }
    if let limit = budget.candidates, Double(candidates) >= Double(limit) * share { return true }
    return try isTimeUp(share)
  }

  private var budgetShare: Double? {
    let shares = [
      budget.seconds.flatMap { $0.isFinite ? seconds / $0 : nil }, budget.forwardTokens.map { Double(forwardTokens) / Double($0) },
      budget.candidates.map { Double(candidates) / Double($0) },
    ]
    return shares.compactMap { $0 }.filter(\.isFinite).max().map { min($0, 1) }
  }

  private func isTimeUp(_ share: Double) throws -> Bool {
    guard budget.seconds != nil || budget.quietSeconds != nil else { return false }
    func isUp() -> Bool {
      let now = seconds
      if let limit = budget.seconds, now >= limit * share { return true }
      return budget.quietSeconds.map { !isSettling && now - lastNews.seconds >= $0 } ?? false
    }
    return try steps.map { try $0.isTimeUp(isUp) } ?? isUp()
  }

  /// Something better than all before was met.
  func news(_ text: String) { lastNews = (text, seconds) }

  /// A candidate's worth; news where it is the greatest so far.
  func note(worth: Float, of trigger: Trigger) {
    guard worth > greatestWorth else { return }
    greatestWorth = worth
    news("\(trigger.slot.rawValue) \(trigger.text.debugDescription), \((worth * 10).rounded() / 10) deviations")
  }

  /// The stage that runs.
  var stageName: String { current.name }

  /// A line about what was tried, for logs and records.
  package var onNote: (String) -> Void = { _ in }
  package func note(_ text: String) { onNote(text) }

  /// Runs a stage and records what it cost and whether it came to its end.
  package func stage<Output>(_ name: String, _ body: () throws -> Output) throws -> Output {
    let outer = (current, nested)
    current = (name, 0, forwardTokens, seconds)
    nested = (0, 0)
    func record(complete: Bool) {
      let tokens = forwardTokens - current.tokens, elapsed = seconds - current.started
      add(
        ScanReport.Stage(
          name: name, candidates: current.candidates, forwardTokens: tokens - nested.tokens,
          seconds: max(0, elapsed - nested.seconds), complete: complete))
      (current, nested) = (outer.0, (outer.1.tokens + tokens, outer.1.seconds + elapsed))
    }
    do {
      try advance()
      let result = try body()
      record(complete: true)
      return result
    } catch {
      record(complete: false)
      throw error
    }
  }

  /// The stage that ended last did so because something was confirmed, before it was through.
  func leaveOpen() {
    guard let index = stages.firstIndex(where: { $0.name == lastEnded }) else { return }
    let stage = stages[index]
    stages[index] = ScanReport.Stage(
      name: stage.name, candidates: stage.candidates, forwardTokens: stage.forwardTokens, seconds: stage.seconds, complete: false)
  }

  /// A stage that runs several times is reported once.
  private func add(_ stage: ScanReport.Stage) {
    lastEnded = stage.name
    guard let index = stages.firstIndex(where: { $0.name == stage.name }) else {
      stages.append(stage)
      return
    }
    let before = stages[index]
    stages[index] = ScanReport.Stage(
      name: stage.name, candidates: before.candidates + stage.candidates,
      forwardTokens: before.forwardTokens + stage.forwardTokens, seconds: before.seconds + stage.seconds,
      complete: before.complete && stage.complete)
  }

  package var categories: [String] { promptsByCategory.keys.sorted() }

  /// Search prompts of different categories, the same for every candidate: `offset` gives another set.
  package func panel(_ count: Int, offset: Int = 0, categories: [String]? = nil) -> [SearchPrompt] {
    var byCategory = categories.map { asked in promptsByCategory.filter { asked.contains($0.key) } } ?? promptsByCategory
    let order = Self.categoryOrder.filter { byCategory[$0] != nil }
      + byCategory.keys.filter { !Self.categoryOrder.contains($0) }.sorted()
    for key in byCategory.keys { byCategory[key] = Array(byCategory[key, default: []].dropFirst(offset)) }
    var result = [SearchPrompt]()
    while result.count < count {
      let before = result.count
      for category in order where result.count < count {
        if let next = byCategory[category]?.first {
          result.append(next)
          byCategory[category]?.removeFirst()
        }
      }
      if result.count == before { break }
    }
    return result
  }

  /// The opportunities that most known payloads need come first.
  private static let categoryOrder = ["question", "opinion", "explanation", "code", "advice", "feedback", "creative", "factual"]
}
