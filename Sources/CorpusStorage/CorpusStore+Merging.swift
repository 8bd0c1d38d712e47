import Digests
import Findings

/// What a merge did.
package struct StoreMerge: Sendable, Codable, Equatable {
  package var added = 0
  /// Records that were in both.
  package var duplicates = 0
  /// Hits of the other store whose identifier was taken, under the names that they have now.
  package var renamedHits: [String] = []

  enum CodingKeys: String, CodingKey {
    case added, duplicates
    case renamedHits = "renamed_hits"
  }
}

extension CorpusStore {
  /// Adds to one store what another about the same model and base has and it lacks, in the other's order. Stage
  /// statistics of the two are summed; reports stay with the campaign that they are about.
  package static func merge(into path: String, from other: String) throws(StoreError) -> StoreMerge {
    let source = try open(at: other, mode: .reading)
    let target = try open(at: path, mode: .writing, expecting: source.identity)
    defer { target.close() }
    let kinds: Set<CorpusRecord.Kind> = [.hit, .nearMiss, .candidate, .measurement, .note, .identity]
    var known: Set<[UInt8]> = []
    try target.forEachDigest(kinds: kinds) { digest, _ in known.insert(digest) }
    var names = Set(try target.hits().map(\.id))
    var result = StoreMerge()
    var renamed: [String: String] = [:]
    var batch: [CorpusRecord] = []
    var additions: [CorpusRecord] = []
    try source.forEachDigest(kinds: kinds) { digest, parts in
      guard !known.contains(digest) else {
        result.duplicates += 1
        return
      }
      if let record = try? RecordCodec.record(from: parts) { additions.append(record) }
    }
    for record in additions {
      batch.append(rename(record, taken: &names, renamed: &renamed))
      result.added += 1
      if batch.count == 10_000 {
        try target.append(batch)
        batch = []
      }
    }
    batch += try summedStatistics(target, source).map(CorpusRecord.stageStatistics)
    try target.append(batch)
    result.renamedHits = renamed.filter { $0.key != $0.value }.map(\.value).sorted()
    return result
  }

  /// A hit whose name is taken gets a new one, and notes about it follow.
  private static func rename(
    _ record: CorpusRecord, taken names: inout Set<String>, renamed: inout [String: String]
  ) -> CorpusRecord {
    switch record {
    case .hit(var hit):
      // A later form of a hit goes by the name of the first.
      var name = renamed[hit.id] ?? hit.id
      if renamed[hit.id] == nil {
        var number = 2
        while !names.insert(name).inserted {
          name = "\(hit.id)-\(number)"
          number += 1
        }
        renamed[hit.id] = name
      }
      hit.id = name
      return .hit(hit)
    case .note(let note):
      return .note(TriageNote(hit: renamed[note.hit] ?? note.hit, state: note.state, text: note.text))
    default:
      return record
    }
  }

  private static func summedStatistics(
    _ first: CorpusStore, _ second: CorpusStore
  ) throws(StoreError) -> [StageStatisticsRecord] {
    func latest(_ store: CorpusStore) throws(StoreError) -> (order: [String], by: [String: StageStatisticsRecord]) {
      var order: [String] = []
      var by: [String: StageStatisticsRecord] = [:]
      try store.forEach(kinds: [.stageStatistics]) { _, record in
        if case .stageStatistics(let statistics) = record,
          by.updateValue(statistics, forKey: statistics.stage) == nil
        {
          order.append(statistics.stage)
        }
      }
      return (order, by)
    }
    let mine = try latest(first)
    let theirs = try latest(second)
    return theirs.order.compactMap { stage in
      guard let their = theirs.by[stage] else { return nil }
      guard let my = mine.by[stage] else { return their }
      return my.adding(their)
    }
  }

  /// Calls `body` with the digest of each record of some kinds, and the record in parts.
  private func forEachDigest(
    kinds: Set<CorpusRecord.Kind>, _ body: ([UInt8], RecordParts) -> Void
  ) throws(StoreError) {
    try state.withLock { (state) throws(StoreError) in
      try state.forEach(kinds: kinds) { (_, _, parts) throws(StoreError) in
        body(Array(RunningSHA256.digest(of: parts.canonicalBytes).prefix(16)), parts)
      }
    }
  }
}
