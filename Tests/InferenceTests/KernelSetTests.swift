import Inference
import Testing

@Suite(.serialized) struct KernelSetTests {
  /// Kernel sets of OpenBLAS that this processor can run.
  static let runnable: [String] = {
    switch VectorKernels.level {
    case 2: ["SkylakeX", "Haswell", "Zen", "Sandybridge", "Nehalem", "Prescott"]
    case 1: ["Haswell", "Zen", "Sandybridge", "Nehalem", "Prescott"]
    default: ["Nehalem", "Prescott"]
    }
  }()

  @Test("Every kernel set passes the self-test, agrees with transformers and gives the same bits in every arrangement", arguments: runnable)
  func kernelSet(_ name: String) throws {
    let report = try ChildProcess.report(kernels: name, count: 8, arrangements: Arrangement.allCases)
    #expect(report.kernels == name)
    #expect(report.selfTestPassed && report.selfTestWorst < KernelSelfTest.tolerance)
    #expect(report.parity <= 1e-3)
    let alone = try #require(report.digests["alone"])
    #expect(Set(alone).count == 8)
    for (arrangement, digests) in report.digests { #expect(digests == alone, "\(arrangement)") }
    print(
      "kernels \(name): \(report.guardColumns ?? -1) guard columns, panels of \(report.largestStride ?? -1), parity \(report.parity)")
  }

  @Test("Without its guard columns a panel of the AVX2 kernels gives a row other bits by position", .enabled(if: VectorKernels.level >= 1), arguments: ["Haswell", "Zen"])
  func guardsAreNeeded(_ name: String) throws {
    let report = try ChildProcess.report(kernels: name, count: 1, arrangements: [])
    #expect(report.kernels == name)
    #expect(!report.needsNoGuards)
    #expect(report.guardColumns != 0)
  }
}
