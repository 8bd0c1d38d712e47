import ArgumentParser
import Findings
import Foundation
import Inference
import Targets

/// `hairtrigger model bench`.
struct ModelBenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench", abstract: "How fast this machine's kernels are, and a model on them.")

  @Argument(help: "A GGUF file or a Hugging Face folder; without one, only the kernels are measured.")
  var model: String?

  @OptionGroup var common: CommonOptions

  struct Document: Encodable {
    struct SelfTest: Encodable {
      let worst: Double
      let passed: Bool
    }

    struct Prefill: Encodable {
      let shape: String
      let tokensPerSecond, ofOwnProducts, ofPeak, gflops: Double

      enum CodingKeys: String, CodingKey {
        case shape
        case tokensPerSecond = "tokens_per_second"
        case ofOwnProducts = "of_own_products"
        case ofPeak = "of_peak"
        case gflops
      }
    }

    let schema = "hairtrigger.bench/1"
    let processor, kernels: String
    /// What OpenBLAS had chosen, where that was replaced.
    let replaced: String?
    let library: String
    let threads: Int
    let selfTest: SelfTest
    let peakGflops: Double
    let model: String?
    let prefill: [Prefill]
    let advice: String?

    enum CodingKeys: String, CodingKey {
      case schema, processor, kernels, replaced, library, threads
      case selfTest = "self_test"
      case peakGflops = "peak_gflops"
      case model, prefill, advice
    }
  }

  func run() throws {
    let progress = ProgressLine(isQuiet: common.quiet)
    let test = KernelSelfTest.current
    let opened = try model.map { try ModelUnderTest.open(path: $0, adapters: [], workers: common.workers, memory: common.memoryLimit) }
    progress.note("measuring the peak on \(common.workers) threads")
    let peak = try ForwardBenchmark.peak(workers: common.workers)
    var prefill = [Document.Prefill]()
    if let opened {
      let benchmark = ForwardBenchmark(opened.tuned, workers: common.workers)
      for shape in ForwardBenchmark.shapes {
        progress.note("measuring \(shape.name)")
        let result = try benchmark.measure(shape)
        prefill.append(
          .init(
            shape: shape.name, tokensPerSecond: result.tokensPerSecond, ofOwnProducts: result.ofOwnProducts,
            ofPeak: peak > 0 ? result.gflops / peak : 0, gflops: result.gflops))
      }
    }
    let features = ProcessorFeatures.current
    let document = Document(
      processor: features.name, kernels: MatrixKernels.name, replaced: KernelSelection.replaced,
      library: MatrixKernels.libraryVersion, threads: common.workers,
      selfTest: .init(worst: test.worst, passed: test.passed), peakGflops: peak, model: model, prefill: prefill,
      advice: KernelSelection.advice(features: features, kernels: MatrixKernels.name))
    try Output.write(common.json ? JSONText.encode(document, indented: true) + "\n" : Self.text(document))
  }

  private static func text(_ document: Document) -> String {
    func number(_ value: Double, _ digits: Int = 1) -> String { String(format: "%.\(digits)f", value) }
    var lines = [
      "processor   \(document.processor)",
      "kernels     \(document.kernels)\(document.replaced.map { ", in place of OpenBLAS' choice \($0)" } ?? "")",
      "library     \(document.library)",
      "self-test   \(document.selfTest.passed ? "passed" : "FAILED"), worst difference \(document.selfTest.worst)",
      "peak        \(number(document.peakGflops)) GFLOP/s on \(document.threads) threads (2,000³)",
    ]
    if let advice = document.advice { lines.append("advice      \(advice)") }
    for row in document.prefill {
      lines.append(
        "prefill     \(row.shape): \(number(row.tokensPerSecond, 0)) tokens/s, \(number(row.gflops)) GFLOP/s, "
          + "\(number(row.ofOwnProducts * 100))% of its products' speed alone, \(number(row.ofPeak * 100))% of peak")
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
