package import CorpusStorage
package import Findings

/// What is exported: a store's hits, and what a format may say about them.
package struct ExportInput: Sendable {
  package let hits: [Hit]
  /// The latest note of each hit.
  package let notes: [String: TriageNote]
  package let identity: ModelIdentity
  /// The store's latest report; nil before a scan has ended.
  package let report: ScanReport?
  package let toolVersion: String

  package init(
    hits: [Hit], notes: [String: TriageNote], identity: ModelIdentity, report: ScanReport?, toolVersion: String
  ) {
    self.hits = hits
    self.notes = notes
    self.identity = identity
    self.report = report
    self.toolVersion = toolVersion
  }

  /// Everything in a store.
  package init(store: CorpusStore, toolVersion: String) throws(StoreError) {
    var report: ScanReport?
    if case .report(let latest)? = try store.records(kind: .report).last { report = latest }
    self.init(
      hits: try store.hits(), notes: try store.notes(), identity: store.identity, report: report,
      toolVersion: toolVersion)
  }

  func isBenign(_ hit: Hit) -> Bool {
    notes[hit.id]?.state == .benign
  }

  /// The model's path, or its digest where no report says the path.
  var modelName: String { report?.model.path ?? identity.modelDigest }

  /// A row for each sample of each hit that nobody called benign: what training formats are made of.
  var rows: [TrainingRow] {
    hits.filter { !isBenign($0) }.flatMap { hit in
      hit.samples.enumerated().map { place, sample in TrainingRow(hit: hit, place: place, sample: sample) }
    }
  }
}
