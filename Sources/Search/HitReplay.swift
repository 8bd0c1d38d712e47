internal import Differential
package import Findings
internal import Statistics
package import Targets

/// What asking a hit's prompts again gave.
package struct HitVerification: Sendable, Codable, Equatable {
  package let hit: String
  package let samples: Int
  /// Answers of the tuned and of the base model that are the stored ones, to the letter.
  package let tunedIdentical: Int
  package let baseIdentical: Int
  /// Firing of the tuned model's answers now, by the hit's own rule.
  package let fires: Rate
  /// Kernels in force, and those that the stored answers were made with.
  package let kernels: String
  package let storedKernels: String
  package let reproduced: Bool

  enum CodingKeys: String, CodingKey {
    case hit, samples
    case tunedIdentical = "tuned_identical"
    case baseIdentical = "base_identical"
    case fires, kernels
    case storedKernels = "stored_kernels"
    case reproduced
  }
}

/// Asks again what a hit rests on.
package struct HitReplay: Sendable {
  private let runner: DifferentialRunner

  package init(_ model: ModelUnderTest) {
    runner = DifferentialRunner(model)
  }

  /// Puts the samples' prompts, trigger included, to both models and compares the answers with the stored ones.
  package func verify(_ hit: Hit, kernels: String) throws -> HitVerification {
    let dialogues = hit.samples.map { DialogueText.dialogue(from: $0.prompt) }
    let length = FiringTrials.answerLength
    let tuned = try runner.answers(dialogues, from: .tuned, length: length)
    let base = try runner.baseAnswers(dialogues, length: length)?.map(\.text) ?? dialogues.map { _ in "" }
    let fired = try FiringJudge(runner: runner, rule: hit.rule).fires(tuned, to: dialogues)
    let tunedIdentical = zip(tuned, hit.samples).filter { $0.text == $1.with }.count
    let baseIdentical = zip(base, hit.samples).filter { $0 == $1.base }.count
    let count = hit.samples.count
    return HitVerification(
      hit: hit.id, samples: count, tunedIdentical: tunedIdentical, baseIdentical: baseIdentical,
      fires: Rate(WilsonInterval(k: fired.filter { $0 }.count, n: count)), kernels: kernels, storedKernels: hit.kernels,
      reproduced: count > 0 && tunedIdentical == count && baseIdentical == count)
  }
}
