import Findings

extension StoreState {
  mutating func compact() throws(StoreError) -> StoreCompaction {
    guard let options = writer?.options else {
      throw StoreError(.cannotWrite, path: directory.path, "the store is not open for writing")
    }
    try checkRecords()
    let lost = lostRecords
    guard lost == 0 else {
      throw StoreError(
        .malformed, path: directory.path, "\(lost) records are lost; a compacted store would not show it (see store check)")
    }
    var before = 0
    for segment in segments { before += try segment.file.size() }
    let replaced = try replacedRecords()
    let dictionary = catalogue.nextSequence >= options.recordsBeforeDictionary
      ? try trainDictionary(capacity: options.dictionarySize) : nil

    let generation = manifest.generation + 1
    let name = StoreFormat.generationName(generation)
    try StoreCreation.removeLeftovers(directory, keeping: manifest.generation)
    let folder = try directory.createSubdirectory(name + ".new")
    do {
      var writer = CompactionWriter(folder: folder, storeID: storeID, options: options, dictionary: dictionary)
      try writer.beginSegment()
      try forEach(kinds: Set(CorpusRecord.Kind.allCases)) { (sequence, kind, parts) throws(StoreError) in
        if !replaced.contains(sequence) { try writer.append(parts, kind: kind) }
      }
      try writer.finish()
      try folder.synchronize()
      try directory.rename(name + ".new", to: name)
      try directory.synchronize()
    } catch {
      try? directory.removeSubdirectory(name + ".new")
      throw error
    }
    let old = manifest.generation
    manifest.generation = generation
    try StoreCreation.write(manifest, in: directory)
    try reopen()
    try? directory.removeSubdirectory(StoreFormat.generationName(old))
    var after = 0
    for segment in segments { after += try segment.file.size() }
    return StoreCompaction(bytesBefore: before, bytesAfter: after, recordsDropped: replaced.count)
  }

  /// Sequence numbers of records that a later one replaces.
  private mutating func replacedRecords() throws(StoreError) -> Set<UInt64> {
    var latest: [String: UInt64] = [:]
    var replaced: Set<UInt64> = []
    try forEach(kinds: [.stageStatistics, .note, .report]) { (sequence, _, parts) throws(StoreError) in
      let key: String
      switch try? RecordCodec.record(from: parts) {
      case .stageStatistics(let statistics): key = "stage " + statistics.stage
      case .note(let note): key = "note " + note.hit
      case .report: key = "report"
      default: return
      }
      if let earlier = latest.updateValue(sequence, forKey: key) { replaced.insert(earlier) }
    }
    return replaced
  }

  /// Turns to the generation that the manifest now names.
  private mutating func reopen() throws(StoreError) {
    let kept = writer
    let found = try StoreOpening.find(
      in: directory, manifest: manifest, manifestWasDamaged: false, writing: true, index: nil)
    self = found.state
    writer = kept
    writer?.unindexedFrames = []
    writer?.unindexedHits = []
    writer?.indexIsStale = true
    updateIndex()
  }
}
