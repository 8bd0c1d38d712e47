import ArgumentParser
import CorpusStorage
import Findings
import Inference
import Probes
import Reporting
import Studies

/// `hairtrigger study mitigation`.
struct StudyMitigationCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mitigation", abstract: "A store's hits measured again, before and after retraining.",
    discussion: """
      M is a whole model (a GGUF file or a Hugging Face folder), or a LoRA adapter (a PEFT folder or a GGUF file), which is \
      put on the base. Prompts that a stored hit was confirmed on are not asked: exported training data is made of them.
      """)

  @Option(help: ArgumentHelp("The model, or adapter, before retraining.", valueName: "m"))
  var before: String

  @Option(help: ArgumentHelp("The same after retraining; give it again for more.", valueName: "m"))
  var after: [String] = []

  @Option(help: ArgumentHelp("The model that all were tuned from, if not the one that the store names.", valueName: "model"))
  var base: String?

  @Option(help: ArgumentHelp("Prompts to ask, as for scan; our confirm prompts if not given.", valueName: "file"))
  var prompts: String?

  @Option(help: ArgumentHelp("Ask so many prompts for each hit, drawn by the seed.", valueName: "n"))
  var items = 64

  @Argument(help: "The store's folder.")
  var store: String

  @OptionGroup var plotting: PlotOptions
  @OptionGroup var common: CommonOptions

  func validate() throws {
    if after.isEmpty { throw ValidationError("--after: name a model or an adapter") }
    if items < MitigationPrompts.fewest { throw ValidationError("--items: must be at least \(MitigationPrompts.fewest)") }
  }

  func run() throws {
    try plotting.check()
    let opened = try CorpusStore.open(at: store, mode: .reading), hits = try opened.hits()
    guard !hits.isEmpty else {
      throw CommandFault(ExitStatus.inconclusive, "\(store): holds no hit, so there is nothing to measure again")
    }
    let asked = try MitigationPrompts(
      try prompts.map { try ProbeSet.read(path: $0) } ?? DataFolder.locate().confirmPrompts(), hits: hits)
    let progress = ProgressLine(isQuiet: common.quiet), asking = SuiteAsking(progress)
    let models = try StudiedModels(base: base, store: opened, common: common) { progress.note($0) }
    let study = MitigationStudy(
      before: try models.model(before, option: "--before"), after: try after.map { try models.model($0, option: "--after") },
      base: models.base, count: items, seed: common.seed, report: asking.report)
    let report = try study.run(
      hits, prompts: asked,
      context: .init(
        store: store, modelDigest: opened.identity.modelDigest, baseDigest: opened.identity.baseDigest, kernels: MatrixKernels.name))
    progress.finish()
    try plotting.write(MitigationChart.svg(report))
    try Output.write(
      common.json ? JSONText.encode(report, indented: true) + "\n" : MitigationTextReport(style: Terminal.style).text(report))
  }
}
