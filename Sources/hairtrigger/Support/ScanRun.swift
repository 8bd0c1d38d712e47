import CorpusStorage
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
    let outcome = try SearchRun(settings: settings, model: model, adapters: adapters, materials: materials, store: path).run(
      clock: clock.seconds, isInterrupted: { interruption.isRequested },
      note: settings.isVerbose ? { progress.note($0) } : nil,
      report: { update in
        progress.show(update)
        if interruption.isRequested { clock.stop() }
      })
    progress.finish()
    try store.append(
      outcome.hits.map(CorpusRecord.hit) + outcome.statistics + [.identity(identity), .report(outcome.report)])
    return outcome.report
  }

  /// `hairtrigger-stores/<model>-<digest>`, named after the adapter where there is one.
  private var defaultStore: String {
    let name = URL(fileURLWithPath: adapters.last ?? model.path).lastPathComponent
    let safe = name.map { $0.isLetter || $0.isNumber || "._-".contains($0) ? $0 : "_" }
    return "hairtrigger-stores/\(String(safe))-\(model.digest.prefix(12))"
  }
}
