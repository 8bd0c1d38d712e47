import CorpusStorage
import Differential
import Findings
import Foundation
import Inference
import Search
import Targets

/// A scan from an open model to a report in the store.
struct ScanRun {
  let settings: ScanSettings
  let model: ModelUnderTest
  let adapters: [String]
  let materials: SearchMaterials
  let progress: ProgressLine

  /// The report, which is in the store then, with the hits. Throws `StoreError`, or what running the model throws.
  func run() throws -> ScanReport {
    let path = settings.store ?? defaultStore
    let identity = ModelIdentity(
      modelDigest: model.digest, baseDigest: model.baseDigest, kernels: MatrixKernels.name, seed: settings.seed)
    // Before the search: a store that is not ours, or a disk that is full, shows now and not after hours.
    let store = try CorpusStore.openOrCreate(at: path, identity: identity)
    defer { store.close() }
    for line in store.recovery.lines { progress.note("store: \(line)") }

    let interruption = Interruption(), clock = SearchClock()
    let session = SearchSession(
      model: model, placebos: PlaceboTriggers(materials.placebos, tokenizer: model.tokenizer, seed: settings.seed),
      searchPrompts: materials.searchPrompts, confirmPrompts: materials.confirmPrompts,
      frame: settings.system ?? SearchSession.commonFrame, slots: settings.slots, seed: settings.seed,
      budget: settings.budget, clock: clock.seconds,
      report: { update in
        progress.show(update)
        if interruption.isRequested { clock.stop() }
      })
    if settings.isVerbose { session.onNote = { progress.note($0) } }
    let scanner = Search.Scanner(
      session: session,
      plan: ScanPlan(
        stages: Set(settings.stages), keepGoing: settings.keepGoing, dictionary: materials.dictionary,
        fuzz: FuzzPlan(alphabet: materials.alphabet, strategy: settings.fuzzStrategy)))
    var facts = [ScanReport.Fact]()
    let ending = try ending(scanner, session: session, interruption: interruption, facts: &facts)
    progress.finish()
    if let system = settings.system { facts.append(.init(kind: "system", text: "system triggers follow the text given: \(system)")) }

    let hits = scanner.examining.results.hits.map { hit in
      var named = hit
      named.id = hit.fingerprint
      return named
    }
    let report = ScanSummary(
      scanner, asked: settings.stages, ending: ending, hits: hits, facts: facts, adapters: adapters, store: path
    ).document
    try store.append(hits.map(CorpusRecord.hit) + statistics(report) + [.identity(identity), .report(report)])
    return report
  }

  private func ending(
    _ scanner: Search.Scanner, session: SearchSession, interruption: Interruption, facts: inout [ScanReport.Fact]
  ) throws -> ScanSummary.Ending {
    do {
      if settings.stages.contains(.static) {
        facts = try session.stage(StageName.static.rawValue) { StaticFacts.facts(of: model) }
      }
      if try scanner.run(), !interruption.isRequested { return .finished }
    } catch is BudgetSpent {
    } catch let error as InferenceError {
      return .failed(error.description)
    }
    return interruption.isRequested ? .interrupted : .budgetSpent
  }

  private func statistics(_ report: ScanReport) -> [CorpusRecord] {
    report.coverage.stages.map { stage in
      let counters = (stage.mutators ?? []).flatMap {
        [NamedNumber("\($0.name) tried", Double($0.tried)), NamedNumber("\($0.name) kept", Double($0.kept))]
      }
      return .stageStatistics(
        StageStatisticsRecord(
          stage: stage.name, candidates: stage.candidates, forwardTokens: stage.forwardTokens, seconds: stage.seconds,
          complete: stage.complete, counters: counters))
    }
  }

  /// `hairtrigger-stores/<model>-<digest>`, named after the adapter where there is one.
  private var defaultStore: String {
    let name = URL(fileURLWithPath: adapters.last ?? model.path).lastPathComponent
    let safe = name.map { $0.isLetter || $0.isNumber || "._-".contains($0) ? $0 : "_" }
    return "hairtrigger-stores/\(String(safe))-\(model.digest.prefix(12))"
  }
}
