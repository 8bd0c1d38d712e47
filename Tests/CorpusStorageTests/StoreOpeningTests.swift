import CorpusStorage
import Findings
import Foundation
import Testing

@Suite("Opening a store")
struct StoreOpeningTests {
  private func store(_ folder: TemporaryFolder, records: Int = 200) throws -> String {
    var sample = SampleRecords(seed: 21)
    let store = try CorpusStore.create(at: folder.store, identity: SampleRecords.identity)
    try store.append(sample.records(records))
    let digest = try store.digest()
    store.close()
    return digest
  }

  /// The names and bytes of everything in a store, the lock's process number aside.
  private func contents(_ folder: TemporaryFolder) throws -> [String: [UInt8]] {
    var files: [String: [UInt8]] = [:]
    for name in try FileManager.default.subpathsOfDirectory(atPath: folder.store) where name != "lock" {
      let type = try FileManager.default.attributesOfItem(atPath: folder.store + "/" + name)[.type] as? FileAttributeType
      if type == .typeRegular { files[name] = try folder.bytes("store/" + name) }
    }
    return files
  }

  @Test("Another model's or base's store is refused with 69 and left as it was", arguments: [
    ModelIdentity(modelDigest: "other", baseDigest: SampleRecords.identity.baseDigest, kernels: "SkylakeX", seed: 1),
    ModelIdentity(modelDigest: SampleRecords.identity.modelDigest, baseDigest: nil, kernels: "SkylakeX", seed: 1),
  ])
  func anotherModel(_ identity: ModelIdentity) throws {
    let folder = try TemporaryFolder()
    _ = try store(folder)
    let before = try contents(folder)
    for open in [
      { try CorpusStore.openOrCreate(at: folder.store, identity: identity) },
      { try CorpusStore.open(at: folder.store, mode: .reading, expecting: identity) },
    ] {
      let error = #expect(throws: StoreError.self) { _ = try open() }
      #expect(error?.problem == .anotherModel)
      #expect(error?.exitCode == 69)
    }
    #expect(try contents(folder) == before)
  }

  @Test("The same model's store is continued, whatever the kernels and the seed")
  func continued() throws {
    let folder = try TemporaryFolder()
    let digest = try store(folder)
    let identity = ModelIdentity(
      modelDigest: SampleRecords.identity.modelDigest, baseDigest: SampleRecords.identity.baseDigest, kernels: "Haswell",
      seed: 99)
    let again = try CorpusStore.openOrCreate(at: folder.store, identity: identity)
    #expect(try again.digest() == digest)
    #expect(again.identity == SampleRecords.identity)
  }

  @Test("A newer version is refused with 69 and left as it was")
  func newerVersion() throws {
    let folder = try TemporaryFolder()
    _ = try store(folder)
    let manifest = String(decoding: try folder.bytes("store/store.json"), as: UTF8.self)
    try folder.write(Array(manifest.replacing("hairtrigger.store/1", with: "hairtrigger.store/2").utf8), to: "store/store.json")
    let before = try contents(folder)
    for mode in [CorpusStore.Mode.reading, .writing] {
      let error = #expect(throws: StoreError.self) { _ = try CorpusStore.open(at: folder.store, mode: mode) }
      #expect(error?.problem == .newerVersion(2))
      #expect(error?.exitCode == 69)
    }
    #expect(throws: StoreError.self) { _ = try CorpusStore.openOrCreate(at: folder.store, identity: SampleRecords.identity) }
    #expect(try contents(folder) == before)
  }

  @Test("An older version is brought up by its steps, in order, when opened for writing, and not before")
  func migration() throws {
    let folder = try TemporaryFolder()
    let digest = try store(folder)
    let manifest = String(decoding: try folder.bytes("store/store.json"), as: UTF8.self)
    let older = Array(manifest.replacing("hairtrigger.store/1", with: "hairtrigger.store/0").utf8)
    try folder.write(older, to: "store/store.json")
    let refused = #expect(throws: StoreError.self) { _ = try CorpusStore.open(at: folder.store, mode: .writing) }
    #expect(refused?.exitCode == 65)
    #expect(try folder.bytes("store/store.json") == older)
    let steps: StoreMigrations = [
      0: { directory throws(StoreError) in try directory.replace("store.json", with: Array(manifest.utf8)) }
    ]
    #expect(throws: StoreError.self) { _ = try CorpusStore.open(at: folder.store, mode: .reading, migrations: steps) }
    #expect(try folder.bytes("store/store.json") == older)
    let brought = try CorpusStore.open(at: folder.store, mode: .writing, migrations: steps)
    #expect(try brought.digest() == digest)
  }

