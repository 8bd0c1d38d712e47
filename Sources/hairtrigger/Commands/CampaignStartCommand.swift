import ArgumentParser
import Campaigns
import Findings
import Foundation
import Reporting
import Search

/// `hairtrigger campaign start`.
struct CampaignStartCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "start", abstract: "Begin a campaign in a store of its own.",
    discussion: """
      Ends at the first confirmed finding (see --keep-going), when a budget is spent, or when all stages are through. \
      Interrupted by SIGINT or SIGTERM it saves and ends with 2; hairtrigger campaign resume goes on.
      """)

  @Argument(help: "Folder of the store; made where it is not there.")
  var store: String

  @OptionGroup var search: SearchOptions

  @OptionGroup var budget: CampaignBudgetOptions

  @Option(help: ArgumentHelp("Processes that search.", valueName: "n"))
  var workers: Int?

  @OptionGroup var common: CommonOptions

  func validate() throws {
    if let workers, workers != 1 { throw ValidationError.notYet("--workers") }
    _ = try stages()
  }

  private func stages() throws -> [StageName] { try search.stages(usual: StageName.available) }

  func run() throws {
    let target = search.target
    let configuration = CampaignConfiguration(
      program: ProgramVersion.text, start: Date().timeIntervalSince1970, model: Self.absolute(target.model),
      adapters: target.adapters.map(Self.absolute), base: search.base.map(Self.absolute), seed: common.seed,
      threads: common.workers, kernels: "", materials: "", stages: try stages(), slots: try search.slots(),
      system: search.systems.first, behaviours: search.behaviours, prompts: search.prompts.map(Self.absolute),
      dictionaries: search.dictionaries.map(Self.absolute), keepGoing: search.keepGoing, seconds: budget.time?.seconds,
      tokens: budget.tokens, candidates: budget.candidates, quietSeconds: budget.quiet?.seconds)
    let report = try CampaignRun(
      store: store, memory: common.memoryLimit, isQuiet: common.quiet, isVerbose: search.verbose && !common.quiet
    ).start(configuration)
    try ReportEnd.show(report, asJSON: common.json)
  }

  /// A campaign is resumed from anywhere.
  private static func absolute(_ path: String) -> String { URL(fileURLWithPath: path).path }
}

/// What a campaign may spend.
struct CampaignBudgetOptions: ParsableArguments {
  @Option(name: .customLong("for"), help: ArgumentHelp("Time for the search, such as 10h.", valueName: "time"))
  var time: TimeSpan?

  @Option(help: ArgumentHelp("Tokens that may be read.", valueName: "n"))
  var tokens: Int?

  @Option(help: ArgumentHelp("Candidates that may be tried.", valueName: "n"))
  var candidates: Int?

  @Option(name: .customLong("quiet-for"), help: ArgumentHelp("End when nothing better was met for so long, such as 1h.", valueName: "time"))
  var quiet: TimeSpan?

  func validate() throws {
    if let tokens, tokens < 1 { throw ValidationError("--tokens: must be at least 1") }
    if let candidates, candidates < 1 { throw ValidationError("--candidates: must be at least 1") }
  }
}
