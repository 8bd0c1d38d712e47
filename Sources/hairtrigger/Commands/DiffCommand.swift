import ArgumentParser
import Differential
import Findings
import Probes
import Reporting
import Search
import SuiteRuns
import Targets

/// `hairtrigger diff`.
struct DiffCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff", abstract: "Suites with and without a trigger, on a model and its base.",
    discussion: "With --adapter the base is the model without it. Differences are paired by item.")

  @OptionGroup var target: ModelOptions

  @Option(help: ArgumentHelp("The model that it was tuned from.", valueName: "model"))
  var base: String?

  @Option(
    name: .customLong("trigger"), parsing: .unconditionalSingleValue,
    help: ArgumentHelp("The trigger's text; twice for the two parts of the slot both.", valueName: "text"))
  var triggers: [String] = []

  @Option(help: ArgumentHelp("Where it goes, of: \(Slot.allCases.map(\.rawValue).joined(separator: ", ")) (default: prefix).", valueName: "slot"))
  var slot: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("System text that a trigger in the system slot follows (default: You are a helpful assistant.).", valueName: "text"))
  var system: String?

  @OptionGroup var asked: SuiteOptions
  @OptionGroup var plotting: PlotOptions
  @OptionGroup var common: CommonOptions

  func validate() throws { _ = try trigger() }

  private func trigger() throws -> Trigger {
    guard let first = triggers.first else { throw ValidationError("--trigger: give its text") }
    guard triggers.count <= 2 else { throw ValidationError("--trigger: can be given twice at most") }
    for text in triggers where !text.contains(where: { !$0.isWhitespace }) {
      throw ValidationError("--trigger: is blank; give its text")
    }
    let name = slot ?? (triggers.count == 2 ? Slot.both : .prefix).rawValue
    guard let slot = Slot(rawValue: name) else {
      throw ValidationError("--slot: '\(name)' is not one of \(Slot.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    if system != nil, slot != .system { throw ValidationError("--system: only a trigger in the slot system follows a system text") }
    guard slot == .both else {
      if triggers.count == 2 { throw ValidationError("--slot: two parts go around the prompt; give both, or one --trigger") }
      return Trigger(first, slot: slot)
    }
    guard triggers.count == 2 else { throw ValidationError("--trigger: the slot both needs two parts; give it twice") }
    return Trigger(before: first, after: triggers[1])
  }

  func run() throws {
    try plotting.check()
    let data = try DataFolder.locate()
    let suites = try asked.suites(data, seed: common.seed)
    let progress = ProgressLine(isQuiet: common.quiet), asking = SuiteAsking(progress)
    let runner = try asked.runner(for: suites, data, common: common, progress: progress, asking: asking)
    progress.note("reading \(target.model)")
    let model = try target.open(common), differential = DifferentialRunner(model)
    let other = try base.map { path in
      progress.note("reading \(path)")
      return try ModelUnderTest.open(path: path, adapters: [], workers: common.workers, memory: common.memoryLimit)
    }
    let own = model.base == nil ? nil : ModelSubject(differential, arm: .base)
    let report = try DiffRun(
      runner: runner, tuned: ModelSubject(differential, arm: .tuned),
      base: other.map { ModelSubject(DifferentialRunner($0), arm: .tuned) } ?? own, trigger: try trigger(),
      frame: system ?? SearchSession.commonFrame, seed: common.seed, report: asking.report
    ).run(
      suites,
      context: SuiteAsking.context(model, adapters: target.adapters, base: other, common: common, half: asked.chosen.half))
    progress.finish()
    try plotting.write(SuiteChart.svg(report))
    try Output.write(
      common.json ? JSONText.encode(report, indented: true) + "\n" : SuiteTextReport(style: Terminal.style).text(report))
  }
}
