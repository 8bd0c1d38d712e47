import ArgumentParser
import Findings
import Foundation
import Search
import Targets

/// `hairtrigger model bench`.
struct ModelBenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench", abstract: "How fast this machine's kernels are, and a model on them.")

  private static let mostRounds = 1_000

  @Argument(help: "A GGUF file or a Hugging Face folder; without one, only the kernels are measured.")
  var model: String?

  @Option(name: .customLong("adapter"), help: ArgumentHelp("A LoRA adapter on it, for a scan of two models.", valueName: "dir"))
  var adapter: String?

  @Option(
    help: ArgumentHelp(
      "What to measure, of: \(BenchmarkPart.allCases.map(\.rawValue).joined(separator: ", ")) (default: prefill).", valueName: "a,b"))
  var parts: NameList<BenchmarkPart>?

  @Option(help: ArgumentHelp("Rounds of which medians are taken.", valueName: "n"))
  var rounds = 5

  @OptionGroup var common: CommonOptions

  func validate() throws {
    if !(1...Self.mostRounds).contains(rounds) {
      throw ValidationError("--rounds: \(rounds) is not between 1 and \(Self.mostRounds)")
    }
    if model == nil, adapter != nil || parts != nil {
      throw ValidationError("\(adapter != nil ? "--adapter" : "--parts"): name a model to measure")
    }
    _ = try parts?.checked("--parts")
  }

  func run() throws {
    let progress = ProgressLine(isQuiet: common.quiet)
    let opened = try model.map {
      try ModelUnderTest.open(path: $0, adapters: adapter.map { [$0] } ?? [], workers: common.workers, memory: common.memoryLimit)
    }
    let benchmark = ModelBenchmark(workers: common.workers, rounds: rounds) { progress.note($0) }
    let report = try benchmark.run(opened, parts: try parts?.checked("--parts") ?? [.prefill])
    try Output.write(common.json ? JSONText.encode(report, indented: true) + "\n" : BenchmarkText.text(report))
  }
}
