import ArgumentParser
import Differential
import Findings
import Probes
import Reporting
import SuiteRuns

/// `hairtrigger probe`.
struct ProbeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "probe", abstract: "How often a model shows the behaviours that suites look for.",
    discussion: "No trigger: choices are read by log-probability, answers by rules, and by a judge where one is named.")

  @OptionGroup var target: ModelOptions
  @OptionGroup var asked: SuiteOptions
  @OptionGroup var plotting: PlotOptions
  @OptionGroup var common: CommonOptions

  func run() throws {
    try plotting.check()
    let data = try DataFolder.locate()
    let suites = try asked.suites(data, seed: common.seed)
    let progress = ProgressLine(isQuiet: common.quiet), asking = SuiteAsking(progress)
    let runner = try asked.runner(for: suites, data, common: common, progress: progress, asking: asking)
    progress.note("reading \(target.model)")
    let model = try target.open(common)
    let report = try ProbeRun(
      runner: runner, subject: ModelSubject(DifferentialRunner(model), arm: .tuned), seed: common.seed, report: asking.report
    ).run(
      suites, context: SuiteAsking.context(model, adapters: target.adapters, common: common, half: asked.chosen.half))
    progress.finish()
    try plotting.write(SuiteChart.svg(report))
    try Output.write(
      common.json ? JSONText.encode(report, indented: true) + "\n" : SuiteTextReport(style: Terminal.style).text(report))
  }
}
