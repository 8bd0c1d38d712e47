import Inference
import Testing

/// All 500 sequences with `HAIRTRIGGER_FULL=1`. Else 8: each of ten children loads the model, and with the 40 of
/// `SameBitsTests` they take six minutes.
@Suite(.serialized) struct KernelSetTests {
  private static let count = SameBitsTests.isFull ? SameBitsTests.count : 8

  /// Kernel sets of OpenBLAS that this processor can run.
  static let runnable: [String] = {
    let features = ProcessorFeatures.current
    return (features.hasBFloat16 ? ["Cooperlake"] : []) + (features.hasAVX512 ? ["SkylakeX"] : [])
      + (features.hasAVX2 ? ["Haswell", "Zen", "Sandybridge"] : []) + ["Nehalem", "Prescott"]
  }()

  @Test("Every kernel set passes the self-test, agrees with transformers and gives the same bits in every arrangement", arguments: runnable)
  func kernelSet(_ name: String) throws {
    let report = try ChildProcess.report(kernels: name, count: Self.count, arrangements: Arrangement.allCases)
    #expect(report.kernels == name)
    #expect(report.selfTestPassed && max(report.selfTestWorst, report.selfTestWorstOfOwn) < KernelSelfTest.tolerance)
    #expect(report.parity <= 1e-3)
    let alone = try #require(report.digests["alone"])
    #expect(Set(alone).count == Self.count)
    for (arrangement, digests) in report.digests { #expect(digests == alone, "\(arrangement)") }
    // Adapters are merged by OpenBLAS; what is read then is multiplied by the same kernels whatever its set.
    print("kernels \(name): parity \(report.parity)")
  }

  @Test("The widest vectors and AVX2 compute the same bits", .enabled(if: VectorKernels.level == 2))
  func vectorLevels() throws {
    let widest = try ChildProcess.report(count: Self.count, arrangements: Arrangement.allCases)
    let narrower = try ChildProcess.report(vectors: "avx2", count: Self.count, arrangements: Arrangement.allCases)
    #expect(widest.level == 2 && narrower.level == 1)
    #expect(widest.digests.count == Arrangement.allCases.count && widest.digests == narrower.digests)
  }

  @Test("Without wide vectors the numbers are transformers', and each arrangement's bits the same")
  func baseline() throws {
    let report = try ChildProcess.report(vectors: "baseline", count: Self.count, arrangements: Arrangement.allCases)
    #expect(report.level == 0 && report.selfTestPassed)
    #expect(report.parity <= 1e-3)
    let alone = try #require(report.digests["alone"])
    #expect(Set(alone).count == Self.count && report.digests.count == Arrangement.allCases.count)
    for (arrangement, digests) in report.digests { #expect(digests == alone, "\(arrangement)") }
  }
}
