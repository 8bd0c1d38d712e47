import CorpusStorage
import Findings
import Foundation
import Testing

@Suite("Damage on the disk")
struct BitRotTests {
  private static let segment = "store/segments-1/000001.segment"

  /// A store of many frames and every kind of record, closed.
  private func scene(_ options: StoreOptions = StoreOptions()) throws -> (folder: TemporaryFolder, digest: String, records: [CorpusRecord]) {
    let folder = try TemporaryFolder()
    var sample = SampleRecords(seed: 41)
    var records: [CorpusRecord] = []
    let store = try CorpusStore.create(at: folder.store, identity: SampleRecords.identity, options: options)
    for _ in 0..<8 {
      let batch = sample.records(30) + [.hit(sample.hit())]
      try store.append(batch)
      records += batch
    }
    let digest = try store.digest()
    store.close()
    return (folder, digest, records)
  }

  private func all(_ folder: TemporaryFolder) throws -> [CorpusRecord] {
    var found: [CorpusRecord] = []
    let store = try CorpusStore.open(at: folder.store, mode: .reading)
    try store.forEach(kinds: Set(CorpusRecord.Kind.allCases)) { _, record in found.append(record) }
    return found
  }

  @Test("A flipped bit anywhere is found, everything stays readable, and repair puts it back")
  func flippedBits() throws {
    let (folder, digest, records) = try scene()
    let whole = try folder.bytes(Self.segment)
    var random = SeededRandom(seed: 2)
    let step = Tool.isFull ? 1 : 29
    var flips = 0
    for place in stride(from: 0, to: whole.count, by: step) {
      var bytes = whole
      bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
      try folder.write(bytes, to: Self.segment)
      flips += 1
      let check = try CorpusStore.check(at: folder.store, repair: false)
      #expect(check.foundDamage, "byte \(place)")
      #expect(check.lostRecords == 0, "byte \(place)")
      #expect(check.damages.count == 1)
      #expect(try folder.bytes(Self.segment) == bytes)
      if flips % 16 == 0 || place < 200 {
        let store = try CorpusStore.open(at: folder.store, mode: .reading)
        #expect(try store.digest() == digest, "byte \(place)")
        #expect(try all(folder) == [.identity(SampleRecords.identity)] + records)
        #expect(try CorpusStore.check(at: folder.store, repair: true).repairedPlaces == 1)
        #expect(try folder.bytes(Self.segment) == whole, "byte \(place)")
        #expect(try !CorpusStore.check(at: folder.store, repair: false).foundDamage)
      }
    }
    #expect(flips > 300)
  }

  @Test("The inverse: an undamaged store has no damage, and without zstd's checksum flips go unseen")
  func inverse() throws {
    let (folder, _, _) = try scene()
    let check = try CorpusStore.check(at: folder.store, repair: true)
    #expect(!check.foundDamage)
    #expect(check.repairedPlaces == 0)
    let block = Array(String(repeating: "the quick brown fox jumps over the lazy dog; ", count: 40).utf8) + (0..<200).map { UInt8($0) }
    for checksum in [true, false] {
      let frame = try ZstdFrame.compress(block, level: 9, checksum: checksum)
      var unseen = 0
      for bit in 0..<(frame.count * 8) {
        var damaged = frame
        damaged[bit / 8] ^= 1 << UInt8(bit % 8)
        if let decoded = try? ZstdFrame.decompress(damaged, size: block.count), decoded != block { unseen += 1 }
      }
      #expect(checksum ? unseen == 0 : unseen > 0)
    }
  }

  @Test("A frame that is beyond repair takes its own records with it, and only those", arguments: [
    (0, 16), (8, 32), (50, 40), (200, 64), (0, 600),
  ])
  func destroyedFrame(_ offset: Int, _ length: Int) throws {
    let (folder, _, records) = try scene()
    let whole = try folder.bytes(Self.segment)
    let expected = [.identity(SampleRecords.identity)] + records
    let starts = frameStarts(whole)
    for start in starts.dropFirst(2) {
      var bytes = whole
      for place in (start + offset)..<min(whole.count, start + offset + length) { bytes[place] ^= 0xA5 }
      try folder.write(bytes, to: Self.segment)
      let check = try CorpusStore.check(at: folder.store, repair: false)
      #expect(check.foundDamage)
      #expect(check.lostRecords > 0)
      let found = try all(folder)
      #expect(UInt64(found.count) + check.lostRecords == UInt64(expected.count))
      // What is left is what was written, in order.
      var rest = expected[...]
      for record in found {
        while let next = rest.popFirst(), next != record {}
      }
      #expect(UInt64(expected.count - found.count) == check.lostRecords)
      #expect(check.lostRecords <= 62, "more than the frames that were hit")
      let store = try CorpusStore.open(at: folder.store, mode: .writing)
      let refused = #expect(throws: StoreError.self) { _ = try store.compact() }
      #expect(refused?.exitCode == 65)
      store.close()
      try folder.write(whole, to: Self.segment)
    }
  }

  /// Places of the frames' marks.
  private func frameStarts(_ bytes: [UInt8]) -> [Int] {
    let mark = Array("HTFR".utf8)
    return (64..<(bytes.count - 4)).filter { Array(bytes[$0..<($0 + 4)]) == mark }
  }

  @Test("A damaged dictionary is read from its other copy")
  func dictionary() throws {
    var options = StoreOptions()
    options.recordsBeforeDictionary = 60
    let (folder, digest, _) = try scene(options)
    let whole = try folder.bytes(Self.segment)
    let starts = frameStarts(whole)
    // A dictionary's frame has bit 2 of its flags set.
    let copies = starts.filter { whole[$0 + 4] & 4 != 0 }
    #expect(copies.count == 2)
    for copy in copies {
      var bytes = whole
      for place in (copy + 100)..<(copy + 300) { bytes[place] = 0 }
      try folder.write(bytes, to: Self.segment)
      #expect(try CorpusStore.open(at: folder.store, mode: .reading).digest() == digest)
      let check = try CorpusStore.check(at: folder.store, repair: false)
      #expect(check.foundDamage)
      #expect(check.lostRecords == 0)
    }
  }

  @Test("Random bytes in place of a segment give errors, never a trap")
  func noise() throws {
    let (folder, _, _) = try scene()
    let whole = try folder.bytes(Self.segment)
    var random = SeededRandom(seed: 5)
    for round in 0..<(Tool.isFull ? 2_000 : 100) {
      var bytes = whole
      for _ in 0..<Int.random(in: 1...200, using: &random) {
        bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
      }
      if round % 5 == 0 { bytes = Array(bytes.prefix(Int.random(in: 0..<bytes.count, using: &random))) }
      try folder.write(bytes, to: Self.segment)
      let check = try CorpusStore.check(at: folder.store, repair: false)
      #expect(check.foundDamage || check.tornBytes > 0, "round \(round)")
      _ = try? CorpusStore.open(at: folder.store, mode: .reading).hits()
    }
  }
}
