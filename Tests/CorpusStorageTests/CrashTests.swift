import CorpusStorage
import Findings
import Foundation
import Testing

@Suite("Writers that are killed, and disks that fail", .serialized)
struct CrashTests {
  /// That a store holds whole appends of a child in order, at least `acknowledged` of them; how many it holds.
  @discardableResult
  private func verify(_ path: String, acknowledged: Int) throws -> Int {
    let store = try CorpusStore.open(at: path, mode: .reading)
    #expect(store.recovery.damages == [])
    var found: [CorpusRecord] = []
    try store.forEach(kinds: Set(CorpusRecord.Kind.allCases)) { _, record in found.append(record) }
    var expected: [CorpusRecord] = [.identity(SampleRecords.identity)]
    var number = 0
    while expected.count < found.count {
      expected += ChildTasks.batch(number)
      number += 1
    }
    #expect(found == expected, "a part of an append, or something else")
    #expect(number >= acknowledged, "acknowledged appends are lost")
    return number
  }

  /// The last append that a child said was acknowledged, before an instant (in seconds since 1970).
  private func acknowledged(_ lines: [String], before instant: Double = .infinity) -> Int? {
    for line in lines.reversed() {
      let fields: [Substring] = line.split(separator: " ")
      guard fields.count == 4, fields[0] == "acknowledged", let time = Double(fields[3]), time < instant else { continue }
      return Int(fields[1])
    }
    return nil
  }

  @Test("Killed at random instants, again and again: nothing acknowledged is lost, and each goes on where the last ended")
  func killed() throws {
    let folder = try TemporaryFolder()
    try CorpusStore.create(at: folder.store, identity: SampleRecords.identity).close()
    var random = SeededRandom(seed: 61)
    var total = 0
    let rounds = Tool.isFull ? 200 : 12
    for _ in 0..<rounds {
      let result = try Child.run("append", store: folder.store, killAfter: Double.random(in: 0.05...1.2, using: &random))
      #expect(result.status == 9)
      let count = try verify(folder.store, acknowledged: max(total, acknowledged(result.lines) ?? 0))
      total = count
    }
    #expect(total > rounds, "the children did next to nothing")
    // The same as never having been killed.
    let other = folder.path + "/other"
    let twin = try CorpusStore.create(at: other, identity: SampleRecords.identity)
    for number in 0..<total { try twin.append(ChildTasks.batch(number)) }
    #expect(try CorpusStore.open(at: folder.store, mode: .writing).digest() == twin.digest())
    #expect(try !CorpusStore.check(at: folder.store, repair: false).foundDamage)
  }

  @Test("Killed while compacting: the store is the old one or the new one, with the same digest")
  func killedCompacting() throws {
    let folder = try TemporaryFolder()
    let store = try CorpusStore.create(at: folder.store, identity: SampleRecords.identity)
    for number in 0..<60 { try store.append(ChildTasks.batch(number)) }
    let digest = try store.digest()
    let count = store.count
    store.close()
    var random = SeededRandom(seed: 62)
    for _ in 0..<(Tool.isFull ? 60 : 6) {
      _ = try Child.run("compact", store: folder.store, killAfter: Double.random(in: 0.1...1.5, using: &random))
      let reader = try CorpusStore.open(at: folder.store, mode: .reading)
      #expect(try reader.digest() == digest)
      #expect(reader.count <= count)
      let writer = try CorpusStore.open(at: folder.store, mode: .writing)
      #expect(try writer.digest() == digest)
      writer.close()
      let names = try FileManager.default.contentsOfDirectory(atPath: folder.store)
      #expect(names.filter { $0.hasPrefix("segments-") }.count == 1)
    }
  }

