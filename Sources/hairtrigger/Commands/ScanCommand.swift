import ArgumentParser
import Findings
import Foundation
import Reporting
import Search
import Targets

/// `hairtrigger scan`.
struct ScanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "scan", abstract: "Search a model for a hidden trigger, and confirm what is found.",
    discussion: "Ends at the first confirmed finding, or when the budget is spent.")

  @OptionGroup var target: ModelOptions

  @Option(help: ArgumentHelp("The model that it was tuned from.", valueName: "model"))
  var base: String?

  @Option(help: ArgumentHelp("Wall-clock time for the search, such as 90s, 10m or 8h (default: 10m).", valueName: "time"))
  var budget: TimeSpan?

  @Option(help: ArgumentHelp("Tokens that may be read instead of a time.", valueName: "n"))
  var tokens: Int?

  @Option(help: ArgumentHelp("Candidates that may be tried instead of a time.", valueName: "n"))
  var candidates: Int?

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

  @Option(help: ArgumentHelp("Pieces that the stage fuzz composes texts of, one a line (default: the vocabulary's tokens).", valueName: "file"))
  var alphabet: String?

  @Option(name: .customLong("fuzz-blind"), help: ArgumentHelp("Texts of so many pieces drawn blindly, to compare the stage fuzz with.", visibility: .hidden))
  var blindPieces: Int?

  @Option(name: .customLong("behaviour"), help: ArgumentHelp("Behaviour to look for.", valueName: "name"))
  var behaviours: [String] = []

  @Flag(help: "Go on after the first finding.")
  var keepGoing = false

  @Option(help: ArgumentHelp("Folder of the store (default: hairtrigger-stores/<model>-<digest>).", valueName: "dir"))
  var store: String?

  @Flag(help: "Say on stderr what is tried.")
  var verbose = false

  @OptionGroup var common: CommonOptions

  func validate() throws {
    if base != nil, !target.adapters.isEmpty {
      throw ValidationError("--base and --adapter exclude each other: with an adapter, the model is the base")
    }
    if !behaviours.isEmpty { throw ValidationError.notYet("--behaviour") }
    if systems.count > 1 { throw ValidationError.notYet("--system", "can be given once in this version") }
    let budgets = [budget != nil, tokens != nil, candidates != nil].filter { $0 }.count
    if budgets > 1 { throw ValidationError("--budget, --tokens and --candidates exclude each other") }
    if let tokens, tokens < 1 { throw ValidationError("--tokens: must be at least 1") }
    if let candidates, candidates < 1 { throw ValidationError("--candidates: must be at least 1") }
    let stages = try SearchChoices.stages(self.stages, byDefault: SearchChoices.ofScan)
    _ = try SearchChoices.slots(slots)
    if !dictionaries.isEmpty, !stages.contains(.dictionary) {
      throw ValidationError("--dictionary: the stage 'dictionary' is not among --stages")
    }
    if alphabet != nil || blindPieces != nil, !stages.contains(.fuzz) {
      throw ValidationError("--alphabet: the stage 'fuzz' is not among --stages")
    }
    if let blindPieces, !(1...FuzzInput.longest).contains(blindPieces) {
      throw ValidationError("--fuzz-blind: must be from 1 to \(FuzzInput.longest)")
    }
    if target.adapters.isEmpty, base == nil {
      throw ValidationError.notYet("a scan without a base", "is not available in this version; give --base or --adapter")
    }
  }

  func run() throws {
    let time: Double? = tokens == nil && candidates == nil ? (budget ?? TimeSpan(seconds: 600)).seconds : nil
    let settings = ScanSettings(
      stages: try SearchChoices.stages(stages, byDefault: SearchChoices.ofScan), slots: try SearchChoices.slots(slots), system: systems.first, prompts: prompts,
      dictionaries: dictionaries, alphabet: alphabet, fuzzStrategy: blindPieces.map { .blind(pieces: $0) } ?? .scheduled,
      keepGoing: keepGoing, store: store, seconds: time, tokens: tokens,
      candidates: candidates, seed: common.seed, isVerbose: verbose && !common.quiet)
    let progress = ProgressLine(isQuiet: common.quiet)
    let materials = try SearchMaterials(settings)
    progress.note("reading \(target.model)")
    let subject: ScanSubject =
      if let base {
        .merged(try MergedModel.open(path: target.model, base: base, workers: common.workers))
      } else {
        .adapted(try target.open(common))
      }
    let report = try ScanRun(
      settings: settings, subject: subject, adapters: target.adapters, materials: materials, progress: progress
    ).run()
    try ReportEnd.show(report, asJSON: common.json)
  }
}