  @Test("A second writer is refused with 69 and readers are not")
  func secondWriter() throws {
    let folder = try TemporaryFolder()
    let digest = try store(folder)
    let first = try CorpusStore.open(at: folder.store, mode: .writing)
    let error = #expect(throws: StoreError.self) { _ = try CorpusStore.open(at: folder.store, mode: .writing) }
    #expect(error?.problem == .heldElsewhere)
    #expect(error?.exitCode == 69)
    #expect(error?.description.contains("process \(ProcessInfo.processInfo.processIdentifier)") == true)
    #expect(try CorpusStore.open(at: folder.store, mode: .reading).digest() == digest)
    let other = try Child.run("open", store: folder.store)
    #expect(other.lines == ["refused 69"])
    first.close()
    // The inverse: with the lock given back, another process gets it.
    #expect(try Child.run("open", store: folder.store).lines == ["opened"])
    #expect(try CorpusStore.open(at: folder.store, mode: .writing).digest() == digest)
  }

  @Test("A closed store can be opened again while a process that is just being started has copies of its descriptors")
  func copiedDescriptors() throws {
    let folder = try TemporaryFolder()
    let store = try CorpusStore.create(at: folder.store, identity: SampleRecords.identity)
    // What fork does to the lock's descriptor, until the new program starts.
    let manager = FileManager.default
    let held = try manager.contentsOfDirectory(atPath: "/proc/self/fd").compactMap(Int32.init).filter { descriptor in
      (try? manager.destinationOfSymbolicLink(atPath: "/proc/self/fd/\(descriptor)"))?.hasPrefix(folder.store + "/") ?? false
    }
    let copies = held.map { dup($0) }.filter { $0 >= 0 }
    defer { for copy in copies { close(copy) } }
    #expect(!copies.isEmpty)
    store.close()
    try CorpusStore.open(at: folder.store, mode: .writing).close()
  }

  @Test("A reader sees completed appends of a writer at work, and no others")
  func reader() throws {
    let folder = try TemporaryFolder()
    _ = try store(folder)
    var sample = SampleRecords(seed: 8)
    let writer = try CorpusStore.open(at: folder.store, mode: .writing)
    let before = try CorpusStore.open(at: folder.store, mode: .reading)
    let count = before.count
    let digest = try before.digest()
    try writer.append(sample.records(300))
    #expect(before.count == count)
    #expect(try before.digest() == digest)
    let after = try CorpusStore.open(at: folder.store, mode: .reading)
    #expect(after.count == writer.count)
    #expect(try after.digest() == writer.digest())
    #expect(throws: StoreError.self) { try after.append(sample.records(1)) }
  }

  @Test("What is no store is said to be none", arguments: ["absent", "file", "empty", "pipe", "link"])
  func notAStore(_ kind: String) throws {
    let folder = try TemporaryFolder()
    switch kind {
    case "file": try folder.write([1, 2, 3], to: "store")
    case "empty": try FileManager.default.createDirectory(atPath: folder.store, withIntermediateDirectories: false)
    case "pipe":
      try FileManager.default.createDirectory(atPath: folder.store, withIntermediateDirectories: false)
      #expect(try Tool.run("mkfifo", folder.store + "/store.json") == 0)
    case "link":
      _ = try store(folder)
      try FileManager.default.moveItem(atPath: folder.store, toPath: folder.path + "/real")
      try FileManager.default.createSymbolicLink(atPath: folder.store, withDestinationPath: folder.path + "/real")
    default: break
    }
    for mode in [CorpusStore.Mode.reading, .writing] {
      let error = #expect(throws: StoreError.self) { _ = try CorpusStore.open(at: folder.store, mode: mode) }
      #expect(error?.exitCode == 66)
      #expect(error?.description.contains("\n") == false)
    }
  }