  @Test("After a failed fsync nothing more is acknowledged", .enabled(if: Tool.path(of: "strace") != nil))
  func failedSync() throws {
    let strace = try #require(Tool.path(of: "strace"))
    var failures = 0
    for place in stride(from: 3, through: Tool.isFull ? 43 : 19, by: Tool.isFull ? 1 : 4) {
      let folder = try TemporaryFolder()
      try CorpusStore.create(at: folder.store, identity: SampleRecords.identity).close()
      let result = try Child.run(
        "append-40", store: folder.store,
        under: [strace, "-f", "-qq", "-o", "/dev/null", "-e", "trace=fsync", "-e", "inject=fsync:error=EIO:when=\(place)"])
      let count = acknowledged(result.lines) ?? 0
      if result.lines.contains("failed 74") {
        failures += 1
        #expect(count < 40)
        #expect(result.lines.last == "failed 74")
      } else {
        // It hit the index, which is not needed.
        #expect(count == 40)
      }
      try verify(folder.store, acknowledged: count)
    }
    #expect(failures > 0)
  }

  @Test("A full disk: what is acknowledged stays, the store is readable, and goes on when there is room")
  func fullDisk() throws {
    guard let mounted = try MountedDisk(memoryMegabytes: 1) else { return }
    defer { mounted.unmount() }
    let disk = mounted.path
    let path = disk + "/store"
    let ballast = disk + "/ballast"
    try Data(count: 200_000).write(to: URL(fileURLWithPath: ballast))
    let store = try CorpusStore.create(at: path, identity: SampleRecords.identity)
    var number = 0
    var failures = 0
    for round in 0..<(Tool.isFull ? 20 : 6) {
      while number < 100_000 {
        do {
          try store.append(ChildTasks.batch(number))
          number += 1
        } catch {
          #expect(error.problem == .diskFull)
          #expect(error.exitCode == 74)
          failures += 1
          break
        }
      }
      #expect(try verify(path, acknowledged: number) == number)
      let large = (0..<40).flatMap { ChildTasks.batch($0 * 4 + 3) }
      #expect(throws: StoreError.self) { try store.append(large) }
      if round == 0 { try FileManager.default.removeItem(atPath: ballast) }
    }
    #expect(failures > 1)
    store.close()
    #expect(try verify(path, acknowledged: number) == number)
    let again = try CorpusStore.open(at: path, mode: .writing)
    #expect(again.recovery.damages == [])
    again.close()
    #expect(try !CorpusStore.check(at: path, repair: false).foundDamage)
  }

  @Test("A power cut: what was acknowledged is on the disk", .enabled(if: MountedDisk.canCutPower))
  func powerCut() async throws {
    guard let disk = try MountedDisk(megabytes: 64) else { return }
    defer { disk.unmount() }
    let path = disk.path + "/store"
    try CorpusStore.create(at: path, identity: SampleRecords.identity).close()
    var random = SeededRandom(seed: 63)
    var total = 0
    for _ in 0..<(Tool.isFull ? 200 : 4) {
      let seconds = Double.random(in: 0.2...1.5, using: &random)
      let cut = Task.detached {
        try await Task.sleep(for: .seconds(seconds))
        return try disk.cutPower()
      }
      let result = try Child.run("append", store: path, killAfter: seconds + 0.4)
      let instant = try await cut.value
      try disk.mountAgain()
      total = try verify(path, acknowledged: max(total, acknowledged(result.lines, before: instant) ?? 0))
    }
    #expect(total > 4, "the children did next to nothing")
  }

  @Test("The inverse: a writer whose fsync does nothing loses what it acknowledged when the power goes",
    .enabled(if: MountedDisk.canCutPower && Tool.path(of: "strace") != nil))
  func powerCutWithoutSync() throws {
    let strace = try #require(Tool.path(of: "strace"))
    guard let disk = try MountedDisk(megabytes: 64) else { return }
    defer { disk.unmount() }
    let path = disk.path + "/store"
    try CorpusStore.create(at: path, identity: SampleRecords.identity).close()
    let result = try Child.run(
      "append-40", store: path,
      under: [strace, "-f", "-qq", "-o", "/dev/null", "-e", "trace=fsync,fdatasync", "-e", "inject=fsync,fdatasync:retval=0"])
    let instant = try disk.cutPower()
    #expect(acknowledged(result.lines, before: instant) == 40)
    try disk.mountAgain()
    let left = try? CorpusStore.open(at: path, mode: .reading).count
    let expected = UInt64((0..<40).reduce(1) { $0 + ChildTasks.batch($1).count })
    #expect((left ?? 0) < expected)
  }
}
