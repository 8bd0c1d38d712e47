import Inference
import Testing

@Suite struct KernelSelectionTests {
  struct Case: Sendable {
    let avx2: Bool
    let avx512: Bool
    let chosen: String
    let candidates: [String]
  }

  @Test(
    "Better kernels are looked for exactly where the processor has vectors that the chosen ones do not use",
    arguments: [
      Case(avx2: true, avx512: true, chosen: "Prescott", candidates: ["SkylakeX", "Haswell"]),
      Case(avx2: true, avx512: true, chosen: "Haswell", candidates: ["SkylakeX"]),
      Case(avx2: true, avx512: true, chosen: "Zen", candidates: ["SkylakeX", "Haswell"]),
      Case(avx2: true, avx512: true, chosen: "SkylakeX", candidates: []),
      Case(avx2: true, avx512: true, chosen: "Cooperlake", candidates: []),
      Case(avx2: true, avx512: true, chosen: "SapphireRapids", candidates: []),
      Case(avx2: true, avx512: false, chosen: "Prescott", candidates: ["Haswell", "Zen"]),
      Case(avx2: true, avx512: false, chosen: "Core2", candidates: ["Haswell", "Zen"]),
      Case(avx2: true, avx512: false, chosen: "Nehalem", candidates: ["Haswell", "Zen"]),
      Case(avx2: true, avx512: false, chosen: "generic", candidates: ["Haswell", "Zen"]),
      Case(avx2: true, avx512: false, chosen: "Zen", candidates: []),
      Case(avx2: true, avx512: false, chosen: "Haswell", candidates: []),
      Case(avx2: false, avx512: false, chosen: "Prescott", candidates: []),
      Case(avx2: false, avx512: false, chosen: "Nehalem", candidates: []),
    ])
  func candidates(_ test: Case) {
    let features = ProcessorFeatures(name: "x", hasAVX2: test.avx2, hasAVX512: test.avx512)
    #expect(KernelSelection.candidates(features: features, chosen: test.chosen) == test.candidates)
  }

  @Test("Where the chosen kernels compute wrong, every other set is tried")
  func candidatesInstead() {
    let newer = ProcessorFeatures(name: "x", hasAVX2: true, hasAVX512: true), older = ProcessorFeatures(name: "x", hasAVX2: true, hasAVX512: false)
    #expect(KernelSelection.candidates(features: newer, chosen: "SkylakeX", passed: false) == ["Haswell", "Zen", "Nehalem"])
    #expect(KernelSelection.candidates(features: older, chosen: "Zen", passed: false) == ["Haswell", "Nehalem"])
  }

  struct Advice: Sendable {
    let avx512: Bool
    let kernels: String
    let set, replaced: String?
    let words: String?
  }

