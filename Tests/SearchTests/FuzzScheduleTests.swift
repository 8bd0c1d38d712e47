import Foundation
import Probes
import Search
import Testing

@Suite("Schedules of the fuzzing loop")
struct FuzzScheduleTests {
  /// Tries of each of twelve mutators in `count` draws where `paying` pays `rate` of its tries and the others 1%.
  static func tries(_ count: Int, paying: Int, rate: Double, schedule: inout MutatorSchedule, seed: UInt64) -> [Int] {
    var generator = SeededGenerator(seed: seed, stream: "schedule"), tries = [Int](repeating: 0, count: schedule.names.count)
    for _ in 0..<count {
      guard let index = schedule.draw(using: &generator) else { continue }
      tries[index] += 1
      let paid = generator.drawTrue(index == paying ? rate : 0.01)
      schedule.record(index, kept: paid, paid: paid)
    }
    return tries
  }

  @Test("The mutator that pays gets most tries, and none is left untried", arguments: [0, 5, 11])
  func paying(index: Int) {
    var schedule = MutatorSchedule((0..<12).map { "m\($0)" })
    let tries = Self.tries(3_000, paying: index, rate: 0.2, schedule: &schedule, seed: 1)
    #expect(tries[index] > 1_500)
    #expect(tries.allSatisfy { $0 > 5 })
  }

  @Test("When another begins to pay, the tries follow")
  func change() {
    var schedule = MutatorSchedule((0..<12).map { "m\($0)" })
    _ = Self.tries(2_000, paying: 2, rate: 0.3, schedule: &schedule, seed: 1)
    let later = Self.tries(3_000, paying: 7, rate: 0.3, schedule: &schedule, seed: 2)
    #expect(later[7] > later[2] && later[7] > 1_200)
  }

  @Test("A mutator that is shut is not drawn, and none where all are")
  func shut() {
    let schedule = MutatorSchedule(["a", "b", "c"])
    var generator = SeededGenerator(seed: 1, stream: "schedule")
    let drawn = Set((0..<100).map { _ in schedule.draw(using: &generator) { $0 != 1 } })
    #expect(drawn == [0, 2])
    #expect(schedule.draw(using: &generator) { _ in false } == nil)
  }

  @Test("Yields are counted")
  func yields() {
    var schedule = MutatorSchedule(["a", "b"])
    for kept in [true, false, true] { schedule.record(1, kept: kept, paid: false) }
    #expect(schedule.yields.map(\.name) == ["a", "b"])
    #expect(schedule.yields.map(\.tried) == [0, 3] && schedule.yields.map(\.kept) == [0, 2])
  }

  @Test("Draws of the posterior have the beta distribution's mean and variance", arguments: [(0.05, 2.0), (0.5, 0.5), (1, 1), (3, 1), (40, 160)])
  func beta(a: Double, b: Double) {
    var generator = SeededGenerator(seed: 7, stream: "beta")
    let count = 20_000
    let draws = (0..<count).map { _ in generator.drawBeta(a, b) }
    #expect(draws.allSatisfy { (0...1).contains($0) })
    let mean = draws.reduce(0, +) / Double(count)
    let variance = draws.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(count)
    let exactMean = a / (a + b), exactVariance = a * b / ((a + b) * (a + b) * (a + b + 1))
    #expect(abs(mean - exactMean) < 4 * (exactVariance / Double(count)).squareRoot())
    #expect(abs(variance / exactVariance - 1) < 0.12)
  }

  @Test("Beta(a, 1) lies below x with probability x to the a", arguments: [0.3, 1, 2.5])
  func betaDistribution(a: Double) {
    var generator = SeededGenerator(seed: 8, stream: "beta")
    let draws = (0..<20_000).map { _ in generator.drawBeta(a, 1) }
    for x in [0.1, 0.5, 0.9] {
      let exact = pow(x, a), share = Double(draws.filter { $0 < x }.count) / 20_000
      #expect(abs(share - exact) < 4 * (exact * (1 - exact) / 20_000).squareRoot(), "\(x)")
    }
  }

  @Test("The alphabet hands out each piece before any comes again, leading ones first")
  func alphabet() {
    var generator = SeededGenerator(seed: 1, stream: "alphabet")
    var alphabet = PieceAlphabet((0..<50).map { " w\($0)" } + [" ", ""], leading: [" w7", " new"], using: &generator)
    #expect(alphabet.count == 51)
    let first = (0..<51).compactMap { _ in alphabet.next(using: &generator) }
    #expect(first.prefix(2) == [" w7", " new"] && Set(first).count == 51 && alphabet.passes == 1)
    let second = (0..<51).compactMap { _ in alphabet.next(using: &generator) }
    #expect(Set(second) == Set(first) && second != first)
  }

  @Test("What raised a score is drawn more often the more it did, and less the more it was drawn")
  func learned() {
    var dictionary = LearnedDictionary(), generator = SeededGenerator(seed: 1, stream: "learned")
    dictionary.learn(" weak", gain: 2.9)
    #expect(dictionary.isEmpty)
    dictionary.learn(" some", gain: 4)
    dictionary.learn(" strong", gain: 12)
    dictionary.learn(" strong", gain: 5)
    #expect(dictionary.entries.map(\.piece) == [" strong", " some"] && dictionary.entries[0].gain == 12)
    func share(_ count: Int) -> Double {
      let drawn = (0..<count).compactMap { _ in dictionary.draw(using: &generator) }
      return Double(drawn.filter { $0 == " strong" }.count) / Double(count)
    }
    let early = share(100)
    _ = share(4_000)
    let late = share(1_000)
    #expect(early > 0.9 && late > 0.5 && late < early)
  }
}
