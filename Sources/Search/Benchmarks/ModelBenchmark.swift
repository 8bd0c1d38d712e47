package import Findings
internal import Inference
package import Targets

/// What `model bench` can measure of a model.
package enum BenchmarkPart: String, Sendable, CaseIterable {
  case prefill, sharing, scan, decoding, growth, size
}

/// Measures this machine's kernels, and a model's parts on them.
package struct ModelBenchmark {
  private let workers: Int
  private let rounds: Int
  private let progress: (String) -> Void

  package init(workers: Int, rounds: Int, progress: @escaping (String) -> Void) {
    self.workers = workers
    self.rounds = rounds
    self.progress = progress
  }

  package func run(_ model: ModelUnderTest?, parts: [BenchmarkPart]) throws -> BenchmarkReport {
    progress("measuring the peak on \(workers) threads")
    var report = Self.machine(peak: try PeakRate.measure(workers: workers), workers: workers, model: model?.path)
    guard let model else { return report }
    let opening = try Self.opening(of: model)
    for part in parts {
      progress("measuring \(part.rawValue)")
      switch part {
      case .prefill:
        report.prefill = try prefill(model, peak: report.peakGflops)
        let precision = Precision.ofSearch
        guard precision != .single else { continue }
        let peak = try PeakRate.measureSearch(workers: workers)
        report.search = .init(
          precision: precision.rawValue, peakGflops: peak, prefill: try prefill(model.computing(in: precision), peak: peak))
      case .sharing: report.sharing = try SharingBenchmark(model, opening: opening).run(rounds: rounds)
      case .scan:
        report.scan = try ScanBenchmark(model, opening: opening).run { progress("scan: \($0) of \($1) tokens") }
      case .decoding:
        let result = try DecodingBenchmark.measure(model.tuned, opening: opening, workers: workers, rounds: rounds)
        report.decoding = .init(
          answers: result.answers, length: result.length, together: result.together, oneByOne: result.oneByOne,
          oneAThread: result.oneAWorker, ratio: result.oneByOne > 0 ? result.together / result.oneByOne : 0)
      case .growth:
        report.growth = (report.growth ?? []) + (try GrowthBenchmark.run(model.tuned, workers: workers, rounds: rounds))
      case .size:
        report.growth = (report.growth ?? []) + (try GrowthBenchmark.size(model.tuned, workers: workers, rounds: rounds))
      }
    }
    return report
  }

  private func prefill(_ model: ModelUnderTest, peak: Double) throws -> [BenchmarkReport.Prefill] {
    try ForwardBenchmark(model.tuned, workers: workers).measure(ForwardBenchmark.prefill, rounds: rounds).map {
      .init(
        shape: $0.shape.name, tokensPerSecond: $0.tokensPerSecond, ofOwnProducts: $0.ofOwnProducts,
        ofPeak: peak > 0 ? $0.gflops / peak : 0, gflops: $0.gflops, productShare: $0.productShare,
        productSpeed: $0.productSpeed)
    }
  }

  /// The template up to the user's text, cut where it would not fit one panel with a candidate.
  private static func opening(of model: ModelUnderTest) throws -> [Int32] {
    Array(try model.format.opening(system: nil).prefix(max(0, model.tuned.layout.capacity - 16)))
  }

  private static func machine(peak: PeakRate, workers: Int, model: String?) -> BenchmarkReport {
    let features = ProcessorFeatures.current, test = KernelSelfTest.current
    return BenchmarkReport(
      processor: features.name, vectors: VectorKernels.name, kernels: MatrixKernels.name, replaced: KernelSelection.replaced,
      library: MatrixKernels.libraryVersion, threads: workers,
      selfTest: .init(worst: max(test.worst, test.worstOfOwn), passed: test.passed), peakGflops: peak.best,
      openBLASGflops: peak.openBLAS, model: model,
      advice: KernelSelection.advice(features: features, kernels: MatrixKernels.name))
  }
}
