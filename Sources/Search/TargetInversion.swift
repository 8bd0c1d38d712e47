package import Differential
internal import Targets

/// Likely payloads: first answer tokens that tuning made more probable, averaged over probe prompts without any trigger.
///
/// A backdoor's payload leaks into ordinary answers' probabilities long before it is said. These tokens make a far
/// smoother hill than firing: a half of a trigger moves them without firing.
package struct TargetInversion: Sendable {
  /// Probabilities below e^−14 in both models say nothing.
  private static let floor: Float = -14
  private static let watched = 32

  let runner: DifferentialRunner

  package init(runner: DifferentialRunner) {
    self.runner = runner
  }

  /// The tokens that gained most, with their mean gain in nats.
  package func run(on prompts: [SearchPrompt]) throws -> [(token: Int32, gain: Float)] {
    let texts = try prompts.map { try runner.model.format.tokens($0.dialogue) }
    let ratios = try runner.meanLogRatio(after: texts, floor: Self.floor)
    let ranked = ratios.indices.sorted { (ratios[$0], $1) > (ratios[$1], $0) }
    return ranked.prefix(Self.watched).map { (Int32($0), ratios[$0]) }
  }
}
