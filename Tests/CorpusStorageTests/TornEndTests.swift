import CorpusStorage
import Findings
import Foundation
import Testing

@Suite("The torn end that a crash leaves")
struct TornEndTests {
  /// A store with acknowledged appends, and the same with one more whose end the tests cut.
  private struct Scene {
    let folder: TemporaryFolder
    let digest: String
    let count: UInt64
    let whole: [UInt8]
    let acknowledged: Int

    static let segment = "store/segments-1/000001.segment"

    init(lastAppend: [CorpusRecord]) throws {
      folder = try TemporaryFolder()
      var sample = SampleRecords(seed: 31)
      let store = try CorpusStore.create(at: folder.store, identity: SampleRecords.identity)
      try store.append(sample.records(20))
      try store.append(.hit(sample.hit()))
      digest = try store.digest()
      count = store.count
      store.close()
      acknowledged = try folder.bytes(Scene.segment).count
      try folder.copy("store", to: "acknowledged")
      let again = try CorpusStore.open(at: folder.store, mode: .writing)
      try again.append(lastAppend)
      again.close()
      whole = try folder.bytes(Scene.segment)
    }

    /// The acknowledged store with some bytes behind its end, as a crash leaves it.
    func torn(_ tail: [UInt8], index: Bool = true) throws {
      try folder.remove("store")
      try folder.copy("acknowledged", to: "store")
      if !index { try folder.remove("store/index.sqlite") }
      try folder.write(Array(whole.prefix(acknowledged)) + tail, to: Scene.segment)
    }
  }

  private static func lastAppend() -> [CorpusRecord] {
    var sample = SampleRecords(seed: 32)
    return [.hit(sample.hit())] + sample.records(3)
  }

  @Test("Cut at any byte: everything acknowledged is there, nothing of the rest, and the store goes on", arguments: [true, false])
  func cutAnywhere(withIndex: Bool) throws {
    let scene = try Scene(lastAppend: Self.lastAppend())
    let tail = Array(scene.whole[scene.acknowledged...])
    let step = Tool.isFull ? 1 : 13
    for cut in stride(from: withIndex ? 0 : 5, to: tail.count, by: step) {
      try scene.torn(Array(tail.prefix(cut)), index: withIndex)
      let reader = try CorpusStore.open(at: scene.folder.store, mode: .reading)
      #expect(reader.count == scene.count)
      let store = try CorpusStore.open(at: scene.folder.store, mode: .writing)
      #expect(store.count == scene.count, "cut at \(cut)")
      #expect(try store.digest() == scene.digest)
      #expect(store.recovery.tornBytes == cut)
      #expect(store.recovery.damages == [])
      try store.append(Self.lastAppend())
      store.close()
      let again = try CorpusStore.open(at: scene.folder.store, mode: .reading)
      #expect(again.count == scene.count + UInt64(Self.lastAppend().count))
      #expect(again.recovery.lines == [])
    }
  }

  @Test("Garbage, zeros, and a last frame whose middle never reached the disk are cut off and set aside")
  func garbage() throws {
    let scene = try Scene(lastAppend: Self.lastAppend())
    let tail = Array(scene.whole[scene.acknowledged...])
    var hole = tail
    for place in 100..<min(400, hole.count) { hole[place] = 0 }
    var random = SeededRandom(seed: 1)
    let noise = (0..<5000).map { _ in UInt8.random(in: 0...255, using: &random) }
    for (name, bytes) in [("zeros", [UInt8](repeating: 0, count: 4096)), ("noise", noise), ("hole", hole), ("text", Array("HTFRHTFR".utf8))] {
      try scene.torn(bytes)
      let store = try CorpusStore.open(at: scene.folder.store, mode: .writing)
      #expect(try store.digest() == scene.digest, "\(name)")
      #expect(store.recovery.tornBytes == bytes.count)
      #expect(store.recovery.setAside.count == (name == "zeros" ? 0 : 1))
      for kept in store.recovery.setAside { #expect(try scene.folder.bytes("store/" + kept) == bytes) }
      store.close()
      #expect(try scene.folder.bytes(Scene.segment).count == scene.acknowledged)
    }
  }

  @Test("Without an index nothing says that a damaged last append was not acknowledged: what is left of it stays")
  func damagedWithoutIndex() throws {
    let scene = try Scene(lastAppend: Self.lastAppend())
    var tail = Array(scene.whole[scene.acknowledged...])
    for place in 100..<400 { tail[place] = 0 }
    try scene.torn(tail, index: false)
    let store = try CorpusStore.open(at: scene.folder.store, mode: .writing)
    #expect(store.count == scene.count + UInt64(Self.lastAppend().count))
    #expect(store.recovery.tornBytes == 0)
    #expect(store.recovery.damages.count == 1)
    store.close()
    #expect(try CorpusStore.check(at: scene.folder.store, repair: false).lostRecords == 1)
  }

  @Test("The inverse: a whole append is kept, so the cut is what is left out")
  func wholeAppend() throws {
    let scene = try Scene(lastAppend: Self.lastAppend())
    try scene.torn(Array(scene.whole[scene.acknowledged...]))
    let store = try CorpusStore.open(at: scene.folder.store, mode: .writing)
    #expect(store.count == scene.count + UInt64(Self.lastAppend().count))
    #expect(store.recovery.tornBytes == 0)
    #expect(try store.digest() != scene.digest)
  }

  @Test("What the index knows to be acknowledged is damage when it is gone, not a torn end")
  func acknowledgedEnd() throws {
    let scene = try Scene(lastAppend: Self.lastAppend())
    var bytes = scene.whole
    for place in (scene.acknowledged + 10)..<bytes.count { bytes[place] = 0xEE }
    try scene.folder.write(bytes, to: Scene.segment)
    let check = try CorpusStore.check(at: scene.folder.store, repair: false)
    #expect(check.foundDamage)
    #expect(check.lostRecords == UInt64(Self.lastAppend().count))
    let store = try CorpusStore.open(at: scene.folder.store, mode: .writing)
    #expect(store.count == scene.count + UInt64(Self.lastAppend().count))
    try store.append(Self.lastAppend())
    store.close()
    #expect(try CorpusStore.check(at: scene.folder.store, repair: false).lostRecords == UInt64(Self.lastAppend().count))
    #expect(try CorpusStore.open(at: scene.folder.store, mode: .reading).hits().count == 1)
  }

  @Test("A segment that was only begun is taken away")
  func begunSegment() throws {
    for size in [0, 1, 63] {
      let scene = try Scene(lastAppend: Self.lastAppend())
      try scene.torn([])
      try scene.folder.write([UInt8](repeating: 0x48, count: size), to: "store/segments-1/000002.segment")
      #expect(try CorpusStore.open(at: scene.folder.store, mode: .reading).digest() == scene.digest)
      let store = try CorpusStore.open(at: scene.folder.store, mode: .writing)
      #expect(try store.digest() == scene.digest)
      try store.append(Self.lastAppend())
      store.close()
      #expect(!scene.folder.exists("store/segments-1/000002.segment"))
      #expect(try !CorpusStore.check(at: scene.folder.store, repair: false).foundDamage)
    }
  }
}
