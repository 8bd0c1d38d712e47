package import Differential
internal import Findings
package import Inference
internal import Synchronization

/// Runs a search's steps and keeps each before it is acted on; in a search that is resumed, gives what they came to.
///
/// The search itself is deterministic and is run again from its start. Its costs are counted as if it had never been
/// interrupted: a step that is not run again brings the tokens that it took, and what has to be computed once more, because
/// it is too large to keep, brings none. Prefixes that models keep from one step to the next are gone after a resumption, so
/// tokens are counted as if there were none.
package final class SearchSteps: StepRecording {
  struct State {
    /// Next step of the earlier run; nil once the search is beyond it.
    var upcoming: StepEntry?
    var position = 0
    /// Tokens times layers of the steps that were not run again.
    var recordedLayers = 0
    var uncountedLayers = 0
    /// Of what was known from other searches on the same base.
    var sparedLayers = 0
    /// Seconds of the campaign at the last recorded step, and the clock's reading then.
    var seconds = 0.0
    var since: Double
    var isInside = false
    /// Comparisons of the clock with the budget so far.
    var clockReadings = 0
    var events = [SearchEvent]()
    /// What is left out, from the step on in which it was found.
    var setAside: [SetAside]
    var place = StepPlace(step: 0)
    var stepName = ""
    /// Lists of items in the step so far.
    var lists = 0
  }

  private static let timeIsUp = "time is up"

  let meter: ForwardMeter
  private let meterAtStart: Int
  private let clock: @Sendable () -> Double
  private let journal: any SearchJournal
  private let isInterrupted: @Sendable () -> Bool
  let base: BaseResults?
  let faults: [StepFault]
  let watch: @Sendable (StepPlace) -> Void
  let state: Mutex<State>

  /// - Parameters:
  ///   - meter: of the model that is searched.
  ///   - clock: monotonic seconds.
  ///   - isInterrupted: asked before each step and at each advance of the search.
  ///   - base: what other searches on the same base came to.
  ///   - watch: told what is in flight, before it is.
  package init(
    meter: ForwardMeter, clock: @escaping @Sendable () -> Double, journal: any SearchJournal,
    isInterrupted: @escaping @Sendable () -> Bool, base: BaseResults? = nil,
    watch: @escaping @Sendable (StepPlace) -> Void = { _ in }
  ) throws {
    self.meter = meter
    meterAtStart = meter.tokenLayersWithoutReuse
    self.clock = clock
    self.journal = journal
    self.isInterrupted = isInterrupted
    self.base = base
    self.watch = watch
    faults = try journal.faults()
    state = Mutex(State(upcoming: try journal.next(), since: clock(), setAside: try journal.setAside()))
    watch(StepPlace(step: 0))
  }

  /// Whether results still come from an earlier run.
  package var isReplaying: Bool { state.withLock { $0.upcoming != nil } }

  /// Steps so far.
  package var position: Int { state.withLock { $0.position } }

  /// Tokens times layers read so far, as an uninterrupted search would have.
  package var tokenLayers: Int { state.withLock { layers($0) } }

  /// Seconds of the campaign: of all runs together, each up to its last step.
  package var seconds: Double { state.withLock { seconds($0) } }

  private func layers(_ state: State) -> Int {
    state.recordedLayers + state.sparedLayers + meter.tokenLayersWithoutReuse - meterAtStart - state.uncountedLayers
  }

  private func seconds(_ state: State) -> Double {
    state.upcoming != nil ? state.seconds : state.seconds + max(0, clock() - state.since)
  }

  package func step<Output: Codable>(_ name: String, _ inputs: StepInputs, _ body: () throws -> Output) throws -> Output {
    if state.withLock({ $0.isInside }) { return try body() }
    if let entry = try take(name, inputs.digest) { return try output(of: entry) }
    try checkInterruption()
    let before = tokenLayers
    state.withLock { state in
      state.isInside = true
      state.stepName = name
      state.lists = 0
    }
    defer { state.withLock { $0.isInside = false } }
    let text = try JSONText.encode(Kept(value: try body()))
    let entry = try keep(name, inputs.digest, tokenLayers: tokenLayers - before, output: text)
    // What a resumed search would read, so that both go on with the same.
    return try output(of: entry)
  }

  /// Runs what was run before and is needed again: it counts for nothing.
  package func uncounted<Output>(_ body: () throws -> Output) rethrows -> Output {
    func total(_ state: State) -> Int { meter.tokenLayersWithoutReuse + state.sparedLayers }
    let before = state.withLock { total($0) }
    defer { state.withLock { $0.uncountedLayers += total($0) - before } }
    return try body()
  }

  package func emit(_ event: SearchEvent) { state.withLock { $0.events.append(event) } }

  /// What was met since the last step.
  package func takeEvents() -> [SearchEvent] {
    state.withLock { state in
      defer { state.events = [] }
      return state.events
    }
  }

  package func checkInterruption() throws {
    if isInterrupted() { throw SearchInterrupted() }
  }

  /// Whether a budget of time is used up. The answer depends on when it is asked, so a yes is kept; within a step, which a
  /// resumed search does not run again, it is no.
  package func isTimeUp(_ isUp: () -> Bool) throws -> Bool {
    if state.withLock({ $0.isInside }) { return false }
    let reading = state.withLock { state in
      state.clockReadings += 1
      return state.clockReadings
    }
    let upcoming = state.withLock { $0.upcoming }
    if let upcoming {
      guard upcoming.name == Self.timeIsUp, upcoming.inputs == UInt64(reading) else { return false }
      return try take(Self.timeIsUp, UInt64(reading)) != nil
    }
    guard isUp() else { return false }
    _ = try keep(Self.timeIsUp, UInt64(reading), tokenLayers: 0, output: "null")
    return true
  }

  /// JSON's top is an object, whatever a step gives.
  private struct Kept<Value: Codable>: Codable {
    let value: Value
  }

  private func output<Output: Codable>(of entry: StepEntry) throws -> Output {
    do {
      return try JSONText.decode(Kept<Output>.self, from: entry.output).value
    } catch {
      throw JournalMismatch(description: "step \(position) ('\(entry.name)') was written by another version of the program")
    }
  }

  /// The next recorded step, if there is one; it has to be the one that is asked for.
  private func take(_ name: String, _ inputs: UInt64) throws -> StepEntry? {
    guard let entry = state.withLock({ $0.upcoming }) else { return nil }
    guard entry.name == name, entry.inputs == inputs else {
      let change = entry.name == name ? "'\(name)', of something else" : "'\(name)'"
      throw JournalMismatch(
        description: "step \(position) was '\(entry.name)' and would now be \(change): the program, its data or campaign.toml were changed")
    }
    let next = try journal.next()
    state.withLock { state in
      state.upcoming = next
      state.position += 1
      state.recordedLayers += entry.tokenLayers
      state.seconds = entry.seconds
      state.since = clock()
      // They were kept with the step.
      state.events = []
    }
    enter(StepPlace(step: position))
    return entry
  }

  private func keep(_ name: String, _ inputs: UInt64, tokenLayers: Int, output: String) throws -> StepEntry {
    let entry = StepEntry(name: name, inputs: inputs, tokenLayers: tokenLayers, seconds: seconds, output: output)
    try journal.append(entry, events: takeEvents())
    state.withLock { $0.position += 1 }
    enter(StepPlace(step: position))
    return entry
  }
}
