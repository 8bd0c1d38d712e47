import Campaigns
import CorpusStorage
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
    if CampaignConfiguration.isThere(path) || Fleet.isThere(path) {
      throw CampaignError(ExitStatus.anotherStore, "\(path): is a campaign's store; go on with campaign resume, or name another")
    }
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
    let outcome = try SearchRun(settings: settings, prepared: prepared, adapters: adapters, materials: materials, store: path).run(
      clock: clock.seconds, isInterrupted: { interruption.isRequested },
      note: settings.isVerbose ? { progress.note($0) } : nil, report: show)
    progress.finish()
    try store.append(
      outcome.hits.map(CorpusRecord.hit) + outcome.statistics + [.identity(identity), .report(outcome.report)])
    return outcome.report
  }

  /// `hairtrigger-stores/<model>-<digest>`, named after the adapter where there is one.
  private var defaultStore: String {
    let name = URL(fileURLWithPath: adapters.last ?? subject.path).lastPathComponent
    let safe = name.map { $0.isLetter || $0.isNumber || "._-".contains($0) ? $0 : "_" }
    return "hairtrigger-stores/\(String(safe))-\(subject.digest.prefix(12))"
  }
}
