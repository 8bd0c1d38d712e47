import Campaigns
import Differential
import Findings
import Inference
import Search
import Synchronization
import Testing

/// Items that end the process, in a search that is started again each time.
@Suite("Items that end the process")
struct FaultyItemsTests {
  /// The process' end, with what was in flight: unwinding, which a real end does not do, leaves other places.
  private struct Died: Error {
    let place: StepPlace
  }

  /// Its journal, and the faults that a process that was started again would have been told of.
  private final class FaultyJournal: SearchJournal {
    private let faultsSoFar = Mutex([StepFault]())
    private let steps: MemoryJournal

    init(_ steps: MemoryJournal, faults: [StepFault]) {
      self.steps = steps
      faultsSoFar.withLock { $0 = faults }
    }

    func next() -> StepEntry? { steps.next() }
    func append(_ entry: StepEntry, events: [SearchEvent]) { steps.append(entry, events: events) }
    func faults() -> [StepFault] { faultsSoFar.withLock { $0 } }
    func setAside() -> [SetAside] { FaultyItemsTests.setAside(steps.events) }
  }

  private static func setAside(_ events: [[SearchEvent]]) -> [SetAside] {
    events.joined().compactMap { if case .setAside(let entry) = $0 { entry } else { nil } }
  }

  private static let missing = -1.0

  /// Three steps over the same items, of which the second has two lists; ends where one of `deadly` is read in a step's list.
  private static func search(
    _ steps: SearchSteps, count: Int, deadly: [Int: Set<String>], place: () -> StepPlace = { StepPlace(step: 0) }
  ) throws -> [[Double]] {
    func list(_ key: Int, _ items: [Int]) throws -> [Double] {
      try steps.each(items, candidate: { "c\($0)" }, missing: { _ in missing }) { items in
        for item in items where deadly[key]?.contains("c\(item)") == true { throw Died(place: place()) }
        return items.map { Double($0 * 3 + key) }
      }
    }
    let items = Array(0..<count)
    return [
      try steps.step("first", StepInputs(["1"])) { try list(1, items) },
      try steps.step("second", StepInputs(["2"])) { try list(2, items) + list(3, items) },
      try steps.step("third", StepInputs(["3"])) { try list(4, items) },
    ]
  }

  /// Runs it until it comes to its end. Returns what it came to, the faults on the way, and its journal.
  private static func run(
    count: Int, deadly: [Int: Set<String>], faults given: [StepFault] = [], isDefended: Bool = true
  ) throws -> (values: [[Double]]?, faults: [StepFault], journal: MemoryJournal) {
    var journal = MemoryJournal(), faults = given
    for _ in 0..<60 {
      let place = Mutex(StepPlace(step: 0))
      journal = journal.cut(to: journal.entries.count)
      let steps = try SearchSteps(
        meter: ForwardMeter(), clock: { 0 }, journal: FaultyJournal(journal, faults: isDefended ? faults : []),
        isInterrupted: { false }, watch: { now in place.withLock { $0 = now } })
      do {
        return (try search(steps, count: count, deadly: deadly, place: { place.withLock { $0 } }), faults, journal)
      } catch let end as Died {
        faults.append(StepFault(signal: 4, place: end.place))
      }
    }
    return (nil, faults, journal)
  }

  @Test(
    "One that ends the process in some list is found by a few faults and left out from there on; the others stay as they are",
    arguments: [1, 2, 3, 8, 9, 64, 276, 4_096], [1, 2, 3, 4])
  func found(_ count: Int, list: Int) throws {
    let plain = try #require(try Self.run(count: count, deadly: [:]).values)
    for item in Set([0, count / 3, count / 2, count - 1]).sorted() {
      // What ends the process here may do so later as well.
      let deadly = Dictionary(uniqueKeysWithValues: (list...4).map { ($0, Set(["c\(item)"])) })
      let (values, faults, journal) = try Self.run(count: count, deadly: deadly)
      // 8 parts a cut: 64 items are 2 cuts and the blame; a single one needs a second fault to be blamed.
      var cuts = 0
      while pow8(cuts) < count { cuts += 1 }
      #expect((2...max(2, cuts + 1)).contains(faults.count), "\(faults.count) faults for \(count) items")
      let aside = Self.setAside(journal.events)
      #expect(aside.map(\.candidate) == ["c\(item)"])
      #expect(aside.first?.signal == 4 && aside.first?.step == [0, 0, 1, 1, 2][list])
      var expected = plain
      for (step, lists) in [[1], [2, 3], [4]].enumerated() {
        for (place, key) in lists.enumerated() where key >= list { expected[step][place * count + item] = Self.missing }
      }
      let isSame = values == expected
      #expect(isSame)
    }
  }

  private func pow8(_ exponent: Int) -> Int { (0..<exponent).reduce(1) { product, _ in product * 8 } }

