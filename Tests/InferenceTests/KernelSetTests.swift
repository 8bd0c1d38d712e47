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
    #expect(report.selfTestPassed && max(report.selfTestWorst, report.selfTestWorstOfOwn) < KernelSelfTest.tolerance)
    #expect(report.parity <= 1e-3)
    let alone = try #require(report.digests["alone"])
    #expect(Set(alone).count == 8)
    for (arrangement, digests) in report.digests { #expect(digests == alone, "\(arrangement)") }
    // Adapters are merged by OpenBLAS; what is read then is multiplied by the same kernels whatever its set.
    print("kernels \(name): parity \(report.parity)")
  }

  @Test("The widest vectors and AVX2 compute the same bits", .enabled(if: VectorKernels.level == 2))
  func vectorLevels() throws {
    let widest = try ChildProcess.report(count: 8, arrangements: [.alone, .together])
    let narrower = try ChildProcess.report(vectors: "avx2", count: 8, arrangements: [.alone, .together])
    #expect(widest.level == 2 && narrower.level == 1)
    #expect(widest.digests == narrower.digests)
  }

  @Test("Without wide vectors the numbers are transformers', and each arrangement's bits the same")
  func baseline() throws {
    let report = try ChildProcess.report(vectors: "baseline", count: 8, arrangements: [.alone, .together, .tokenByToken])
    #expect(report.level == 0 && report.selfTestPassed)
    #expect(report.parity <= 1e-3)
    let alone = try #require(report.digests["alone"])
    for (arrangement, digests) in report.digests { #expect(digests == alone, "\(arrangement)") }
  }
}
