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

  package init(seconds: Double? = nil, forwardTokens: Int? = nil, candidates: Int? = nil) {
    self.seconds = seconds
    self.forwardTokens = forwardTokens
    self.candidates = candidates
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
}

/// What runs through a search: the model, the prompts, the budget, and how far each stage came.
package final class SearchSession {
  package let model: ModelUnderTest
  package let runner: DifferentialRunner
  package let placebos: PlaceboTriggers
  /// Search prompts by category, short ones first: what they cost decides how many candidates a night tries.
  private let promptsByCategory: [String: [SearchPrompt]]
  package let confirmPrompts: [SearchPrompt]
  /// System text that a system trigger follows.
  package let frame: String
  package let slots: [Slot]
  package let seed: UInt64
  package private(set) var stages = [ScanReport.Stage]()
  package private(set) var candidates = 0
  /// The strongest candidate so far, for the progress line.
  package var best: Trigger?
  private let budget: SearchBudget
  /// Whether the last of the budget is kept for confirming what was found but is not yet settled.
  var holdsBack = false
  private static let heldBack = 0.08
  private let clock: () -> Double
  private let started: Double
  private let report: (SearchProgress) -> Void
  private var current = (name: "", candidates: 0, tokens: 0, started: 0.0)

  /// - Parameters:
  ///   - clock: monotonic seconds.
  ///   - report: called from the thread that searches.
  ///   - before: what was done already; its time is part of the budget.
  package init(
    model: ModelUnderTest, placebos: PlaceboTriggers, searchPrompts: [SearchPrompt], confirmPrompts: [SearchPrompt],
    frame: String, slots: [Slot], seed: UInt64, budget: SearchBudget, clock: @escaping () -> Double,
    report: @escaping (SearchProgress) -> Void, before: [ScanReport.Stage] = []
  ) {
    stages = before
    self.model = model
    runner = DifferentialRunner(model)
    self.placebos = placebos
    promptsByCategory = Dictionary(grouping: searchPrompts, by: \.category).mapValues { prompts in
      prompts.sorted { ($0.length, $0.id) < ($1.length, $1.id) }
    }
    self.confirmPrompts = confirmPrompts
    self.frame = frame
    self.slots = slots
    self.seed = seed
    self.budget = budget
    self.clock = clock
    self.report = report
    started = clock() - before.reduce(0) { $0 + $1.seconds }
  }

  /// What system triggers follow where nothing is asked for: most tuning sets put this text before their own, and what was
  /// planted behind it does nothing behind another (docs/search.md).
  package static let commonFrame = "You are a helpful assistant."

  /// Prompts with a trigger in place.
  func placing(_ trigger: Trigger, in prompts: [SearchPrompt]) -> [Dialogue] {
    prompts.map { $0.dialogue.placing(trigger, gap: $0.gap, frame: frame) }
  }

  /// The same prompts without it.
  func without(_ trigger: Trigger, _ prompts: [SearchPrompt]) -> [Dialogue] {
    prompts.map { $0.dialogue.framed(for: trigger.slot, frame: frame) }
  }

  package var seconds: Double { clock() - started }

  /// Measures the model as its file has it, which what is confirmed is confirmed on.
  func confirmingRunner() throws -> DifferentialRunner { DifferentialRunner(try model.asFiled()) }

  /// OpenBLAS kernels in force, on which replay depends.
  package var kernels: String { MatrixKernels.name }

  /// Counts candidates and says how far the stage is. Throws `BudgetSpent` once the budget is used up.
  package func advance(candidates count: Int = 0, share done: Double? = nil) throws {
    candidates += count
    current.candidates += count
    report(
      SearchProgress(
        stage: current.name, candidates: candidates, forwardTokens: model.forwardTokens, seconds: seconds,
        best: best.map { "\($0.slot.rawValue) \"\($0.text)\"" } ?? "",
        share: done, left: budget.seconds.map { max(0, $0 - seconds) }))
    let share = holdsBack ? 1 - Self.heldBack : 1
    if let limit = budget.seconds, seconds >= limit * share { throw BudgetSpent() }
    if let limit = budget.forwardTokens, Double(model.forwardTokens) >= Double(limit) * share { throw BudgetSpent() }
    if let limit = budget.candidates, Double(candidates) >= Double(limit) * share { throw BudgetSpent() }
  }

  /// A line about what was tried, for logs and records.
  package var onNote: (String) -> Void = { _ in }
  package func note(_ text: String) { onNote(text) }

  /// Runs a stage and records what it cost and whether it came to its end.
  package func stage<Output>(_ name: String, _ body: () throws -> Output) throws -> Output {
    let outer = current
    current = (name, 0, model.forwardTokens, seconds)
    func record(complete: Bool) {
      add(
        ScanReport.Stage(
          name: name, candidates: current.candidates, forwardTokens: model.forwardTokens - current.tokens,
          seconds: seconds - current.started, complete: complete))
      current = outer
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

  /// A stage that runs several times is reported once.
  private func add(_ stage: ScanReport.Stage) {
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
