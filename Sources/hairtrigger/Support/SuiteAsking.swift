import Findings
import Inference
import SuiteRuns
import Targets

/// Progress and interruption of a command that asks suites.
final class SuiteAsking {
  private let progress: ProgressLine
  private let interruption = Interruption()
  private let clock = SearchClock()
  private let start: Double

  init(_ progress: ProgressLine) {
    self.progress = progress
    start = clock.seconds()
  }

  /// Called before each batch; throws once the user asked to stop.
  func report(_ update: SuiteProgress) throws {
    if interruption.isRequested {
      progress.finish()
      throw CommandFault(ExitStatus.inconclusive, "interrupted while asking \(update.label); nothing is reported")
    }
    progress.show(update, seconds: clock.seconds() - start)
  }

  static func context(
    _ model: ModelUnderTest, adapters: [String], base: ModelUnderTest? = nil, common: CommonOptions, half: SuiteHalf
  ) -> SuiteContext {
    SuiteContext(
      model: model.path, adapters: adapters, base: base?.path ?? (adapters.isEmpty ? nil : model.path), digest: model.digest,
      baseDigest: base?.digest ?? model.baseDigest, kernels: MatrixKernels.name, seed: common.seed, half: half.rawValue)
  }
}
