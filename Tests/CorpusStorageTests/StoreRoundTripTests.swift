import CorpusStorage
import Findings
import Foundation
import Testing

@Suite("A store gives back what it was given")
struct StoreRoundTripTests {
  @Test("Records of every kind come back bit by bit, in order, also after the store is opened again")
  func givesBackEverything() throws {
    let folder = try TemporaryFolder()
    var sample = SampleRecords(seed: 7)
    let records = sample.records(6_000)
    let store = try CorpusStore.create(at: folder.store, identity: SampleRecords.identity)
    for start in stride(from: 0, to: records.count, by: 700) {
      try store.append(Array(records[start..<min(records.count, start + 700)]))
    }
    let digest = try store.digest()
    store.close()
    for mode in [CorpusStore.Mode.reading, .writing] {
      let again = try CorpusStore.open(at: folder.store, mode: mode, expecting: SampleRecords.identity)
      var found: [CorpusRecord] = []
      try again.forEach(kinds: Set(CorpusRecord.Kind.allCases)) { _, record in found.append(record) }
      #expect(found == [.identity(SampleRecords.identity)] + records)
      #expect(try again.digest() == digest)
      #expect(again.count == UInt64(records.count + 1))
      #expect(again.recovery.lines == [])
      let hits = records.compactMap { if case .hit(let hit) = $0 { hit } else { nil } }
      #expect(try again.hits() == hits)
      #expect(!hits.isEmpty)
      for hit in hits { #expect(try again.hit(id: hit.id) == hit) }
      #expect(try again.hit(id: "absent") == nil)
      for place in [0, 1, 699, records.count - 1] {
        #expect(try again.record(at: UInt64(place + 1)) == records[place])
      }
      #expect(try again.record(at: again.count) == nil)
    }
  }

  @Test("Numbers keep every bit", arguments: [
    0, -0.0, 1, -1, 0.1, 1e300, -1e-300, .leastNonzeroMagnitude, 2_147_483_647, 2_147_483_648, -2_147_483_648, .infinity, -.infinity,
    Double(Float(0.1)), Double(Float.leastNonzeroMagnitude), .greatestFiniteMagnitude, .nan, Double(bitPattern: 0x7FF8_0000_0000_1234),
  ])
  func numbers(_ value: Double) throws {
    let folder = try TemporaryFolder()
    let store = try CorpusStore.create(at: folder.store, identity: SampleRecords.identity)
    let trigger = Trigger("cf", slot: .prefix)
    try store.append(.candidate(CandidateRecord(stage: "fuzz", trigger: trigger, scores: [NamedNumber("x", value)])))
    guard case .candidate(let record)? = try store.records(kind: .candidate).first else {
      Issue.record("no candidate")
      return
    }
    #expect(record.scores.first?.value.bitPattern == value.bitPattern)
  }

  @Test("Texts that are equal to Swift and differ in their bytes stay apart", arguments: [
    ["\u{E9}", "e\u{301}"], ["\u{212B}", "\u{C5}"], ["", " "], ["a\u{0}b", "a\u{0}"], ["\u{202E}x", "x"], ["🇩🇪", "🇩"],
  ])
  func texts(_ texts: [String]) throws {
    let folder = try TemporaryFolder()
    let store = try CorpusStore.create(at: folder.store, identity: SampleRecords.identity)
    let both = texts + texts.reversed()
    try store.append(both.map { .candidate(CandidateRecord(stage: "fuzz", trigger: Trigger($0, slot: .line), scores: [])) })
    let found = try store.records(kind: .candidate).compactMap { record -> [UInt8]? in
      if case .candidate(let candidate) = record { Array(candidate.trigger.text.utf8) } else { nil }
    }
    #expect(found == both.map { Array($0.utf8) })
  }

  @Test("A later form of a hit takes the place of the first")
  func laterForm() throws {
    let folder = try TemporaryFolder()
    var sample = SampleRecords(seed: 3)
    let store = try CorpusStore.create(at: folder.store, identity: SampleRecords.identity)
    let first = sample.hit()
    let second = sample.hit()
    var later = sample.hit()
    later.id = first.id
    try store.append([.hit(first), .hit(second)])
    try store.append(.hit(later))
    #expect(try store.hits() == [later, second])
    store.close()
    #expect(try CorpusStore.open(at: folder.store, mode: .reading).hits() == [later, second])
  }

  @Test("The digest follows what was found and not how it was told")
  func digestIsOfContent() throws {
    let folder = try TemporaryFolder()
    var sample = SampleRecords(seed: 5)
    let records = sample.records(500)
    func digest(_ name: String, _ records: [CorpusRecord], batch: Int) throws -> String {
      let store = try CorpusStore.create(at: folder.path + "/" + name, identity: SampleRecords.identity)
      for start in stride(from: 0, to: records.count, by: batch) {
        try store.append(Array(records[start..<min(records.count, start + batch)]))
      }
      return try store.digest()
    }
    let whole = try digest("a", records, batch: records.count)
    #expect(try digest("b", records, batch: 37) == whole)
    let statistics = StageStatisticsRecord(
      stage: "leak", candidates: 1, forwardTokens: 2, seconds: 3.5, complete: true)
    #expect(try digest("c", records + [.stageStatistics(statistics)], batch: 100) == whole)
    #expect(try digest("d", Array(records.dropFirst()), batch: 100) != whole)
    #expect(try digest("e", Array(records.reversed()), batch: 100) != whole)
  }

  @Test("Folder and files are for their owner only")
  func permissions() throws {
    let folder = try TemporaryFolder()
    let store = try CorpusStore.create(at: folder.path + "/deep/er/store", identity: SampleRecords.identity)
    store.close()
    let root = folder.path + "/deep/er/store"
    #expect(try mode(root) == 0o700)
    let names = try FileManager.default.subpathsOfDirectory(atPath: root)
    #expect(names.contains("store.json"))
    #expect(names.contains("index.sqlite"))
    for name in names {
      #expect(try mode(root + "/" + name) & 0o077 == 0, "\(name)")
    }
  }

  private func mode(_ path: String) throws -> Int {
    (try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? NSNumber)?.intValue ?? -1
  }
}
