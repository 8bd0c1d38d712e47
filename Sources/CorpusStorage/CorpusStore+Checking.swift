extension CorpusStore {
  /// Reads everything: every frame's SHA-256, every record's digest, and whether the index agrees.
  ///
  /// With `repair`, the store is opened for writing: the torn end is cut off, frames with one damaged place are
  /// written as they were, and the index and `store.json` are made anew. Without, nothing changes.
  package static func check(at path: String, repair: Bool) throws(StoreError) -> StoreCheck {
    let directory = try StoreDirectory.open(path)
    let (manifest, manifestWasDamaged) = try StoreOpening.manifest(in: directory)
    var catalogue: StoreCatalogue?
    if (try? directory.file(StoreFormat.indexName, .read)) != nil {
      catalogue = StoreIndex.catalogue(readingAt: directory.path + "/" + StoreFormat.indexName, manifest: manifest)
    }
    // Scanned from the start, but with the index's word on how far was acknowledged.
    var scanned = try StoreOpening.find(
      in: directory, manifest: manifest, manifestWasDamaged: manifestWasDamaged, writing: false,
      index: catalogue, readingAll: true)
    let indexed = try StoreOpening.find(
      in: directory, manifest: manifest, manifestWasDamaged: manifestWasDamaged, writing: false, index: catalogue)
    let agrees = indexed.index == .current && indexed.state.catalogue.allFrames == scanned.state.catalogue.allFrames
    if manifestWasDamaged {
      scanned.state.note(
        StoreDamage(
          file: StoreFormat.manifestName, offset: 0, bytes: 0, lost: nil, readable: true,
          detail: "missing or damaged; the segments say what was in it"))
    }
    for damage in scanned.damagesAtEnd { scanned.state.note(damage) }
    try scanned.state.checkRecords()

    var result = StoreCheck(
      records: scanned.state.catalogue.nextSequence, frames: scanned.state.catalogue.allFrames.count, bytes: 0,
      tornBytes: scanned.tornBytes.values.reduce(0, +), index: agrees ? .current : .outOfDate)
    for segment in scanned.state.segments { result.bytes += try segment.file.size() }
    result.damages = scanned.state.damages
    result.lostRecords = scanned.state.lostRecords
    if repair {
      let store = try open(at: path, mode: .writing)
      result.repairedPlaces = try store.state.withLock { (state) throws(StoreError) in
        try state.repair(result.damages)
      }
      if manifestWasDamaged { result.repairedPlaces += 1 }
      if !agrees {
        store.state.withLock { state in
          state.writer?.indexIsStale = true
          state.updateIndex()
        }
        result.index = .rebuilt
      }
      store.close()
    }
    return result
  }
}
