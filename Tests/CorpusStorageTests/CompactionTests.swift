import CorpusStorage
import Findings
import Foundation
import Testing

@Suite("Compaction and merging")
struct CompactionTests {
  @Test("Compaction makes a store of small appends smaller and keeps its digest and hits")
  func compaction() throws {
    let folder = try TemporaryFolder()
    var sample = SampleRecords(seed: 71)
    var options = StoreOptions()
    options.segmentSize = 100_000
    let store = try CorpusStore.create(at: folder.store, identity: SampleRecords.identity, options: options)
    for number in 0..<300 {
      try store.append(sample.records(10))
      try store.append(
        .stageStatistics(
          StageStatisticsRecord(stage: "fuzz", candidates: number, forwardTokens: 0, seconds: 0, complete: false)))
    }
    try store.append(.hit(sample.hit()))
    let digest = try store.digest()
    let hits = try store.hits()
    let before = try FileManager.default.contentsOfDirectory(atPath: folder.store + "/segments-1").count
    #expect(before > 1)
    let result = try store.compact()
    #expect(result.recordsDropped >= 299)
    #expect(Double(result.bytesAfter) < 0.5 * Double(result.bytesBefore))
    #expect(try store.digest() == digest)
    #expect(try store.hits() == hits)
    #expect(!folder.exists("store/segments-1"))
    try store.append(sample.records(10))
    let last = try store.digest()
    #expect(last != digest)
    store.close()
    let again = try CorpusStore.open(at: folder.store, mode: .reading)
    #expect(try again.digest() == last)
    #expect(again.recovery.lines == [])
    #expect(try !CorpusStore.check(at: folder.store, repair: false).foundDamage)
    let statistics = try again.records(kind: .stageStatistics).compactMap { record -> StageStatisticsRecord? in
      if case .stageStatistics(let statistics) = record { statistics } else { nil }
    }
    #expect(statistics.last { $0.forwardTokens == 0 }?.candidates == 299)
  }

  @Test("What an interrupted compaction left is taken away")
  func leftovers() throws {
    let folder = try TemporaryFolder()
    var sample = SampleRecords(seed: 72)
    let store = try CorpusStore.create(at: folder.store, identity: SampleRecords.identity)
    try store.append(sample.records(100))
    let digest = try store.digest()
    store.close()
    try folder.copy("store/segments-1", to: "store/segments-2.new")
    try folder.copy("store/segments-1", to: "store/segments-7")
    #expect(try CorpusStore.open(at: folder.store, mode: .reading).digest() == digest)
    #expect(folder.exists("store/segments-7"))
    #expect(try CorpusStore.open(at: folder.store, mode: .writing).digest() == digest)
    #expect(!folder.exists("store/segments-2.new"))
    #expect(!folder.exists("store/segments-7"))
  }

  @Test("A merge adds what was missing, once, and keeps hits apart that have one name")
  func merge() throws {
    let folder = try TemporaryFolder()
    var sample = SampleRecords(seed: 73)
    let shared = sample.records(50)
    let mine = sample.records(30)
    let theirs = sample.records(40)
    var first = sample.hit()
    var second = sample.hit()
    first.id = "one"
    second.id = "one"
    var later = second
    later.id = "one"
    func statistics(_ candidates: Int) -> CorpusRecord {
      .stageStatistics(
        StageStatisticsRecord(
          stage: "leak", candidates: candidates, forwardTokens: 10, seconds: 1, complete: false,
          counters: [NamedNumber("kept", 2)]))
    }
    func strip(_ records: [CorpusRecord]) -> [CorpusRecord] {
      records.filter { [.candidate, .measurement, .nearMiss].contains($0.kind) }
    }
    let a = try CorpusStore.create(at: folder.path + "/a", identity: SampleRecords.identity)
    try a.append(strip(shared) + strip(mine) + [.hit(first), statistics(5)])
    a.close()
    let b = try CorpusStore.create(at: folder.path + "/b", identity: SampleRecords.identity)
    try b.append(
      strip(shared) + strip(theirs)
        + [.hit(second), .note(TriageNote(hit: "one", state: .benign, text: "b's")), statistics(7)])
    b.close()

    let result = try CorpusStore.merge(into: folder.path + "/a", from: folder.path + "/b")
    // Both begin with the same identity.
    #expect(result.duplicates == strip(shared).count + 1)
    #expect(result.added == strip(theirs).count + 2)
    #expect(result.renamedHits == ["one-2"])
    let merged = try CorpusStore.open(at: folder.path + "/a", mode: .reading)
    #expect(try merged.hits().map(\.id) == ["one", "one-2"])
    #expect(try merged.hit(id: "one-2")?.trigger == second.trigger)
    #expect(try merged.notes() == ["one-2": TriageNote(hit: "one-2", state: .benign, text: "b's")])
    guard case .stageStatistics(let sum)? = try merged.records(kind: .stageStatistics).last else {
      Issue.record("no statistics")
      return
    }
    #expect(sum.candidates == 12)
    #expect(sum.counters == [NamedNumber("kept", 4)])
    let candidates = try merged.records(kind: .candidate)
    #expect(candidates == (strip(shared) + strip(mine) + strip(theirs)).filter { $0.kind == .candidate })
    #expect(try CorpusStore.merge(into: folder.path + "/a", from: folder.path + "/a2copy", copying: folder).added == 0)
  }

  @Test("Stores of different models are not merged")
  func otherModels() throws {
    let folder = try TemporaryFolder()
    try CorpusStore.create(at: folder.path + "/a", identity: SampleRecords.identity).close()
    let other = ModelIdentity(modelDigest: "x", baseDigest: nil, kernels: "SkylakeX", seed: 1)
    try CorpusStore.create(at: folder.path + "/b", identity: other).close()
    let error = #expect(throws: StoreError.self) {
      _ = try CorpusStore.merge(into: folder.path + "/a", from: folder.path + "/b")
    }
    #expect(error?.exitCode == 69)
  }
}

extension CorpusStore {
  /// Merges a copy of a store into itself.
  fileprivate static func merge(into path: String, from copy: String, copying folder: TemporaryFolder) throws -> StoreMerge {
    try folder.copy("a", to: "a2copy")
    return try merge(into: path, from: copy)
  }
}
