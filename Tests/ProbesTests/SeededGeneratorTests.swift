import Foundation
import Probes
import Testing

/// What `Fixtures/make_random.py` wrote.
private struct Goldens: Decodable {
  struct Stream: Decodable {
    let seed: UInt64
    let number: UInt64
    let numbers: [String]
    init(from decoder: any Decoder) throws {
      var row = try decoder.unkeyedContainer()
      seed = try row.decode(UInt64.self)
      number = try row.decode(UInt64.self)
      numbers = try row.decode([String].self)
    }
  }
  struct Named: Decodable {
    let seed: UInt64
    let name: String
    let number: UInt64
    let numbers: [String]
    init(from decoder: any Decoder) throws {
      var row = try decoder.unkeyedContainer()
      seed = try row.decode(UInt64.self)
      name = try row.decode(String.self)
      number = try row.decode(UInt64.self)
      numbers = try row.decode([String].self)
    }
  }
  struct Shuffle: Decodable {
    let count: Int
    let order: [Int]
    init(from decoder: any Decoder) throws {
      var row = try decoder.unkeyedContainer()
      count = try row.decode(Int.self)
      order = try row.decode([Int].self)
    }
  }
  struct Sample: Decodable {
    let wanted: Int
    let count: Int
    let order: [Int]
    init(from decoder: any Decoder) throws {
      var row = try decoder.unkeyedContainer()
      wanted = try row.decode(Int.self)
      count = try row.decode(Int.self)
      order = try row.decode([Int].self)
    }
  }
  let plain: [String: [String]]
  let streams: [Stream]
  let named: [Named]
  let below10: [UInt64]
  let below3: [UInt64]
  let rejecting: [String]
  let units: [Double]
  let shuffled: [Shuffle]
  let sampled: [Sample]

  static func read() throws -> Goldens {
    try JSONDecoder().decode(Goldens.self, from: Fixtures.data("random.json"))
  }
}

@Suite struct SeededGeneratorTests {
  private let goldens: Goldens

  init() throws { goldens = try Goldens.read() }

  private func first(_ generator: SeededGenerator, _ count: Int) -> [String] {
    var generator = generator
    return (0..<count).map { _ in String(generator.next()) }
  }

  @Test("It is SplitMix64: the published numbers of seed 1234567, and Python's of others")
  func isSplitMix64() throws {
    #expect(
      first(SeededGenerator(seed: 1_234_567), 5) == [
        "6457827717110365317", "3203168211198807973", "9817491932198370423", "4593380528125082431", "16408922859458223821",
      ])
    for (seed, numbers) in goldens.plain {
      let seed = try #require(UInt64(seed))
      #expect(first(SeededGenerator(seed: seed), numbers.count) == numbers)
    }
  }

  @Test("Streams by number and by name start where Python says")
  func streamsAreFixed() {
    for golden in goldens.streams {
      #expect(first(SeededGenerator(seed: golden.seed, stream: golden.number), golden.numbers.count) == golden.numbers)
    }
    for golden in goldens.named {
      let generator = SeededGenerator(seed: golden.seed, stream: golden.name, golden.number)
      #expect(first(generator, golden.numbers.count) == golden.numbers)
    }
  }

  @Test("Neighbouring seeds and streams share no number among a thousand each")
  func streamsAreApart() {
    var seen: Set<UInt64> = []
    for seed in 0..<4 as Range<UInt64> {
      for stream in 0..<4 as Range<UInt64> {
        var generator = SeededGenerator(seed: seed, stream: stream)
        for _ in 0..<1_000 { seen.insert(generator.next()) }
      }
    }
    #expect(seen.count == 16_000)
  }

  @Test("A copy and a stored generator go on with the same numbers")
  func resumes() throws {
    var generator = SeededGenerator(seed: 3, stream: "fuzz", 9)
    for _ in 0..<10 { _ = generator.next() }
    let stored = try JSONEncoder().encode(generator)
    var copy = generator
    var resumed = try JSONDecoder().decode(SeededGenerator.self, from: stored)
    let expected = generator.next()
    #expect(copy.next() == expected)
    #expect(resumed.next() == expected)
  }

  @Test("Bounded draws are Python's, also where half of the numbers are rejected")
  func boundedDraws() {
    var ten = SeededGenerator(seed: 11)
    #expect(goldens.below10.map { _ in ten.draw(below: 10) } == goldens.below10)
    var three = SeededGenerator(seed: 12)
    #expect(goldens.below3.map { _ in three.draw(below: 3) } == goldens.below3)
    var rejecting = SeededGenerator(seed: 13)
    #expect(goldens.rejecting.map { _ in String(rejecting.draw(below: (1 << 63) + 12_345)) } == goldens.rejecting)
    var units = SeededGenerator(seed: 14)
    #expect(goldens.units.map { _ in units.drawUnit() } == goldens.units)
  }

  @Test("Bounds of nothing give 0 and use no number")
  func emptyBounds() {
    var generator = SeededGenerator(seed: 5)
    let before = generator
    #expect(generator.draw(below: 0) == 0)
    #expect(generator.draw(below: 1) == 0)
    #expect(generator.drawIndex(0) == 0)
    #expect(generator.drawIndex(-3) == 0)
    #expect(generator.drawElement([Int]()) == nil)
    #expect(generator.drawSample(3, of: [Int]()) == [])
    #expect(generator.drawSample(-1, of: [1, 2]) == [])
    #expect(generator == before)
  }

  @Test("Shuffles and samples are Python's")
  func shuffles() {
    for golden in goldens.shuffled {
      var generator = SeededGenerator(seed: 15)
      #expect(generator.drawShuffled(Array(0..<golden.count)) == golden.order)
    }
    for golden in goldens.sampled {
      var generator = SeededGenerator(seed: 16)
      #expect(generator.drawSample(golden.wanted, of: Array(0..<golden.count)) == golden.order)
    }
  }

  @Test("Every order of four is drawn about equally often")
  func shufflesEvenly() {
    var generator = SeededGenerator(seed: 21)
    var counts: [[Int]: Int] = [:]
    for _ in 0..<24_000 { counts[generator.drawShuffled([0, 1, 2, 3]), default: 0] += 1 }
    #expect(counts.count == 24)
    // 1,000 each with a deviation of 31: five of those.
    for (_, count) in counts { #expect(abs(count - 1_000) < 155) }
  }

  @Test("Weighted draws follow the weights, and leave out what has none")
  func weights() {
    var generator = SeededGenerator(seed: 22)
    var counts = [0, 0, 0, 0, 0]
    for _ in 0..<10_000 {
      if let index = generator.drawIndex(weights: [1, 0, 3, .nan, -2]) { counts[index] += 1 }
    }
    #expect(counts[1] == 0 && counts[3] == 0 && counts[4] == 0)
    #expect(abs(counts[0] - 2_500) < 220)
    #expect(counts[0] + counts[2] == 10_000)
    #expect(generator.drawIndex(weights: [0, .infinity]) == nil)
    #expect(generator.drawIndex(weights: []) == nil)
  }

  @Test("Normal draws have mean 0 and variance 1")
  func normals() {
    var generator = SeededGenerator(seed: 23)
    let draws = (0..<20_000).map { _ in generator.drawNormal() }
    let mean = draws.reduce(0, +) / 20_000
    let variance = draws.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / 20_000
    #expect(abs(mean) < 0.03)
    #expect(abs(variance - 1) < 0.05)
    #expect(draws.filter(\.isFinite).count == 20_000)
  }
}
