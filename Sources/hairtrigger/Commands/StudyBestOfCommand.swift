import ArgumentParser
import Differential
import Findings
import Foundation
import Inference
import Probes
import Reporting
import Studies
import SuiteRuns
import Targets

/// `hairtrigger study best-of`.
struct StudyBestOfCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "best-of", abstract: "How sycophancy moves when a preference model picks the best of N answers.",
    discussion: """
      Answers are drawn, not greedy. The preference model is asked of each whether it is a good one, and the odds of Yes \
      against No are its score.
      """)

  @OptionGroup var target: ModelOptions

  @Option(help: ArgumentHelp("The model that picks: a GGUF file or a folder.", valueName: "model"))
  var preference: String

  @Option(
    help: ArgumentHelp("What it is asked, with {question} and {answer} where those are to stand; ours if not given.", valueName: "file"))
  var preferencePrompt: String?

  @Option(
    name: .customLong("suite"),
    help: ArgumentHelp(
      "A shipped suite on sycophancy, or a file of one; give it again for more (default: sycophancy, all four).", valueName: "name|file"))
  var names: [String] = []

  @OptionGroup var chosen: SuiteItemOptions

  @Option(help: ArgumentHelp("Answers drawn to each question: the largest N.", valueName: "n"))
  var draws = 16

  @Option(help: ArgumentHelp("1 draws by the model's own probabilities, less sticks to the likelier.", valueName: "number"))
  var temperature = 1.0

  @Option(name: .customLong("top-p"), help: ArgumentHelp("Draw among the likeliest tokens that reach this share.", valueName: "share"))
  var topP = 1.0

  @OptionGroup var plotting: PlotOptions
  @OptionGroup var common: CommonOptions

  private static let mostDraws = 256

  func validate() throws {
    if !(2...Self.mostDraws).contains(draws) { throw ValidationError("--draws: must be between 2 and \(Self.mostDraws)") }
    if Sampling(temperature: temperature) == nil { throw ValidationError("--temperature: must be above 0") }
    if Sampling(topP: topP) == nil { throw ValidationError("--top-p: must be above 0, and 1 at most") }
    if preference.hasPrefix("http://") || preference.hasPrefix("https://") {
      throw ValidationError.notYet("--preference", "with an endpoint is not available in this version; name a model's file")
    }
    if let fault = SuiteNames.fault(names) { throw ValidationError(fault) }
  }

  func run() throws {
    try plotting.check()
    let data = try DataFolder.locate()
    let prompt = try preferencePrompt.map { try PreferencePrompt.read(path: $0) } ?? PreferencePrompt.shipped
    let suites = try chosen.suites(SuiteNames.expanded(names.isEmpty ? ["sycophancy"] : names), data, seed: common.seed)
    if let other = suites.first(where: { !BestOfNStudy.takes($0) }) {
      throw CommandFault(ExitStatus.usage, "--suite: \(other.name) has no kind of sycophancy that single answers show; name a suite on sycophancy")
    }
    guard let sampling = Sampling(temperature: temperature, topP: topP) else { throw ValidationError("--temperature, --top-p: out of range") }
    let progress = ProgressLine(isQuiet: common.quiet), asking = SuiteAsking(progress)
    progress.note("reading \(preference)")
    let picker = try ModelUnderTest.open(path: preference, adapters: [], workers: common.workers, memory: common.memoryLimit)
    progress.note("reading \(target.model)")
    let model = try target.open(common)
    let study = BestOfNStudy(
      subject: ModelSubject(DifferentialRunner(model), arm: .tuned),
      preference: PreferenceModel(
        name: URL(fileURLWithPath: preference).lastPathComponent, subject: ModelSubject(DifferentialRunner(picker), arm: .tuned), prompt: prompt),
      sampling: sampling, draws: draws, seed: common.seed, report: asking.report)
    let report = try study.run(
      suites, context: SuiteAsking.context(model, adapters: target.adapters, common: common, half: chosen.half),
      model: (preference, picker.digest, preferencePrompt))
    progress.finish()
    try plotting.write(BestOfNChart.svg(report))
    try Output.write(
      common.json ? JSONText.encode(report, indented: true) + "\n" : BestOfNTextReport(style: Terminal.style).text(report))
  }
}
