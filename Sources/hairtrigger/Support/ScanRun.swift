import CorpusStorage
import Differential
import Findings
import Foundation
import Inference
import Search
import Targets

/// A scan from opened files to a report in the store.
struct ScanRun {
  let settings: ScanSettings
  let subject: ScanSubject
  let adapters: [String]
  let materials: SearchMaterials
  let progress: ProgressLine

  /// The report, which is in the store then, with the hits. Throws `StoreError`, or what running the model throws.
  func run() throws -> ScanReport {
    let path = settings.store ?? defaultStore
    let identity = ModelIdentity(
      modelDigest: subject.digest, baseDigest: subject.baseDigest, kernels: MatrixKernels.name, seed: settings.seed)
    // Before the search: a store that is not ours, or a disk that is full, shows now and not after hours.
    let store = try CorpusStore.openOrCreate(at: path, identity: identity)
    defer { store.close() }
    for line in store.recovery.lines { progress.note("store: \(line)") }

    let interruption = Interruption(), clock = SearchClock()
    let show = { (update: SearchProgress) in
      progress.show(update)
      if interruption.isRequested { clock.stop() }
    }
    let prepared = try subject.prepared(seed: settings.seed, budget: settings.budget, clock: clock.seconds, report: show)
    let model = prepared.model
    let session = SearchSession(
      model: model, placebos: PlaceboTriggers(materials.placebos, tokenizer: model.tokenizer, seed: settings.seed),
      searchPrompts: materials.searchPrompts, confirmPrompts: materials.confirmPrompts,
      frame: settings.system ?? SearchSession.commonFrame, slots: settings.slots, seed: settings.seed,
      budget: settings.budget, clock: clock.seconds,
      report: show, before: settings.stages.contains(.update) || model.basePath != nil ? [prepared.stage] : [])
    if settings.isVerbose { session.onNote = { progress.note($0) } }
    let scanner = Search.Scanner(
      session: session,
      plan: ScanPlan(
        stages: Set(settings.stages), keepGoing: settings.keepGoing, given: materials.given, dictionary: materials.dictionary))
    var facts = [ScanReport.Fact]()
    let ending = try ending(scanner, session: session, prepared: prepared, interruption: interruption, facts: &facts)
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
    try store.append(hits.map(CorpusRecord.hit) + statistics(session) + [.identity(identity), .report(report)])
    return report
  }

  private func ending(
    _ scanner: Search.Scanner, session: SearchSession, prepared: PreparedSubject, interruption: Interruption,
    facts: inout [ScanReport.Fact]
  ) throws -> ScanSummary.Ending {
    facts = prepared.facts
    do {
      if settings.stages.contains(.static) {
        facts = try session.stage(StageName.static.rawValue) { StaticFacts.facts(of: session.model) } + facts
      }
      if let ending = prepared.ending, ending != .budgetSpent { return ending }
      if prepared.ending == nil, try scanner.run() { return .finished }
    } catch is BudgetSpent {
    } catch let error as InferenceError {
      return .failed(error.description)
    }
    return interruption.isRequested ? .interrupted : .budgetSpent
  }

  private func statistics(_ session: SearchSession) -> [CorpusRecord] {
    session.stages.map {
      .stageStatistics(
        StageStatisticsRecord(
          stage: $0.name, candidates: $0.candidates, forwardTokens: $0.forwardTokens, seconds: $0.seconds,
          complete: $0.complete))
    }
  }

  /// `hairtrigger-stores/<model>-<digest>`, named after the adapter where there is one.
  private var defaultStore: String {
    let name = URL(fileURLWithPath: adapters.last ?? subject.path).lastPathComponent
    let safe = name.map { $0.isLetter || $0.isNumber || "._-".contains($0) ? $0 : "_" }
    return "hairtrigger-stores/\(String(safe))-\(subject.digest.prefix(12))"
  }
}
