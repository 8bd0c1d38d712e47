internal import Foundation

/// What the processor can run, as the operating system lists it.
package struct ProcessorFeatures: Sendable, Equatable {
  /// The name that the processor gives itself.
  package let name: String
  /// AVX2 and FMA.
  package let hasAVX2: Bool
  /// The AVX-512 subsets that OpenBLAS' SkylakeX kernels use.
  package let hasAVX512: Bool
  /// Those that its Cooperlake kernels use beyond them.
  package let hasBFloat16: Bool

  package init(name: String, hasAVX2: Bool, hasAVX512: Bool, hasBFloat16: Bool = false) {
    self.name = name
    self.hasAVX2 = hasAVX2
    self.hasAVX512 = hasAVX512
    self.hasBFloat16 = hasBFloat16
  }

  /// Reads the text of `/proc/cpuinfo`, of which the first processor counts.
  package init(cpuinfo: String) {
    func value(_ key: String) -> String? {
      cpuinfo.split(separator: "\n").first { $0.hasPrefix(key) }?
        .split(separator: ":", maxSplits: 1).dropFirst().first.map { $0.trimmingCharacters(in: .whitespaces) }
    }
    name = value("model name") ?? "unknown"
    let flags = Set((value("flags") ?? "").split(separator: " "))
    hasAVX2 = flags.isSuperset(of: ["avx2", "fma"])
    hasAVX512 = flags.isSuperset(of: ["avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl"])
    hasBFloat16 = hasAVX512 && flags.contains("avx512_bf16")
  }

  /// This machine's; without features where the system does not say.
  package static let current = ProcessorFeatures(
    cpuinfo: (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? "")
}
