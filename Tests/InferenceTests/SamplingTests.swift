import Foundation
import Inference
import Testing

/// Drawing tokens: from given logits against numpy, and from the model against its own probabilities.
@Suite("Sampling") struct SamplingTests {
  struct Golden: Decodable {
    struct Case: Decodable, Sendable, CustomTestStringConvertible {
      let logits: [Float]
      let temperature: Double
      let topP: Double
      let units: [Double]
      let picks: [Int32]
      /// Of what is kept; 0 for the others.
      let probabilities: [Double]

      var testDescription: String { "\(logits.count) tokens, temperature \(temperature), top-p \(topP)" }
    }

    let cases: [Case]
    /// By degrees of freedom, from 1.
    let critical: [Double]

    static let all = Result { try JSONDecoder().decode(Golden.self, from: Fixtures.data("sampling.json")) }
  }

  /// SplitMix64.
  struct Generator: RandomNumberGenerator, Sendable {
    var state: UInt64

    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return z ^ (z >> 31)
    }
  }

  /// Cells with an expectation below 5 are taken together, as the approximation asks for.
  private static func chiSquare(_ counts: [Int], _ probabilities: [Double], draws: Int) -> (value: Double, degrees: Int) {
    var value = 0.0, cells = 0, rest = (count: 0, expected: 0.0)
    for (count, probability) in zip(counts, probabilities) {
      let expected = probability * Double(draws)
      guard expected >= 5 else {
        rest = (rest.count + count, rest.expected + expected)
        continue
      }
      value += (Double(count) - expected) * (Double(count) - expected) / expected
      cells += 1
    }
    if rest.expected >= 5 {
      value += (Double(rest.count) - rest.expected) * (Double(rest.count) - rest.expected) / rest.expected
      cells += 1
    }
    return (value, cells - 1)
  }

  @Test("The token that a number picks is numpy's", arguments: try Golden.all.get().cases)
  func picks(_ golden: Golden.Case) throws {
    let sampling = try #require(Sampling(temperature: golden.temperature, topP: golden.topP))
    #expect(golden.units.map { sampling.token(logits: golden.logits, unit: $0) } == golden.picks)
  }

  @Test("Counts of draws follow numpy's probabilities, by scipy's chi-square", arguments: try Golden.all.get().cases)
  func distribution(_ golden: Golden.Case) throws {
    let sampling = try #require(Sampling(temperature: golden.temperature, topP: golden.topP)), draws = 4_000
    var generator = Generator(state: 7), counts = [Int](repeating: 0, count: golden.logits.count)
    for _ in 0..<draws {
      counts[Int(sampling.token(logits: golden.logits, unit: Double(generator.next() >> 11) * 0x1p-53))] += 1
    }
    #expect(zip(counts, golden.probabilities).allSatisfy { $0 == 0 || $1 > 0 })
    let test = Self.chiSquare(counts, golden.probabilities, draws: draws)
    if test.degrees > 0 { #expect(test.value < (try Golden.all.get().critical[test.degrees - 1])) }
  }

  @Test("What is no temperature or share is refused", arguments: [
    (0, 1), (-1, 1), (.infinity, 1), (.nan, 1), (1, 0), (1, -0.1), (1, 1.01), (1, .nan),
  ] as [(Double, Double)])
  func refused(_ temperature: Double, _ topP: Double) {
    #expect(Sampling(temperature: temperature, topP: topP) == nil)
  }

  private static func prompts() throws -> [Passage] {
    try PlantedModel.goldens().map(\.ids).filter { $0.count < 60 }.prefix(6).map { Passage(tokens: $0) }
  }

  private static func draw(_ passages: [Passage], seeds: [UInt64], _ sampling: Sampling, count: Int = 6, workers: Int = 2) throws -> [[Int32]] {
    try PlantedModel.tuned().continuations(
      of: passages, count: count, stop: [], workers: workers, drawing: sampling, using: seeds.map { Generator(state: $0) })
  }

  @Test("A passage's draws depend on it and its generator alone")
  func alone() throws {
    let passages = try Self.prompts(), seeds = passages.indices.map { UInt64($0) }
    let sampling = try #require(Sampling(topP: 0.95))
    let together = try Self.draw(passages, seeds: seeds, sampling)
    for (index, passage) in passages.enumerated() {
      #expect(try Self.draw([passage], seeds: [seeds[index]], sampling, workers: 1) == [together[index]])
    }
    #expect(try Self.draw(passages.reversed(), seeds: seeds.reversed(), sampling, workers: 1) == together.reversed())
    #expect(try Self.draw(passages, seeds: seeds.map { $0 + 100 }, sampling) != together)
  }

  @Test("Near temperature 0, and with hardly any top-p, what is drawn is what greedy decoding says", arguments: [(1e-4, 1.0), (1.0, 1e-6)])
  func greedy(_ temperature: Double, _ topP: Double) throws {
    let passages = try Self.prompts(), sampling = try #require(Sampling(temperature: temperature, topP: topP))
    let greedy = try PlantedModel.tuned().continuations(of: passages, count: 6, stop: [], workers: 2)
    #expect(try Self.draw(passages, seeds: passages.map { _ in 1 }, sampling) == greedy)
  }

  @Test("First tokens drawn from the model follow its probabilities")
  func model() throws {
    let passage = try #require(try Self.prompts().first), draws = 300
    var top = [(token: Int32, logProbability: Float)]()
    try PlantedModel.tuned().lastLogits([passage]) { _, logits in top = logits.top(8, at: 0) }
    let drawn = try Self.draw(
      [Passage](repeating: passage, count: draws), seeds: (0..<draws).map { UInt64($0) &* 0x1234_5678_9ABC_DEF1 }, try #require(Sampling()), count: 1)
    let shares = top.map { Double(Foundation.exp($0.logProbability)) }
    let counts = top.map { entry in drawn.count { $0 == [entry.token] } }
    let test = Self.chiSquare(
      counts + [draws - counts.reduce(0, +)], shares + [1 - shares.reduce(0, +)], draws: draws)
    try #require(test.degrees > 0)
    #expect(test.value < (try Golden.all.get().critical[test.degrees - 1]), "\(counts) \(shares)")
  }
}
