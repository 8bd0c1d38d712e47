import Differential
import Findings
import Inference
import Search
import Synchronization
import Testing

/// A journal in memory, of which any beginning can be what an interrupted run left.
final class MemoryJournal: SearchJournal {
  private struct State {
    var entries: [StepEntry]
    var events: [[SearchEvent]]
    var place = 0
  }

  private let state: Mutex<State>

  init(_ entries: [StepEntry] = [], events: [[SearchEvent]] = []) {
    state = Mutex(State(entries: entries, events: events))
  }

  var entries: [StepEntry] { state.withLock { $0.entries } }
  var events: [[SearchEvent]] { state.withLock { $0.events } }

  /// What is left of it after a kill.
  func cut(to count: Int) -> MemoryJournal { MemoryJournal(Array(entries.prefix(count)), events: Array(events.prefix(count))) }

  func next() -> StepEntry? {
    state.withLock { state in
      guard state.place < state.entries.count else { return nil }
      defer { state.place += 1 }
      return state.entries[state.place]
    }
  }

  func append(_ entry: StepEntry, events: [SearchEvent]) {
    state.withLock { state in
      state.entries.append(entry)
      state.events.append(events)
      state.place = state.entries.count
    }
  }
}

@Suite("Steps of a search that may be resumed")
struct SearchStepsTests {
  final class Clock: Sendable {
    let now = Mutex(0.0)
    func pass(_ seconds: Double) { now.withLock { $0 += seconds } }
  }

  static func steps(
    _ journal: MemoryJournal, meter: ForwardMeter = ForwardMeter(), clock: Clock = Clock(), isInterrupted: @escaping @Sendable () -> Bool = { false }
  ) throws -> SearchSteps {
    try SearchSteps(meter: meter, clock: { clock.now.withLock { $0 } }, journal: journal, isInterrupted: isInterrupted)
  }

  /// A search of ten steps, each of which depends on those before; the values, and the steps that were run.
  static func search(_ steps: SearchSteps) throws -> (values: [Double], run: [Int]) {
    var values = [1.0], run = [Int]()
    for number in 0..<10 {
      steps.emit(.candidate(stage: "s", Trigger("before \(number)", slot: .prefix), worth: values[number]))
      let value = try steps.step("s", StepInputs(["\(number)", "\(values[number])"])) {
        run.append(number)
        return [values[number] * 1.1 + 0.3, .infinity]
      }
      values.append(value[0])
    }
    return (values, run)
  }

  static func texts(_ events: [[SearchEvent]]) -> [String] {
    events.joined().map { if case .candidate(_, let trigger, _) = $0 { trigger.text } else { "" } }
  }

  @Test("Cut off after any step, the rest is run and no more, and everything is kept once", arguments: 0...10)
  func resumed(_ count: Int) throws {
    let whole = MemoryJournal()
    let first = try Self.search(Self.steps(whole))
    #expect(first.run == Array(0..<10))
    let journal = whole.cut(to: count), steps = try Self.steps(journal)
    #expect(steps.isReplaying == (count > 0))
    let second = try Self.search(steps)
    #expect(second.values.map(\.bitPattern) == first.values.map(\.bitPattern))
    #expect(second.run == Array(count..<10))
    #expect(journal.entries.map(\.output) == whole.entries.map(\.output))
    #expect(Self.texts(journal.events) == (0..<10).map { "before \($0)" })
    #expect(!steps.isReplaying && steps.position == 10)
  }

  @Test("A step that is not the recorded one is refused")
  func mismatch() throws {
    let whole = MemoryJournal()
    _ = try Self.search(Self.steps(whole))
    let steps = try Self.steps(whole.cut(to: 3))
    _ = try steps.step("s", StepInputs(["0", "1.0"])) { [0.0] }
    #expect(throws: JournalMismatch.self) { try steps.step("s", StepInputs(["1", "0"])) { [0.0] } }
    #expect(throws: JournalMismatch.self) { try steps.step("other", StepInputs()) { [0.0] } }
    let others = try Self.steps(whole.cut(to: 3))
    #expect(throws: JournalMismatch.self) { try others.step("s", StepInputs(["0", "1.0"])) { "another kind of output" } }
  }

