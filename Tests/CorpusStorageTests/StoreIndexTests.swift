import CorpusStorage
import Findings
import Foundation
import Testing

@Suite("The index can be thrown away")
struct StoreIndexTests {
  private static let index = "store/index.sqlite"

  @Test("Lost, stale, cut, damaged or foreign: the store is the same, and the index is made anew", arguments: [
    "lost", "stale", "cut", "noise", "empty", "foreign", "flipped", "left over journal",
  ])
  func rebuilt(_ kind: String) throws {
    let folder = try TemporaryFolder()
    var sample = SampleRecords(seed: 51)
    let store = try CorpusStore.create(at: folder.store, identity: SampleRecords.identity)
    try store.append(sample.records(100) + [.hit(sample.hit())])
    store.close()
    let older = try folder.bytes(Self.index)
    let again = try CorpusStore.open(at: folder.store, mode: .writing)
    for _ in 0..<30 { try again.append(sample.records(40) + [.hit(sample.hit())]) }
    let digest = try again.digest()
    let hits = try again.hits()
    let count = again.count
    again.close()
    let current = try folder.bytes(Self.index)
    var random = SeededRandom(seed: 9)
    let rounds = kind == "flipped" ? (Tool.isFull ? 400 : 30) : 1
    for _ in 0..<rounds {
      switch kind {
      case "lost": try folder.remove(Self.index)
      case "stale": try folder.write(older, to: Self.index)
      case "cut": try folder.write(Array(current.prefix(current.count / 2)), to: Self.index)
      case "noise": try folder.write((0..<9_000).map { _ in UInt8.random(in: 0...255, using: &random) }, to: Self.index)
      case "empty": try folder.write([], to: Self.index)
      case "foreign":
        let other = try CorpusStore.create(at: folder.path + "/other", identity: SampleRecords.identity)
        for _ in 0..<31 { try other.append(sample.records(40) + [.hit(sample.hit())]) }
        other.close()
        try folder.write(try folder.bytes("other/index.sqlite"), to: Self.index)
      case "flipped":
        var bytes = current
        bytes[Int.random(in: 0..<bytes.count, using: &random)] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        try folder.write(bytes, to: Self.index)
      default:
        try folder.write(older, to: Self.index)
        try folder.write(Array(current.prefix(700)), to: Self.index + "-journal")
      }
      for mode in [CorpusStore.Mode.reading, .writing] {
        let store = try CorpusStore.open(at: folder.store, mode: mode)
        #expect(try store.digest() == digest)
        #expect(try store.hits() == hits)
        #expect(store.count == count)
        for hit in hits.prefix(3) { #expect(try store.hit(id: hit.id) == hit) }
        store.close()
      }
      #expect(try CorpusStore.check(at: folder.store, repair: false).index == .current)
    }
  }

  @Test("A check says that the index is out of date, and repair makes it anew")
  func check() throws {
    let folder = try TemporaryFolder()
    var sample = SampleRecords(seed: 52)
    let store = try CorpusStore.create(at: folder.store, identity: SampleRecords.identity)
    try store.append(sample.records(100))
    store.close()
    #expect(try CorpusStore.check(at: folder.store, repair: false).index == .current)
    try folder.remove(Self.index)
    let check = try CorpusStore.check(at: folder.store, repair: false)
    #expect(check.index == .outOfDate)
    #expect(!check.foundDamage)
    #expect(!folder.exists(Self.index))
    #expect(try CorpusStore.check(at: folder.store, repair: true).index == .rebuilt)
    #expect(try CorpusStore.check(at: folder.store, repair: false).index == .current)
  }

  @Test("A segment that is gone takes its records with it, and only those")
  func lostSegment() throws {
    let folder = try TemporaryFolder()
    var sample = SampleRecords(seed: 53)
    var options = StoreOptions()
    options.segmentSize = 2_000
    let store = try CorpusStore.create(at: folder.store, identity: SampleRecords.identity, options: options)
    var records: [CorpusRecord] = []
    for _ in 0..<12 {
      let batch = sample.records(50)
      try store.append(batch)
      records += batch
    }
    store.close()
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.store + "/segments-1")
    #expect(names.count > 3)
    try folder.remove("store/segments-1/000002.segment")
    let check = try CorpusStore.check(at: folder.store, repair: false)
    #expect(check.lostRecords > 0)
    let left = try CorpusStore.open(at: folder.store, mode: .writing)
    var found: UInt64 = 0
    try left.forEach(kinds: Set(CorpusRecord.Kind.allCases)) { _, _ in found += 1 }
    #expect(found + check.lostRecords == UInt64(records.count + 1))
    try left.append(sample.records(5))
  }
}
