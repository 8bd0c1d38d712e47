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
      Ends at the first confirmed finding (see --keep-going) or when a budget is spent: the last stage, fuzz, goes on until then. \
      Interrupted by SIGINT or SIGTERM it saves and ends with 2; hairtrigger campaign resume goes on.
      """)

  @Argument(help: "Folder of the store; made where it is not there.")
  var store: String

  @OptionGroup var search: SearchOptions

  @OptionGroup var budget: CampaignBudgetOptions

  @OptionGroup var fleet: FleetOptions

  @OptionGroup var hang: HangOptions

  @OptionGroup var common: CommonOptions

  func validate() throws {
    try FleetOptions.validate(threads: common.threads, workers: fleet.workers)
    if !fleet.members.isEmpty, search.base != nil || !search.target.adapters.isEmpty {
      throw ValidationError("--member excludes --adapter and --base: the model is the base of all members")
    }
    if let workers = fleet.workers, workers > 1, fleet.members.isEmpty {
      throw ValidationError("--workers: one search is one process; several share out the members of a fleet (--member)")
    }
    _ = try stages()
  }

  private func stages() throws -> [StageName] { try search.stages(usual: StageName.available, hasMembers: !fleet.members.isEmpty) }

  func run() throws {
    let target = search.target
    let configuration = CampaignConfiguration(
      program: ProgramVersion.text, start: Date().timeIntervalSince1970, model: Self.absolute(target.model),
      adapters: (target.adapters + fleet.members).map(Self.absolute), base: search.base.map(Self.absolute),
      references: search.references.map(Self.absolute), seed: common.seed,
      threads: common.workers, kernels: "", materials: "", stages: try stages(), slots: try search.slots(),
      systems: search.systems, behaviours: search.behaviours, prompts: search.prompts.map(Self.absolute),
      dictionaries: search.dictionaries.map(Self.absolute), keepGoing: search.keepGoing, seconds: budget.time?.seconds,
      tokens: budget.tokens, candidates: budget.candidates, quietSeconds: budget.quiet?.seconds)
    let campaign = CampaignRun(
      store: store, memory: common.memoryLimit, isQuiet: common.quiet, isVerbose: search.verbose && !common.quiet,
      isJSON: common.json, hangLimit: hang.seconds)
    if fleet.members.isEmpty { return try ReportEnd.show(campaign.start(configuration), asJSON: common.json) }
    let run = FleetOptions.sharing(campaign, threads: common.workers, workers: fleet.workers ?? 1)
    try ReportEnd.show(run.start(configuration), asJSON: common.json)
  }

  /// A campaign is resumed from anywhere.
  private static func absolute(_ path: String) -> String { URL(fileURLWithPath: path).path }
}

/// When a campaign's process is taken for stuck.
struct HangOptions: ParsableArguments {
  private static let usual = 900.0

  @Option(
    name: .customLong("hang-limit"),
    help: ArgumentHelp("Time without a sign of life after which the process starts itself again (default: 15m).", valueName: "time"))
  var limit: TimeSpan?

  var seconds: Double { limit?.seconds ?? Self.usual }
}

/// What a campaign may spend.
struct CampaignBudgetOptions: ParsableArguments {
  @Option(name: [.customLong("for"), .customLong("budget")], help: ArgumentHelp("Time for the search, such as 10h.", valueName: "time"))
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
