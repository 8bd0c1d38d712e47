import Findings

/// Finding one's way into a store: manifest, segments, index or scan, and the torn end that a crash leaves.
enum StoreOpening {
  /// What opening found that is worth a line.
  struct Found {
    var state: StoreState
    var index: IndexState
    var manifestWasDamaged: Bool
    /// Frames that the index on disk does not have.
    var unindexed: [FrameLocation]
    /// Bytes behind the last acknowledged frame, by segment number.
    var tornBytes: [Int: Int]
    var damagesAtEnd: [StoreDamage]
  }

  enum IndexState: String, Sendable, Codable {
    /// Has everything that it can be expected to have.
    case current
    /// Not there, of another state, or damaged: everything was read from the segments.
    case rebuilt
  }

  static func manifest(
    in directory: StoreDirectory
  ) throws(StoreError) -> (manifest: StoreManifest, wasDamaged: Bool) {
    var bytes: [UInt8]?
    do {
      bytes = try directory.contents(StoreFormat.manifestName, limit: StoreManifest.sizeLimit)
    } catch where error.problem == .missing || error.problem == .malformed {}
    switch bytes.map(StoreManifest.read) {
    case .intact(let manifest): return (manifest, false)
    case .version(let version): throw Self.versionError(version, directory)
    case .damaged, nil: break
    }
    guard let recovered = try recoveredManifest(directory) else {
      throw StoreError(
        .missing, path: directory.path, "is not a store (no \(StoreFormat.manifestName) and no segments that say whose they are)")
    }
    return (recovered, true)
  }

  /// Takes the steps that bring an older store up to the current version. A store without a step stays as it is.
  static func migrate(_ directory: StoreDirectory, _ steps: StoreMigrations) throws(StoreError) {
    func version() throws(StoreError) -> Int? {
      guard let bytes = try? directory.contents(StoreFormat.manifestName, limit: StoreManifest.sizeLimit),
        case .version(let version) = StoreManifest.read(bytes)
      else { return nil }
      return version
    }
    guard let found = try version(), found < StoreFormat.version, steps[found] != nil else { return }
    let lock = try StoreCreation.lock(directory)
    defer { _ = lock }
    for number in found..<StoreFormat.version {
      guard let step = steps[number], try version() == number else { return }
      try step(directory)
    }
  }

  static func versionError(_ version: Int, _ directory: StoreDirectory) -> StoreError {
    version > StoreFormat.version
      ? StoreError(
        .newerVersion(version), path: directory.path,
        "was written by a newer version (format \(version), this program knows \(StoreFormat.version)); update the program")
      : StoreError(
        .malformed, path: directory.path,
        "has the older format \(version); open it once for writing to bring it to format \(StoreFormat.version)")
  }

  /// The manifest from what the segments of the newest generation say.
  private static func recoveredManifest(_ directory: StoreDirectory) throws(StoreError) -> StoreManifest? {
    let generations = try directory.names().compactMap(StoreFormat.generation(named:)).sorted(by: >)
    for generation in generations {
      let folder = try directory.subdirectory(StoreFormat.generationName(generation))
      for name in try folder.names() {
        guard let number = StoreFormat.segmentNumber(named: name) else { continue }
        let file = try folder.file(name, .read)
        guard let header = try? SegmentHeader(try file.read(SegmentHeader.size, at: 0)) else { continue }
        if Int(header.version) != StoreFormat.version { throw versionError(Int(header.version), directory) }
        let unknown = ModelIdentity(modelDigest: "", baseDigest: nil, kernels: "", seed: 0)
        let id = StoreManifest.hexadecimal(header.storeID)
        var state = try StoreState(
          directory: directory, manifest: StoreManifest(id: id, generation: generation, identity: unknown))
        state.segments = [SegmentFile(number: number, file: file)]
        let scan = try state.segments[0].scan(
          from: SegmentHeader.size, acknowledged: nil, isLast: false, storeID: header.storeID)
        for frame in scan.frames { state.catalogue.append(frame) }
        var identity: ModelIdentity?
        try state.forEach(kinds: [.identity]) { _, _, parts in
          if identity == nil, case .identity(let found)? = try? RecordCodec.record(from: parts) { identity = found }
        }
        if let identity { return StoreManifest(id: id, generation: generation, identity: identity) }
      }
    }
    return nil
  }

  /// Opens the segments and finds their frames, with the index's help where `index` has any to give. `readingAll`
  /// takes only its word on how far was acknowledged, and looks for the frames itself.
  static func find(
    in directory: StoreDirectory, manifest: StoreManifest, manifestWasDamaged: Bool, writing: Bool,
    index: StoreCatalogue?, readingAll: Bool = false
  ) throws(StoreError) -> Found {
    var state = try StoreState(directory: directory, manifest: manifest)
    try state.openSegments(writing: writing)
    var found = Found(
      state: state, index: .rebuilt, manifestWasDamaged: manifestWasDamaged, unindexed: [], tornBytes: [:], damagesAtEnd: [])
    if let index, !readingAll, try isCurrent(index, state) {
      found.index = .current
      found.state.catalogue = index
    }
    let known = found.state.catalogue
    for segment in found.state.segments {
      let start = known.acknowledged[segment.number] ?? SegmentHeader.size
      let end = try segment.file.size()
      if end < SegmentHeader.size {
        found.tornBytes[segment.number] = end
        continue
      }
      if try state.segmentHeader(segment) == nil {
        found.state.note(
          StoreDamage(
            file: segment.name, offset: 0, bytes: SegmentHeader.size, lost: nil, readable: true,
            detail: "the segment's header is damaged"))
      }
      // Without a believable catalogue the index still knows how far was acknowledged.
      let acknowledged = index.map { $0.acknowledged[segment.number] ?? 0 }
      let scan = try segment.scan(
        from: start, acknowledged: acknowledged, isLast: segment.number == state.segments.last?.number,
        storeID: state.storeID)
      for frame in scan.frames { found.state.catalogue.append(frame) }
      for damage in scan.damages { found.state.note(damage) }
      found.unindexed += scan.frames
      found.state.catalogue.acknowledged[segment.number] = scan.committedEnd
      if scan.end > scan.committedEnd { found.tornBytes[segment.number] = scan.end - scan.committedEnd }
      found.damagesAtEnd += scan.damagesAtEnd
    }
    found.state.catalogue.nextSequence = max(found.state.catalogue.nextSequence, index?.nextSequence ?? 0)
    try noteHits(in: found.unindexed, state: &found.state)
    return found
  }

  /// Whether what the index knows is in the segments: all of them there, long enough, and the last frame the same.
  private static func isCurrent(_ index: StoreCatalogue, _ state: StoreState) throws(StoreError) -> Bool {
    for (number, end) in index.acknowledged {
      guard let segment = state.segment(number), try segment.file.size() >= end else { return false }
    }
    guard let last = index.frames.last else { return true }
    guard let segment = state.segment(last.segment) else { return false }
    let bytes = try segment.file.read(FrameHeader.size, at: last.offset)
    return bytes == last.header.bytes(storeID: state.storeID)
  }

  private static func noteHits(in frames: [FrameLocation], state: inout StoreState) throws(StoreError) {
    for frame in frames where frame.header.kinds & CorpusRecord.Kind.hit.mask != 0 {
      for (offset, parts) in try state.records(at: frame).enumerated() {
        if case .hit(let hit)? = try? RecordCodec.record(from: parts) {
          state.catalogue.noteHit(hit.id, sequence: frame.header.firstSequence + UInt64(offset))
        }
      }
    }
  }
}
