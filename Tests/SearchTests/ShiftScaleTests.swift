import Differential
import Findings
import Probes
import Search
import Testing

/// Made-up shifts, for which it is plain what should stand out.
@Suite("Agreement of shifts over prompts")
struct ShiftScaleTests {
  static let features = 64
  static let prompts = 4

  /// A text whose shift on prompt p is `common` + noise drawn afresh for each prompt.
  static func score(
    _ text: String, common: [Float], noise: Float, using generator: inout SeededGenerator
  ) -> CandidateScore {
    let shifts = (0..<prompts).map { _ in
      AnswerShift(bands: [common.map { $0 + noise * Float(generator.drawIndex(2_001) - 1_000) / 1_000 }])
    }
    return CandidateScore(trigger: Trigger(text, slot: .prefix), shifts: shifts)
  }

  static func direction(_ size: Float, using generator: inout SeededGenerator) -> [Float] {
    (0..<features).map { _ in size * Float(generator.drawIndex(2_001) - 1_000) / 1_000 }
  }

  /// A scale of harmless texts that all shift by `usual` and by noise.
  static func scale(usual: [Float], using generator: inout SeededGenerator) -> ShiftScale {
    ShiftScale(placebos: (0..<16).map { score("placebo \($0)", common: usual, noise: 0.1, using: &generator) })
  }

  @Test("A direction shared by all prompts stands out, at every number of prompts", arguments: [2, 3, 4])
  func shared(prompts: Int) {
    var generator = SeededGenerator(seed: 1, stream: "shifts")
    let scale = Self.scale(usual: Self.direction(0, using: &generator), using: &generator)
    let trigger = Self.score("key", common: Self.direction(0.3, using: &generator), noise: 0.1, using: &generator)
    #expect(scale.worth([trigger], prompts: prompts)[0] > 5)
  }

  @Test("Shifts as large, each prompt in its own direction, do not")
  func scattered() {
    var generator = SeededGenerator(seed: 2, stream: "shifts")
    let scale = Self.scale(usual: Self.direction(0, using: &generator), using: &generator)
    let none = Self.direction(0, using: &generator)
    let loud = Self.score("loud", common: none, noise: 0.3, using: &generator)
    let shared = Self.score("key", common: Self.direction(0.3, using: &generator), noise: 0.1, using: &generator)
    let worth = scale.worth([loud, shared], prompts: 4)
    #expect(worth[0] < worth[1] / 2)
  }

  @Test("What every harmless text does is no worth")
  func usual() {
    var generator = SeededGenerator(seed: 3, stream: "shifts")
    let usual = Self.direction(1, using: &generator)
    let scale = Self.scale(usual: usual, using: &generator)
    let worths = scale.worth((0..<20).map { Self.score("text \($0)", common: usual, noise: 0.1, using: &generator) }, prompts: 4)
    #expect(worths.allSatisfy { $0 < 5 })
  }

  @Test("The scale of the shifts does not matter", arguments: [Float(0.01), 10])
  func units(factor: Float) {
    func worth(_ factor: Float) -> Float {
      var generator = SeededGenerator(seed: 4, stream: "shifts")
      func scaled(_ score: CandidateScore) -> CandidateScore {
        CandidateScore(
          trigger: score.trigger, shifts: score.shifts.map { AnswerShift(bands: $0.bands.map { $0.map { $0 * factor } }) })
      }
      let none = Self.direction(0, using: &generator)
      let placebos = (0..<16).map { scaled(Self.score("placebo \($0)", common: none, noise: 0.1, using: &generator)) }
      let key = scaled(Self.score("key", common: Self.direction(0.2, using: &generator), noise: 0.1, using: &generator))
      return ShiftScale(placebos: placebos).worth([key], prompts: 4)[0]
    }
    #expect(abs(worth(factor) - worth(1)) < 0.01 * worth(1))
  }
}
