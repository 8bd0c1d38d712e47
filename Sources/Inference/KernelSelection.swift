internal import Foundation
internal import Glibc

/// Sees to it that OpenBLAS, which merges adapters and decomposes differences, runs the kernels that the processor deserves.
///
/// OpenBLAS chooses when it is loaded, and a version falls back to its slowest kernels on processors newer than itself.
/// So candidates are tried in child processes, since an illegal instruction must not end this one, and the program
/// starts once more with the fastest that computes right. A choice of the user's (`OPENBLAS_CORETYPE`) always stays.
package enum KernelSelection {
  package static let variable = "OPENBLAS_CORETYPE"
  /// Set for the second start: the kernels that OpenBLAS had chosen by itself.
  package static let replacedVariable = "HAIRTRIGGER_KERNELS_REPLACED"
  /// For tests: the name to take for OpenBLAS' own choice.
  package static let assumedVariable = "HAIRTRIGGER_KERNELS_ASSUMED"
  /// The hidden command that runs a `KernelTrial` and prints its line.
  package static let trialCommand = "kernel-trial"

  /// A candidate must be this much faster than the kernels in force.
  private static let worthwhile = 1.1
  private static let timeLimit = 20.0

  private static let wide: Set = ["SkylakeX", "Cooperlake", "SapphireRapids"]
  private static let medium: Set = ["Haswell", "Zen"]

  /// Kernel sets that may be better than what OpenBLAS chose; none where the choice is good.
  ///
  /// - Parameter passed: whether the chosen ones compute right; where they don't, any that do are better.
  package static func candidates(features: ProcessorFeatures, chosen: String, passed: Bool = true) -> [String] {
    let good = features.hasAVX512 ? wide : features.hasAVX2 ? wide.union(medium) : []
    let sets = (features.hasAVX512 ? ["SkylakeX"] : []) + (features.hasAVX2 ? ["Haswell", "Zen"] : [])
    if !passed { return (sets + ["Nehalem"]).filter { $0 != chosen } }
    if good.contains(chosen) { return [] }
    return sets.filter { $0 != chosen && (!features.hasAVX512 || $0 != "Zen") }
  }

  /// The fastest of some trials that passed, if it beats `current` by enough.
  package static func best(of trials: [KernelTrial], current: KernelTrial) -> KernelTrial? {
    let floor = current.passed ? current.gflops * worthwhile : 0
    return trials.filter { $0.passed && $0.gflops > floor }.max { $0.gflops < $1.gflops }
  }

  /// Whether this process is the second start.
  package static var replaced: String? { environment[replacedVariable] }

  package static var environment: [String: String] { ProcessInfo.processInfo.environment }

  /// Call first of all. Returns where the kernels in force are to stay; else the process starts anew and this does not
  /// return. Costs the self-test and a look at `/proc/cpuinfo` where OpenBLAS chose well.
  package static func apply() {
    guard environment[variable, default: ""].isEmpty, environment[replacedVariable] == nil else { return }
    let assumed = environment[assumedVariable]
    let chosen = assumed ?? MatrixKernels.name, passed = assumed != nil || KernelSelfTest.current.passed
    let names = candidates(features: .current, chosen: chosen, passed: passed)
    guard !names.isEmpty else { return }
    let current = assumed == nil ? KernelTrial.run() : KernelTrial(kernels: chosen, passed: true, gflops: 0)
    guard let best = best(of: names.compactMap(trial), current: current) else { return }
    restart(kernels: best.kernels, instead: chosen)
  }

  /// Runs a trial of a kernel set in a child; nil where it crashes, hangs, or OpenBLAS does not know the name.
  private static func trial(_ name: String) -> KernelTrial? {
    guard let program = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe") else { return nil }
    let process = Process(), output = Pipe(), ended = DispatchSemaphore(value: 0)
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = [trialCommand]
    process.environment = environment.merging([variable: name]) { $1 }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    process.terminationHandler = { _ in ended.signal() }
    guard (try? process.run()) != nil else { return nil }
    // One line fits the pipe, so that waiting before reading cannot block the child.
    guard ended.wait(timeout: .now() + timeLimit) == .success else {
      kill(process.processIdentifier, SIGKILL)
      return nil
    }
    guard process.terminationReason == .exit, process.terminationStatus == 0,
      let data = try? output.fileHandleForReading.readToEnd(), let line = String(data: data, encoding: .utf8),
      let trial = KernelTrial(line: line), trial.kernels.lowercased() == name.lowercased()
    else { return nil }
    return trial
  }

  /// Starts the program again in this process, with the same arguments, byte for byte.
  private static func restart(kernels: String, instead chosen: String) {
    unsafe setenv(variable, kernels, 1)
    unsafe setenv(replacedVariable, chosen, 1)
    unsafe execv("/proc/self/exe", CommandLine.unsafeArgv)
    // Only a failure comes back; kernels that compute wrong are refused when a model is opened.
    unsafe unsetenv(variable)
    unsafe unsetenv(replacedVariable)
  }
}

extension KernelSelection {
  /// A line where another OpenBLAS would make this machine faster: it has vectors that the kernels in force do not use.
  ///
  /// - Parameters:
  ///   - set: the user's own choice of kernels, and
  ///   - replaced: what OpenBLAS had chosen where this program chose others.
  package static func advice(
    features: ProcessorFeatures, kernels: String, set: String? = environment[variable], replaced: String? = replaced
  ) -> String? {
    let better: String
    if features.hasAVX512, !wide.contains(kernels) {
      better = "AVX-512"
    } else if features.hasAVX2, !wide.contains(kernels), !medium.contains(kernels) {
      better = "AVX2"
    } else {
      return nil
    }
    let remedy = set == nil || replaced != nil ? "a newer OpenBLAS" : "to leave \(variable) unset"
    return "the processor has \(better), which the \(kernels) kernels do not use: \(remedy) would help to merge adapters and to decompose differences"
  }
}
