import CorpusStorage
import Findings
import Foundation
import Testing

/// Figures for the benchmarks' page: set HAIRTRIGGER_BENCH_STORE=1, and HAIRTRIGGER_BENCH_RECORDS for another size than
/// a million.
@Suite("The store's figures", .serialized, .enabled(if: ProcessInfo.processInfo.environment["HAIRTRIGGER_BENCH_STORE"] == "1"))
struct StoreBenchmarks {
  private let clock = ContinuousClock()

  private func seconds(_ duration: Duration) -> Double {
    Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
  }

  @Test("A million records: small, quick to append, to open and to look up")
  func million() throws {
    let count = ProcessInfo.processInfo.environment["HAIRTRIGGER_BENCH_RECORDS"].flatMap(Int.init) ?? 1_000_000
    let folder = try TemporaryFolder()
    var sample = SampleRecords(seed: 11)
    let store = try CorpusStore.create(at: folder.store, identity: SampleRecords.identity)
    var appending = Duration.zero
    var processor = 0.0
    var total = 0
    var jsonBytes = 0
    var separateBytes = 0
    var separateOf = 0
    while total < count {
      let records = sample.records(2_000)
      total += records.count
      let before = Double(Foundation.clock()) / Double(CLOCKS_PER_SEC)
      appending += try clock.measure { try store.append(records) }
      processor += Double(Foundation.clock()) / Double(CLOCKS_PER_SEC) - before
      for (place, record) in records.enumerated() {
        let line = try JSONLines.line(record)
        jsonBytes += line.utf8.count
        if place % 20 == 0 {
          separateOf += line.utf8.count
          separateBytes += try ZstdFrame.compress(Array(line.utf8), level: 19).count
        }
      }
    }
    let size = try store.size()
    let digest = try store.digest()
    store.close()
    let indexSize = try folder.bytes("store/index.sqlite").count

    var opened: CorpusStore?
    let reading = try clock.measure { opened = try CorpusStore.open(at: folder.store, mode: .reading) }
    let reader = try #require(opened)
    let hits = try reader.hits()
    var random = SeededRandom(seed: 4)
    var worst = Duration.zero
    var lookups = Duration.zero
    for _ in 0..<1_000 {
      let place = UInt64.random(in: 0..<reader.count, using: &random)
      var record: CorpusRecord?
      let taken = try clock.measure { record = try reader.record(at: place) }
      #expect(record != nil)
      lookups += taken
      worst = max(worst, taken)
    }
    var named: [Hit] = []
    let byName = try clock.measure {
      for hit in hits.prefix(500) { if let hit = try reader.hit(id: hit.id) { named.append(hit) } }
    }
    #expect(named == Array(hits.prefix(500)))

    var writer: CorpusStore?
    let writing = try clock.measure { writer = try CorpusStore.open(at: folder.store, mode: .writing) }
    let open = try #require(writer)
    let walk = try clock.measure { try open.forEach(kinds: [.candidate]) { _, _ in } }
    var compaction: StoreCompaction?
    let compacting = try clock.measure { compaction = try open.compact() }
    #expect(try open.digest() == digest)
    open.close()
    try folder.remove("store/index.sqlite")
    let rebuilding = try clock.measure { _ = try CorpusStore.open(at: folder.store, mode: .writing).recovery }

    let ratio = Double(jsonBytes) / Double(size)
    let separate = Double(separateBytes) / Double(separateOf) * Double(jsonBytes) / Double(size)
    let perSecond = Double(total) / seconds(appending)
    print("""
      records \(total), hits \(hits.count)
      JSON Lines \(jsonBytes) bytes, store \(size) bytes (index \(indexSize)): \(ratio) x smaller
      zstd -19 per record: store \(separate) x smaller
      compacted \(compaction?.bytesAfter ?? 0) bytes: \(Double(jsonBytes) / Double(compaction?.bytesAfter ?? 1)) x, in \(seconds(compacting)) s
      append \(perSecond) records/s, \(Double(total) / processor) a second of processor time
      open for reading \(seconds(reading)) s, for writing \(seconds(writing)) s, with the index rebuilt \(seconds(rebuilding)) s
      look-up mean \(seconds(lookups)) ms, worst \(seconds(worst) * 1e3) ms; hit by name \(seconds(byName) / Double(max(1, named.count)) * 1e3) ms
      walk over candidates \(seconds(walk)) s
      """)
    #expect(ratio >= 6)
    #expect(separate >= 2)
    #expect(perSecond >= 50_000)
    #expect(seconds(reading) <= 1)
    #expect(seconds(writing) <= 1)
    #expect(seconds(lookups) <= 1)
  }
}
