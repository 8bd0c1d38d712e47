package import Findings
import Synchronization

/// A campaign's memory: an append-only folder of compressed, checksummed records.
///
/// One process writes, any number read. `append` returns when its records are on the disk, all of them or none; what
/// it has returned for survives a kill, a power cut and a full disk. A reader sees the store as it was when opened, up
/// to the last completed append.
package final class CorpusStore: Sendable {
  package enum Mode: Sendable {
    case reading, writing
  }

  /// The folder.
  package let path: String
  package let mode: Mode
  /// What opening found out of order and put right.
  package let recovery: StoreRecovery
  let state: Mutex<StoreState>

  private init(path: String, mode: Mode, recovery: StoreRecovery, state: sending StoreState) {
    self.path = path
    self.mode = mode
    self.recovery = recovery
    self.state = Mutex(state)
  }

  deinit {
    close()
  }

  /// The model that the store is about.
  package var identity: ModelIdentity {
    state.withLock { $0.manifest.identity }
  }

  // MARK: Opening

  /// Makes a store in a new folder, or in an empty one, and opens it for writing.
  package static func create(
    at path: String, identity: ModelIdentity, options: StoreOptions = StoreOptions()
  ) throws(StoreError) -> CorpusStore {
    try StoreCreation.create(at: path, identity: identity, options: options)
    return try open(at: path, mode: .writing, options: options)
  }

  /// Continues the store at `path`, or makes one where there is none; a store of another model or base is refused.
  package static func openOrCreate(
    at path: String, identity: ModelIdentity, options: StoreOptions = StoreOptions()
  ) throws(StoreError) -> CorpusStore {
    do {
      return try open(at: path, mode: .writing, expecting: identity, options: options)
    } catch where error.problem == .missing {
      return try create(at: path, identity: identity, options: options)
    }
  }

  /// Opens a store. With `expecting`, one of another model or base is refused.
  package static func open(
    at path: String, mode: Mode, expecting identity: ModelIdentity? = nil, options: StoreOptions = StoreOptions(),
    migrations: StoreMigrations? = nil
  ) throws(StoreError) -> CorpusStore {
    let directory = try StoreDirectory.open(path)
    switch mode {
    case .reading:
      do {
        return try openForReading(directory, expecting: identity)
      } catch where error.problem == .missing {
        // A compaction may just have put another generation in this one's place.
        return try openForReading(directory, expecting: identity)
      }
    case .writing:
      try StoreOpening.migrate(directory, migrations ?? StoreFormat.migrations)
      return try openForWriting(directory, expecting: identity, options: options)
    }
  }

  private static func openForReading(
    _ directory: StoreDirectory, expecting identity: ModelIdentity?
  ) throws(StoreError) -> CorpusStore {
    let (manifest, wasDamaged) = try StoreOpening.manifest(in: directory)
    try check(manifest, expecting: identity, directory)
    var index: StoreCatalogue?
    if (try? directory.file(StoreFormat.indexName, .read)) != nil {
      index = StoreIndex.catalogue(readingAt: directory.path + "/" + StoreFormat.indexName, manifest: manifest)
    }
    let found = try StoreOpening.find(
      in: directory, manifest: manifest, manifestWasDamaged: wasDamaged, writing: false, index: index)
    return CorpusStore(
      path: directory.path, mode: .reading, recovery: StoreRecovery(found, setAside: []), state: found.state)
  }

  private static func openForWriting(
    _ directory: StoreDirectory, expecting identity: ModelIdentity?, options: StoreOptions
  ) throws(StoreError) -> CorpusStore {
    // The manifest first: a folder that is no store, or not ours, stays as it is.
    let first = try StoreOpening.manifest(in: directory).manifest
    try check(first, expecting: identity, directory)
    var before = try StoreState(directory: directory, manifest: first)
    try before.openSegments(writing: false)
    let lock = try StoreCreation.lock(directory)
    let (manifest, wasDamaged) = try StoreOpening.manifest(in: directory)
    try StoreCreation.removeLeftovers(directory, keeping: manifest.generation)
    let index = StoreCreation.openIndex(directory)
    var found = try StoreOpening.find(
      in: directory, manifest: manifest, manifestWasDamaged: wasDamaged, writing: true,
      index: index?.catalogue(manifest: manifest))
    let setAside = try found.cutTornEnd()
    if wasDamaged { try StoreCreation.write(manifest, in: directory) }
    let isStale = found.index == .rebuilt
    let recovery = StoreRecovery(found, setAside: setAside)
    var state = found.state
    state.writer = StoreWriter(
      lock: lock, index: index, unindexedFrames: found.unindexed, indexIsStale: isStale, options: options)
    state.updateIndex()
    return CorpusStore(path: directory.path, mode: .writing, recovery: recovery, state: state)
  }

  private static func check(
    _ manifest: StoreManifest, expecting identity: ModelIdentity?, _ directory: StoreDirectory
  ) throws(StoreError) {
    guard let identity, !identity.isSameModel(as: manifest.identity) else { return }
    throw StoreError(
      .anotherModel, path: directory.path,
      "is about another model or base (model \(manifest.identity.modelDigest.prefix(12)), base \(manifest.identity.baseDigest?.prefix(12) ?? "none")); name another folder with --store")
  }

  // MARK: Writing

  /// Appends records and returns when all of them are on the disk. Many at a time compress better and cost one fsync.
  ///
  /// On a full disk nothing is kept, the store stays readable, and a later append may succeed. After a failed fsync no
  /// append will: open the store again to see what is on the disk.
  package func append(_ records: [CorpusRecord]) throws(StoreError) {
    try state.withLock { (state) throws(StoreError) in try state.append(records) }
  }

  package func append(_ record: CorpusRecord) throws(StoreError) {
    try append([record])
  }

  /// Brings the index up to date and gives the lock back. Reading goes on working, appending does not.
  package func close() {
    state.withLock { state in
      state.updateIndex()
      state.writer?.index?.close()
      state.writer = nil
    }
  }

  // MARK: Reading

  /// All hits by first appearance, each in its latest form.
  package func hits() throws(StoreError) -> [Hit] {
    try state.withLock { (state) throws(StoreError) in
      var hits: [Hit] = []
      for id in state.catalogue.hitOrder {
        if let hit = try state.hit(id) { hits.append(hit) }
      }
      return hits
    }
  }

  /// A hit in its latest form; nil where there is none of that name.
  package func hit(id: String) throws(StoreError) -> Hit? {
    try state.withLock { (state) throws(StoreError) in try state.hit(id) }
  }

  /// All records of a kind, in the order of their appends.
  package func records(kind: CorpusRecord.Kind) throws(StoreError) -> [CorpusRecord] {
    var records: [CorpusRecord] = []
    try forEach(kinds: [kind]) { _, record in records.append(record) }
    return records
  }

  /// Calls `body` with every record of some kinds, in order, with its sequence number. The store is locked meanwhile: do not
  /// call it from `body`.
  package func forEach(
    kinds: Set<CorpusRecord.Kind>, _ body: (UInt64, CorpusRecord) -> Void
  ) throws(StoreError) {
    try state.withLock { (state) throws(StoreError) in
      try state.forEach(kinds: kinds) { (sequence, _, parts) throws(StoreError) in
        if let record = try? RecordCodec.record(from: parts) { body(sequence, record) }
      }
    }
  }

  /// The record of a sequence number (0 is the first of all); nil where it is lost or beyond the end.
  package func record(at sequence: UInt64) throws(StoreError) -> CorpusRecord? {
    try state.withLock { (state) throws(StoreError) in try state.record(at: sequence) }
  }

  /// Records so far, those lost to damage included.
  package var count: UInt64 {
    state.withLock { $0.catalogue.nextSequence }
  }

  /// The latest note of each hit.
  package func notes() throws(StoreError) -> [String: TriageNote] {
    var notes: [String: TriageNote] = [:]
    try forEach(kinds: [.note]) { _, record in
      if case .note(let note) = record { notes[note.hit] = note }
    }
    return notes
  }

  /// SHA-256 over candidates, measurements and hits in order. No times, seeds or block boundaries enter it, so two
  /// campaigns that did the same have the same.
  package func digest() throws(StoreError) -> String {
    try state.withLock { (state) throws(StoreError) in try state.digest() }
  }

  /// Bytes of all segments: what the records take on the disk.
  package func size() throws(StoreError) -> Int {
    try state.withLock { (state) throws(StoreError) in
      var total = 0
      for segment in state.segments { total += try segment.file.size() }
      return total
    }
  }
}