  @Test("Links inside a store are not followed", arguments: ["store.json", "segments-1/000001.segment", "lock", "index.sqlite"])
  func links(_ name: String) throws {
    let folder = try TemporaryFolder()
    let digest = try store(folder)
    let outside = Array("outside".utf8)
    try folder.write(outside, to: "outside")
    let path = folder.store + "/" + name
    try FileManager.default.moveItem(atPath: path, toPath: folder.path + "/kept")
    try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: folder.path + "/outside")
    if name == "index.sqlite" || name == "store.json" {
      // Both can be made anew; the link goes, what it pointed to stays.
      #expect(try CorpusStore.open(at: folder.store, mode: .writing).digest() == digest)
    } else {
      #expect(throws: StoreError.self) { _ = try CorpusStore.open(at: folder.store, mode: .writing) }
    }
    #expect(try folder.bytes("outside") == outside)
  }

  @Test("A folder that holds something else is not made a store")
  func occupied() throws {
    let folder = try TemporaryFolder()
    try FileManager.default.createDirectory(atPath: folder.store, withIntermediateDirectories: false)
    try folder.write([1], to: "store/notes.txt")
    let error = #expect(throws: StoreError.self) {
      _ = try CorpusStore.openOrCreate(at: folder.store, identity: SampleRecords.identity)
    }
    #expect(error?.exitCode == 73)
    try folder.remove("store/notes.txt")
    try folder.write([], to: "store/campaign.toml")
    #expect(try CorpusStore.openOrCreate(at: folder.store, identity: SampleRecords.identity).count == 1)
  }

  @Test("Creation that was cut short at any step is taken up again")
  func cutShortCreation() throws {
    for step in 0..<6 {
      let folder = try TemporaryFolder()
      let made = try CorpusStore.create(at: folder.store, identity: SampleRecords.identity)
      made.close()
      try folder.remove("store/index.sqlite")
      let segment = try folder.bytes("store/segments-1/000001.segment")
      if step < 5 { try folder.remove("store/store.json") }
      switch step {
      case 0: try folder.remove("store/segments-1")
      case 1: try folder.remove("store/segments-1/000001.segment")
      case 2: try folder.write([], to: "store/segments-1/000001.segment")
      case 3: try folder.write(Array(segment.prefix(70)), to: "store/segments-1/000001.segment")
      case 4: break
      default: try folder.write([0x7B], to: "store/store.json.new")
      }
      let store = try CorpusStore.openOrCreate(at: folder.store, identity: SampleRecords.identity)
      #expect(store.count == 1, "step \(step)")
      #expect(store.identity == SampleRecords.identity)
      try store.append(.note(TriageNote(hit: "h", state: .open, text: "")))
      store.close()
      #expect(try CorpusStore.open(at: folder.store, mode: .reading).count == 2)
    }
  }

  @Test("A damaged or lost store.json is made again from the segments")
  func manifest() throws {
    for damage in ["lost", "cut", "flipped", "empty"] {
      let folder = try TemporaryFolder()
      let digest = try store(folder)
      let bytes = try folder.bytes("store/store.json")
      switch damage {
      case "lost": try folder.remove("store/store.json")
      case "cut": try folder.write(Array(bytes.prefix(bytes.count / 2)), to: "store/store.json")
      case "flipped":
        var changed = bytes
        changed[bytes.count / 2] ^= 1
        try folder.write(changed, to: "store/store.json")
      default: try folder.write([], to: "store/store.json")
      }
      #expect(try CorpusStore.check(at: folder.store, repair: false).foundDamage)
      let reader = try CorpusStore.open(at: folder.store, mode: .reading, expecting: SampleRecords.identity)
      #expect(try reader.digest() == digest)
      #expect(reader.recovery.manifestWasRebuilt)
      let writer = try CorpusStore.open(at: folder.store, mode: .writing, expecting: SampleRecords.identity)
      writer.close()
      #expect(try folder.bytes("store/store.json") == bytes)
      #expect(try !CorpusStore.check(at: folder.store, repair: false).foundDamage)
    }
  }
}