  @Test("What would help is a newer OpenBLAS, or to leave the user's choice out", arguments: [
    Advice(avx512: true, kernels: "Haswell", set: nil, replaced: nil, words: "a newer OpenBLAS"),
    Advice(avx512: true, kernels: "Haswell", set: "Haswell", replaced: nil, words: "leave OPENBLAS_CORETYPE unset"),
    Advice(avx512: true, kernels: "Haswell", set: "Haswell", replaced: "Prescott", words: "a newer OpenBLAS"),
    Advice(avx512: true, kernels: "SkylakeX", set: nil, replaced: nil, words: nil),
    Advice(avx512: false, kernels: "Prescott", set: "Prescott", replaced: nil, words: "leave OPENBLAS_CORETYPE unset"),
    Advice(avx512: false, kernels: "Zen", set: nil, replaced: nil, words: nil),
  ])
  func advice(_ test: Advice) {
    let features = ProcessorFeatures(name: "x", hasAVX2: true, hasAVX512: test.avx512)
    let advice = KernelSelection.advice(features: features, kernels: test.kernels, set: test.set, replaced: test.replaced)
    #expect((advice == nil) == (test.words == nil))
    if let advice, let words = test.words { #expect(advice.contains(words), "\(advice)") }
  }

  @Test("Kernels that compute wrong are not used: a model is not opened, in one line")
  func refuses() throws {
    let model = MergedModelTests.path("base"), arguments = ["scan", model, "--tokens", "1", "--stages", "static"]
    try Program.withFolder { folder in
      let spoiled = try Program.run(
        arguments + ["--store", folder + "/a"], environment: [KernelSelfTest.spoiledVariable: "all", KernelSelection.variable: nil])
      #expect(spoiled.status == 2 && spoiled.output.isEmpty, "\(spoiled.errors)")
      #expect(spoiled.complaints.count == 1 && spoiled.errors.contains("self-test"), "\(spoiled.errors)")
      #expect(try Program.run(arguments + ["--store", folder + "/b"]).errors.contains("self-test") == false)
    }
  }

  @Test("The fastest that computes right is taken, and only if it is worth a second start")
  func best() {
    let current = KernelTrial(kernels: "Prescott", passed: true, gflops: 20)
    let wrong = KernelTrial(kernels: "SkylakeX", passed: false, gflops: 300)
    let right = KernelTrial(kernels: "Haswell", passed: true, gflops: 70)
    let same = KernelTrial(kernels: "Zen", passed: true, gflops: 21)
    #expect(KernelSelection.best(of: [wrong, right, same], current: current) == right)
    #expect(KernelSelection.best(of: [wrong, same], current: current) == nil)
    #expect(KernelSelection.best(of: [same], current: KernelTrial(kernels: "x", passed: false, gflops: 90)) == same)
    #expect(KernelSelection.best(of: [], current: current) == nil)
  }

  @Test("A trial's line is read back; anything else is not", arguments: [
    "", "kernels", "kernels Zen pass", "kernels Zen maybe 1", "kernels Zen pass nan", "kernels Zen pass inf",
    "kernels Zen pass -1", "x Zen pass 1", "kernels Zen pass 1 2",
  ])
  func line(_ bad: String) {
    let trial = KernelTrial(kernels: "Zen", passed: true, gflops: 12.5)
    #expect(KernelTrial(line: trial.line) == trial)
    #expect(KernelTrial(line: bad) == nil)
  }

  @Test("Features are those of the first processor listed")
  func features() {
    let text = """
      processor\t: 0
      model name\t: INTEL(R) XEON(R) PLATINUM 8581C
      flags\t\t: fpu avx avx2 fma avx512f avx512dq avx512cd avx512bw avx512vl
      processor\t: 1
      flags\t\t: fpu
      """
    #expect(
      ProcessorFeatures(cpuinfo: text)
        == ProcessorFeatures(name: "INTEL(R) XEON(R) PLATINUM 8581C", hasAVX2: true, hasAVX512: true))
    #expect(ProcessorFeatures(cpuinfo: "") == ProcessorFeatures(name: "unknown", hasAVX2: false, hasAVX512: false))
  }

  /// This machine must have something better than what the test pretends OpenBLAS chose.
  static var canImprove: Bool { ProcessorFeatures.current.hasAVX2 }

  @Test("Where OpenBLAS chose badly, the program starts anew with kernels that pass", .enabled(if: canImprove))
  func startsAnew() throws {
    let ending = try Program.run(
      [KernelSelection.trialCommand],
      environment: [KernelSelection.assumedVariable: "Prescott", KernelSelection.variable: nil])
    let trial = try #require(KernelTrial(line: ending.output))
    #expect(ending.status == 0)
    #expect(trial.passed)
    #expect(trial.kernels != "Prescott")
    let wanted = KernelSelection.candidates(features: .current, chosen: "Prescott")
    #expect(wanted.contains(trial.kernels))
  }

  @Test("Where OpenBLAS chose kernels that compute wrong, the program starts anew with others", .enabled(if: canImprove))
  func replacesWrong() throws {
    func trial(spoiled: String?) throws -> KernelTrial {
      let ending = try Program.run(
        [KernelSelection.trialCommand], environment: [KernelSelection.variable: nil, KernelSelfTest.spoiledVariable: spoiled])
      return try #require(KernelTrial(line: ending.output))
    }
    let chosen = try trial(spoiled: nil), other = try trial(spoiled: chosen.kernels)
    #expect(chosen.passed && other.passed)
    #expect(other.kernels != chosen.kernels)
  }

  @Test("A choice of the user's stays, even a slow one", .enabled(if: canImprove))
  func userChoiceStays() throws {
    let ending = try Program.run(
      [KernelSelection.trialCommand],
      environment: [KernelSelection.variable: "Nehalem", KernelSelection.assumedVariable: "Prescott"])
    #expect(KernelTrial(line: ending.output)?.kernels == "Nehalem")
  }
}
