import ArgumentParser
import Findings
import Foundation
import Reporting
import Search

/// `hairtrigger scan`.
struct ScanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "scan", abstract: "Search a model for a hidden trigger, and confirm what is found.",
    discussion: "Ends at the first confirmed finding, or when the budget is spent.")

  @OptionGroup var search: SearchOptions

  @Option(help: ArgumentHelp("Wall-clock time for the search, such as 90s, 10m or 8h (default: 10m).", valueName: "time"))
  var budget: TimeSpan?

  @Option(help: ArgumentHelp("Tokens that may be read instead of a time.", valueName: "n"))
  var tokens: Int?

  @Option(help: ArgumentHelp("Candidates that may be tried instead of a time.", valueName: "n"))
  var candidates: Int?

  @Option(help: ArgumentHelp("Pieces that the stage fuzz composes texts of, one a line (default: the vocabulary's tokens).", valueName: "file"))
  var alphabet: String?

  @Option(name: .customLong("fuzz-blind"), help: ArgumentHelp("Texts of so many pieces drawn blindly, to compare the stage fuzz with.", visibility: .hidden))
  var blindPieces: Int?

  @Option(help: ArgumentHelp("Folder of the store (default: hairtrigger-stores/<model>-<digest>).", valueName: "dir"))
  var store: String?

  @OptionGroup var common: CommonOptions

  func validate() throws {
    let budgets = [budget != nil, tokens != nil, candidates != nil].filter { $0 }.count
    if budgets > 1 { throw ValidationError("--budget, --tokens and --candidates exclude each other") }
    if let tokens, tokens < 1 { throw ValidationError("--tokens: must be at least 1") }
    if let candidates, candidates < 1 { throw ValidationError("--candidates: must be at least 1") }
    if alphabet != nil || blindPieces != nil, try !stages().contains(.fuzz) {
      throw ValidationError("--alphabet: the stage 'fuzz' is not among --stages")
    }
    if let blindPieces, !(1...FuzzInput.longest).contains(blindPieces) {
      throw ValidationError("--fuzz-blind: must be from 1 to \(FuzzInput.longest)")
    }
    _ = try stages()
  }

  private func stages() throws -> [StageName] { try search.stages(usual: SearchChoices.ofScan) }

  func run() throws {
    let time: Double? = tokens == nil && candidates == nil ? (budget ?? TimeSpan(seconds: 600)).seconds : nil
    let settings = ScanSettings(
      stages: try stages(), slots: try search.slots(), systems: search.systems, behaviours: search.behaviours,
      prompts: search.prompts,
      dictionaries: search.dictionaries, alphabet: alphabet, fuzzStrategy: blindPieces.map { .blind(pieces: $0) } ?? .scheduled,
      keepGoing: search.keepGoing, store: store, seconds: time, tokens: tokens, candidates: candidates, seed: common.seed,
      isVerbose: search.verbose && !common.quiet)
    let progress = ProgressLine(isQuiet: common.quiet)
    let materials = try SearchMaterials(settings)
    let target = search.target
    progress.note("reading \(target.model)")
    let subject = try ScanSubject.open(
      path: target.model, adapters: target.adapters, base: search.base, references: search.references, workers: common.workers,
      memory: common.memoryLimit)
    let report = try ScanRun(
      settings: settings, subject: subject, adapters: target.adapters, materials: materials, progress: progress
    ).run()
    try ReportEnd.show(report, asJSON: common.json)
  }
}
