import CorpusStorage
import Findings
import Foundation
import Testing

/// Stores that Fixtures/make_stores.py wrote from the format's description, without this program.
@Suite("Stores that others wrote")
struct ForeignStoreTests {
  private func copy(_ name: String) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    let fixtures = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Fixtures/stores")
    try FileManager.default.copyItem(atPath: fixtures.appendingPathComponent(name).path, toPath: folder.store)
    return folder
  }

  private static let candidates: [CorpusRecord] = [("cf", 0.5, 0.1, -3.0), ("größer", -2.25, 1e300, 70)].map {
    .candidate(
      CandidateRecord(
        stage: "leak", trigger: Trigger($0.0, slot: .prefix),
        scores: [NamedNumber("a", $0.1), NamedNumber("b", $0.2), NamedNumber("c", $0.3)]))
  }

  @Test("A store in order is read, checked and continued")
  func inOrder() throws {
    let folder = try copy("in-order")
    let reader = try CorpusStore.open(at: folder.store, mode: .reading)
    #expect(reader.identity.modelDigest == String(repeating: "c3", count: 32))
    #expect(reader.identity.seed == 5)
    #expect(try reader.records(kind: .candidate) == Self.candidates)
    let expected = try String(
      contentsOfFile: URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("Fixtures/stores/in-order.digest").path, encoding: .utf8)
    #expect(try reader.digest() + "\n" == expected)
    let check = try CorpusStore.check(at: folder.store, repair: false)
    #expect(check.damages == [])
    #expect(check.records == 3)
    let writer = try CorpusStore.open(at: folder.store, mode: .writing, expecting: reader.identity)
    #expect(writer.recovery.lines == [])
    try writer.append(Self.candidates)
    writer.close()
    #expect(try CorpusStore.open(at: folder.store, mode: .reading).records(kind: .candidate) == Self.candidates + Self.candidates)
  }

  @Test("A frame that would burst memory is damage; what stands beside it is read", arguments: [
    "bomb-larger-than-said", "bomb-size-not-said", "bomb-said", "block-of-counts",
  ])
  func bombs(_ name: String) throws {
    let folder = try copy(name)
    let before = residentBytes()
    let check = try CorpusStore.check(at: folder.store, repair: false)
    #expect(check.foundDamage)
    #expect(check.lostRecords == 1)
    #expect(try CorpusStore.open(at: folder.store, mode: .reading).records(kind: .candidate) == Self.candidates)
    #expect(residentBytes() - before < 128 << 20)
  }

  @Test("A torn header that claims four thousand million records is cut off")
  func claims() throws {
    let folder = try copy("four-thousand-million-records")
    let store = try CorpusStore.open(at: folder.store, mode: .writing)
    #expect(store.count == 1)
    #expect(store.recovery.tornBytes == 240)
  }

  @Test("A segment of a newer version is refused with 69")
  func newerSegment() throws {
    let folder = try copy("newer-segment")
    let error = #expect(throws: StoreError.self) { _ = try CorpusStore.open(at: folder.store, mode: .writing) }
    #expect(error?.problem == .newerVersion(9))
    #expect(error?.exitCode == 69)
    #expect(!folder.exists("store/index.sqlite"))
  }

  /// Memory that this process has in use now.
  private func residentBytes() -> Int {
    let fields = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8))?.split(separator: " ") ?? []
    return (fields.count > 1 ? Int(fields[1]) ?? 0 : 0) * 4096
  }
}