  @Test("Several are found one after the other, also where all items end the process")
  func several() throws {
    for deadly in [["c3", "c4"], ["c0", "c40", "c63"], Set((0..<64).map { "c\($0)" })] as [Set<String>] {
      let result = try Self.run(count: 64, deadly: [1: deadly, 2: deadly, 3: deadly, 4: deadly])
      let journal = result.journal
      guard deadly.count < 10 else {
        // More faults than this test waits for; none but those is set aside on the way.
        #expect(Set(Self.setAside(journal.events).map(\.candidate)).isSubset(of: deadly))
        continue
      }
      #expect(Set(Self.setAside(journal.events).map(\.candidate)) == deadly)
      let first = try #require(result.values?.first)
      #expect(first.enumerated().allSatisfy { ($0.element == Self.missing) == deadly.contains("c\($0.offset)") })
    }
  }

  @Test("A candidate that stands in many items is found once, and all of them are left out")
  func shared() throws {
    var journal = MemoryJournal(), faults = [StepFault](), values: [Double]?
    while values == nil, faults.count < 20 {
      let place = Mutex(StepPlace(step: 0))
      journal = journal.cut(to: journal.entries.count)
      let steps = try SearchSteps(
        meter: ForwardMeter(), clock: { 0 }, journal: FaultyJournal(journal, faults: faults), isInterrupted: { false },
        watch: { now in place.withLock { $0 = now } })
      do {
        values = try steps.step("answers", StepInputs()) {
          try steps.each(Array(0..<12), candidate: { $0 < 9 ? "deadly" : "other" }, missing: { _ in Self.missing }) { items in
            if items.contains(where: { $0 < 9 }) { throw Died(place: place.withLock { $0 }) }
            return items.map(Double.init)
          }
        }
      } catch let end as Died { faults.append(StepFault(signal: 0, place: end.place)) }
    }
    #expect(values == [Double](repeating: Self.missing, count: 9) + [9, 10, 11])
    #expect(faults.count == 3)
  }

  @Test("Faults from elsewhere cut a step up and set nothing aside")
  func elsewhere() throws {
    let plain = try Self.run(count: 64, deadly: [:]).values
    for faults in [
      [StepFault(signal: 11, place: StepPlace(step: 1, part: 1, items: 0..<64))],
      [
        StepFault(signal: 11, place: StepPlace(step: 1, part: 1, items: 0..<64)),
        StepFault(signal: 0, place: StepPlace(step: 1, part: 1, items: 8..<16)),
      ],
      [StepFault(signal: 4, place: StepPlace(step: 2)), StepFault(signal: 4, place: StepPlace(step: 2, part: 1, items: 5..<900))],
    ] {
      let (values, _, journal) = try Self.run(count: 64, deadly: [:], faults: faults)
      #expect(values == plain)
      #expect(Self.setAside(journal.events).isEmpty)
    }
  }

  @Test("The inverse: a search that is not told of its faults never gets past one")
  func undefended() throws {
    let (values, faults, _) = try Self.run(count: 64, deadly: [2: ["c5"]], isDefended: false)
    #expect(values == nil)
    #expect(faults.count == 60 && faults.allSatisfy { $0.place == StepPlace(step: 1, part: 1, items: 0..<64) })
  }

  @Test("A resumed search leaves out the same, from the same step on")
  func resumed() throws {
    let deadly: [Int: Set<String>] = [3: ["c5"], 4: ["c5"]]
    let (values, faults, journal) = try Self.run(count: 16, deadly: deadly)
    for count in 0...3 {
      let cut = journal.cut(to: count)
      let steps = try SearchSteps(
        meter: ForwardMeter(), clock: { 0 }, journal: FaultyJournal(cut, faults: faults), isInterrupted: { false })
      #expect(try Self.search(steps, count: 16, deadly: deadly) == values)
      #expect(Self.setAside(cut.events) == Self.setAside(journal.events))
      #expect(steps.setAside.map(\.candidate) == ["c5"])
    }
    let steps = try SearchSteps(
      meter: ForwardMeter(), clock: { 0 }, journal: FaultyJournal(journal.cut(to: 3), faults: faults), isInterrupted: { false })
    _ = try steps.step("first", StepInputs(["1"])) { [Double]() }
    #expect(steps.setAside.isEmpty, "it was found in the second step")
  }

  @Test("A search stands still where its pulse did not change for the limit, in readings")
  func pulse() {
    var watch = PulseWatch(limit: 3)
    #expect([1, 2, 2, 2, 3, 3, 3, 3].map { watch.isStill($0) } == [false, false, false, false, false, false, false, true])
    var short = PulseWatch(limit: 0.5)
    #expect([7, 7].map { short.isStill($0) } == [false, true])
  }

  @Test(
    "What a started process is told is five numbers and nothing else",
    arguments: ["", "4", "4 1 2 3", "4 1 2 3 4 5", "a 1 2 3 4", "4 1 2 5 4", "-4 1 2 3 4", "4 1 2 3 99999999999999999999"])
  func malformed(_ text: String) {
    #expect(FaultRestart.fault(text) == nil)
    #expect(FaultRestart.fault("11 7 2 8 16") == StepFault(signal: 11, place: StepPlace(step: 7, part: 2, items: 8..<16)))
  }
}
