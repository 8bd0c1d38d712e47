internal import Glibc

/// Making a store, and what else is done to its folder under the writer's lock.
enum StoreCreation {
  /// Makes the folder, its first segment with the identity in it, and last `store.json`, which makes it a store.
  static func create(
    at path: String, identity: ModelIdentity, options: StoreOptions
  ) throws(StoreError) {
    let directory = try emptyDirectory(path)
    let lock = try lock(directory)
    defer { _ = lock }
    if let already = try? StoreOpening.manifest(in: directory) {
      throw StoreError(
        .cannotCreate, path: path, "holds a store already (model \(already.manifest.identity.modelDigest.prefix(12)))")
    }
    try removeHalfMade(directory)
    var random = SystemRandomNumberGenerator()
    let storeID = (0..<16).map { _ in UInt8.random(in: .min ... .max, using: &random) }
    let folder = try directory.createSubdirectory(StoreFormat.generationName(1))
    let file = try folder.file(StoreFormat.segmentName(1), .create)
    var bytes = SegmentHeader(number: 1, storeID: storeID).bytes
    do {
      var packer = FramePacker(
        firstSequence: 0, storeID: storeID, blockSize: options.blockSize, level: options.level, dictionary: nil)
      try packer.append(try RecordCodec.parts(of: .identity(identity)), kind: .identity)
      for frame in try packer.finish() { bytes += frame.bytes }
    } catch {
      throw StoreError(.cannotCreate, path: path, "the identity cannot be encoded (\(error))")
    }
    try file.write(bytes, at: 0)
    try file.synchronize()
    try folder.synchronize()
    let manifest = StoreManifest(id: StoreManifest.hexadecimal(storeID), generation: 1, identity: identity)
    try write(manifest, in: directory)
  }

  /// A new folder, or one that holds at most what a campaign's plan or an interrupted creation left.
  private static func emptyDirectory(_ path: String) throws(StoreError) -> StoreDirectory {
    guard let directory = try? StoreDirectory.open(path) else { return try StoreDirectory.create(path) }
    let expected: Set = [
      "campaign.toml", StoreFormat.lockName, StoreFormat.generationName(1), StoreFormat.manifestName + ".new",
      StoreFormat.manifestName,
    ]
    if let other = try directory.names().first(where: { !expected.contains($0) }) {
      throw StoreError(.cannotCreate, path: path, "is not empty (\(other)); name a new folder")
    }
    return directory
  }

  /// Removes a first segment that never became a store.
  private static func removeHalfMade(_ directory: StoreDirectory) throws(StoreError) {
    let name = StoreFormat.generationName(1)
    guard let folder = try? directory.subdirectory(name) else { return }
    var size = 0
    for each in try folder.names() { size += try folder.file(each, .read).size() }
    guard size <= 1 << 16 else {
      throw StoreError(
        .malformed, path: directory.path + "/" + name, "has \(size) bytes but says of no model; move it away to begin anew")
    }
    try directory.removeSubdirectory(name)
  }

  /// Takes the writer's lock.
  static func lock(_ directory: StoreDirectory) throws(StoreError) -> StoreLock {
    let file = try directory.file(StoreFormat.lockName, .readWriteOrCreate)
    let lock: StoreLock
    do {
      lock = try StoreLock(file)
    } catch {
      guard error.isBusy else {
        throw StoreError(.cannotWrite, path: file.path, "cannot be locked (\(error.text))")
      }
      let holder = String(decoding: try file.read(32, at: 0), as: UTF8.self).filter(\.isNumber)
      throw StoreError(
        .heldElsewhere, path: directory.path,
        "process \(holder.isEmpty ? "unknown" : holder) is writing to it; wait for it, or stop it")
    }
    // For the message above only; a disk too full for it does not matter.
    try? file.truncate(to: 0)
    try? file.write(Array("\(SystemCalls.processIdentifier)\n".utf8), at: 0)
    return lock
  }

  /// Replaces `store.json`.
  static func write(_ manifest: StoreManifest, in directory: StoreDirectory) throws(StoreError) {
    let bytes: [UInt8]
    do {
      bytes = try manifest.encoded()
    } catch {
      throw StoreError(.cannotWrite, path: directory.path, "the manifest cannot be encoded (\(error))")
    }
    try directory.replace(StoreFormat.manifestName, with: bytes)
  }

  /// Removes generations that an interrupted compaction left before or after its switch.
  static func removeLeftovers(_ directory: StoreDirectory, keeping generation: Int) throws(StoreError) {
    for name in try directory.names() {
      let number = StoreFormat.generation(named: name.hasSuffix(".new") ? String(name.dropLast(4)) : name)
      guard let number, name.hasSuffix(".new") || number != generation else { continue }
      try directory.removeSubdirectory(name)
    }
  }

  /// The index, opened for writing; made anew where it cannot be opened, nil where it cannot be made.
  static func openIndex(_ directory: StoreDirectory) -> StoreIndex? {
    let path = directory.path + "/" + StoreFormat.indexName
    for _ in 0..<2 {
      // Opening it here makes sure that it is a file, not a link, and for its owner only.
      if (try? directory.file(StoreFormat.indexName, .readWriteOrCreate)) != nil, let index = try? StoreIndex(path: path) {
        return index
      }
      try? directory.removeIfPresent(StoreFormat.indexName)
      try? directory.removeIfPresent(StoreFormat.indexName + "-journal")
    }
    return nil
  }
}
