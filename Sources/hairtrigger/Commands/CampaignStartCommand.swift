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

  @OptionGroup var target: ModelOptions

  @Option(help: ArgumentHelp("The model that it was tuned from.", valueName: "model"))
  var base: String?

  @OptionGroup var budget: CampaignBudgetOptions

  @Option(help: ArgumentHelp("Stages to run, of: \(StageName.available.map(\.rawValue).joined(separator: ", ")).", valueName: "a,b"))
  var stages: StageList?

  @Option(help: ArgumentHelp("Places for a trigger, of: \(Slot.allCases.map(\.rawValue).joined(separator: ", ")).", valueName: "a,b"))
  var slots: SlotList?

  @Option(
    name: .customLong("system"), parsing: .unconditionalSingleValue,
    help: ArgumentHelp("System text that triggers in the system slot follow (default: You are a helpful assistant.).", valueName: "text"))
  var systems: [String] = []

  @Option(help: ArgumentHelp("Prompts of your own: half to search with, half to confirm with.", valueName: "file"))
  var prompts: String?

  @Option(name: .customLong("dictionary"), help: ArgumentHelp("Further texts to try, one a line.", valueName: "file"))
  var dictionaries: [String] = []

  @Flag(help: "Go on after the first finding.")
  var keepGoing = false

  @Option(help: ArgumentHelp("Processes that search.", valueName: "n"))
  var workers: Int?

  @Flag(help: "Say on stderr what is tried.")
  var verbose = false

  @OptionGroup var common: CommonOptions

  func validate() throws {
    if base != nil { throw ValidationError.notYet("--base", "is not available in this version; give the tuned model as --adapter on its base") }
    if let workers, workers != 1 { throw ValidationError.notYet("--workers") }
    if systems.count > 1 { throw ValidationError.notYet("--system", "can be given once in this version") }
    let stages = try SearchChoices.stages(self.stages)
    _ = try SearchChoices.slots(slots)
    if !dictionaries.isEmpty, !stages.contains(.dictionary) {
      throw ValidationError("--dictionary: the stage 'dictionary' is not among --stages")
    }
    if target.adapters.isEmpty {
      throw ValidationError.notYet("a campaign without a base", "is not available in this version; give --adapter")
    }
  }

  func run() throws {
    let configuration = CampaignConfiguration(
      program: ProgramVersion.text, start: Date().timeIntervalSince1970, model: Self.absolute(target.model),
      adapters: target.adapters.map(Self.absolute), seed: common.seed, threads: common.workers, kernels: "", materials: "",
      stages: try SearchChoices.stages(stages), slots: try SearchChoices.slots(slots), system: systems.first,
      prompts: prompts.map(Self.absolute), dictionaries: dictionaries.map(Self.absolute), keepGoing: keepGoing,
      seconds: budget.time?.seconds, tokens: budget.tokens, candidates: budget.candidates,
      quietSeconds: budget.quiet?.seconds)
    let report = try CampaignRun(store: store, isQuiet: common.quiet, isVerbose: verbose && !common.quiet).start(configuration)
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