  @Test("A step inside a step is part of it")
  func nested() throws {
    let journal = MemoryJournal()
    func search(_ steps: SearchSteps) throws -> Int {
      try steps.step("outer", StepInputs()) { 1 + (try steps.step("inner", StepInputs()) { 2 }) }
    }
    #expect(try search(Self.steps(journal)) == 3)
    #expect(journal.entries.map(\.name) == ["outer"])
    #expect(try search(Self.steps(journal.cut(to: 1))) == 3)
  }

  @Test("A budget of time that ended ends at the same place when resumed, and not before")
  func time() throws {
    /// Values until the time is up, which is asked before every step.
    func search(_ steps: SearchSteps, _ clock: Clock, limit: Double) throws -> Int {
      for number in 0..<100 {
        if try steps.isTimeUp({ steps.seconds >= limit }) { return number }
        _ = try steps.step("s", StepInputs([], count: number)) {
          clock.pass(1)
          // A resumed search does not run this again, so nothing may come of it.
          return try steps.isTimeUp { true } ? -1 : number
        }
        clock.pass(0.25)
      }
      return 100
    }
    let clock = Clock(), whole = MemoryJournal()
    #expect(try search(Self.steps(whole, clock: clock), clock, limit: 10) == 8)
    // Over already: nothing is run, however late it is.
    let late = Clock()
    late.pass(1_000)
    #expect(try search(Self.steps(whole.cut(to: whole.entries.count), clock: late), late, limit: 10) == 8)
    // Cut off in between: the seconds before count, those between the runs do not.
    let resumed = try search(Self.steps(whole.cut(to: 4), clock: late), late, limit: 10)
    #expect((8...9).contains(resumed))
  }

  @Test("Interrupted, no further step is run, and recorded ones are still given")
  func interrupted() throws {
    let whole = MemoryJournal()
    _ = try Self.search(Self.steps(whole))
    let journal = whole.cut(to: 4), steps = try Self.steps(journal, isInterrupted: { true })
    #expect(throws: SearchInterrupted.self) { try Self.search(steps) }
    #expect(steps.position == 4)
    #expect(journal.entries.count == 4)
  }

  @Test("Packed numbers keep every bit, and what is no packed number is refused")
  func packed() throws {
    var generator = SystemRandomNumberGenerator()
    var values = (0..<2_000).map { _ in Float(bitPattern: .random(in: .min ... .max, using: &generator)) }
    values += [0, -0.0, .infinity, -.infinity, .nan, .leastNonzeroMagnitude, .greatestFiniteMagnitude]
    let text = try JSONText.encode([PackedFloats(values)])
    let back = try JSONText.decode([PackedFloats].self, from: text)
    #expect(back.first?.values.map(\.bitPattern) == values.map(\.bitPattern))
    for text in ["[\"0000000\"]", "[\"0000000g\"]", "[\"ABCDEF00\"]", "[1]"] {
      #expect(throws: DecodingError.self) { try JSONText.decode([PackedFloats].self, from: text) }
    }
  }

  @Test("Steps' numbers come back with the bits that they had", arguments: [1, 2, 3] as [UInt64])
  func exact(seed: UInt64) throws {
    // Worths are kept as JSON numbers.
    var state = seed
    let floats = (0..<20_000).map { _ -> Float in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Float(bitPattern: UInt32(truncatingIfNeeded: state >> 32))
    }.filter(\.isFinite)
    let doubles = floats.map { Double($0) * 1.000_000_1 }
    #expect(try JSONText.decode([Float].self, from: JSONText.encode(floats)).map(\.bitPattern) == floats.map(\.bitPattern))
    #expect(try JSONText.decode([Double].self, from: JSONText.encode(doubles)).map(\.bitPattern) == doubles.map(\.bitPattern))
  }
}
