import Findings
import Probes
import Search
import Testing

@Suite("The fuzzing loop on a made-up landscape")
struct FuzzLoopTests {
  static let budget = 60_000

  /// Median candidates to the first hit over ten seeds; runs without a hit count as the budget, so that the median is a lower
  /// bound where it is the budget.
  static func median(_ strategy: FuzzStrategy, worths: (Float, Float, Float)) throws -> Double {
    let hits = try (1...10).map { seed in
      try FuzzLandscape(first: worths.0, second: worths.1, both: worths.2)
        .candidates(seed: UInt64(seed), strategy: strategy, budget: budget).hit ?? budget
    }.sorted()
    return Double(hits[4] + hits[5]) / 2
  }

  @Test("A two-token trigger over 1,000 tokens is found with ten times fewer candidates than blind pairs take", arguments: [
    // Where a part does something by itself, and where it hardly does.
    (Float(15), Float(1), Float(22)), (5, 1, 14), (1, 5, 14),
  ])
  func rate(first: Float, second: Float, both: Float) throws {
    let scheduled = try Self.median(.scheduled, worths: (first, second, both))
    let blind = try Self.median(.blind(pieces: 2), worths: (first, second, both))
    #expect(scheduled * 10 <= blind, "scheduled \(scheduled), blind \(blind)")
  }

  @Test("No text is measured twice, the same seed measures the same, another seed other texts")
  func repeats() throws {
    func texts(_ seed: UInt64) throws -> [Trigger] {
      let landscape = FuzzLandscape(first: 4, second: 4, both: 4)
      _ = try landscape.candidates(seed: seed, strategy: .scheduled, budget: 2_560)
      return landscape.measured
    }
    let first = try texts(1)
    #expect(first.count == 2_560 && Set(first).count == first.count, "\(first.count) measured, \(Set(first).count) different")
    #expect(try texts(1) == first)
    #expect(try texts(2) != first)
  }

  @Test("A small alphabet ends when all that it gives was measured, and slots are changed on the way")
  func exhausted() throws {
    var generator = SeededGenerator(seed: 1, stream: "alphabet")
    let material = MutationMaterial(
      slots: [.prefix, .suffix, .both], alphabet: PieceAlphabet([" a"], using: &generator),
      pieces: { $0.split(separator: " ").map { " " + $0 } })
    let loop = FuzzLoop(
      seed: 1, material: material, startSlots: [.prefix], mutators: [DeleteMutator(), SlotMutator(), SecondFragmentMutator()])
    let landscape = FuzzLandscape(first: 4, second: 4, both: 4)
    #expect(try !Fuzzing(loop, oracle: landscape).run { _ in })
    let triggers = Set(landscape.measured)
    #expect(triggers.count == landscape.measured.count)
    #expect(triggers.isSuperset(of: [Trigger("a", slot: .prefix), Trigger("a", slot: .suffix), Trigger(before: "a", after: "a")]))
  }

  @Test("Seeds are measured first, strongest first")
  func seeds() throws {
    let seeds = ["one", "two", "three"].compactMap { FuzzInput([$0], slot: .prefix) }
    var loop = FuzzLoop(
      seed: 1, material: MutationMaterial(slots: [.prefix], alphabet: FuzzLoopTests.letters, pieces: { [$0] }), startSlots: [.prefix],
      seeds: seeds)
    let batch = loop.nextBatch()
    #expect(batch.prefix(3).map(\.input) == seeds && batch.prefix(3).allSatisfy { $0.source == "seed" })
    #expect(batch.count == FuzzLoop.batchSize)
  }

  static var letters: PieceAlphabet {
    var generator = SeededGenerator(seed: 1, stream: "alphabet")
    return PieceAlphabet((0..<200).map { " l\($0)" }, using: &generator)
  }

  @Test("Yields count every candidate once")
  func yields() throws {
    let (_, fuzzing) = try FuzzLandscape(first: 4, second: 4, both: 4).candidates(seed: 3, strategy: .scheduled, budget: 1_280)
    #expect(fuzzing.candidates == 1_280)
    #expect(fuzzing.loop.yields.map(\.tried).reduce(0, +) == 1_280)
    #expect(fuzzing.loop.yields.allSatisfy { $0.kept <= $0.tried })
    #expect(fuzzing.loop.yields.contains { $0.kept > 0 })
  }

  @Test("A part that does something is learned as a piece to put in")
  func learned() throws {
    let (_, fuzzing) = try FuzzLandscape(first: 15, second: 1, both: 15).candidates(seed: 1, strategy: .scheduled, budget: 3_200)
    #expect(fuzzing.loop.learned.entries.prefix(3).map(\.piece).contains(FuzzLandscape.first))
  }
}
