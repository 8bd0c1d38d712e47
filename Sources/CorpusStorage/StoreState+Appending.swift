import Findings

extension StoreState {
  mutating func append(_ records: [CorpusRecord]) throws(StoreError) {
    if records.isEmpty { return }
    if let failure { throw failure }
    guard writer != nil else {
      throw StoreError(.cannotWrite, path: directory.path, "the store is not open for writing")
    }
    try trainDictionaryIfDue()
    let frames = try frames(of: records)
    let segment = try segmentForAppending()
    let placed = try write(frames, to: segment)
    for location in placed { catalogue.append(location) }
    writer?.unindexedFrames += placed
    var sequence = frames.first?.header.firstSequence ?? 0
    var hasHits = false
    for record in records {
      if case .hit(let hit) = record {
        catalogue.noteHit(hit.id, sequence: sequence)
        writer?.unindexedHits.append(StoreIndex.HitRow(sequence: sequence, hit: hit))
        hasHits = true
      }
      sequence += 1
    }
    if let writer, hasHits || writer.unindexedFrames.count >= writer.options.framesBetweenIndexing { updateIndex() }
  }

  /// Packs records into frames, the last of which completes the append.
  private mutating func frames(of records: [CorpusRecord]) throws(StoreError) -> [RecordFrame] {
    guard let options = writer?.options else { return [] }
    var packer = FramePacker(
      firstSequence: catalogue.nextSequence, storeID: storeID, blockSize: options.blockSize, level: options.level,
      dictionary: nil)
    if let number = catalogue.newestDictionary, let bytes = try dictionary(number) {
      packer.dictionary = (number, bytes)
    }
    do {
      for record in records { try packer.append(try RecordCodec.parts(of: record), kind: record.kind) }
      return try packer.finish()
    } catch let problem as FramePacker.Problem {
      throw StoreError(.cannotWrite, path: directory.path, problem.description)
    } catch {
      throw StoreError(.cannotWrite, path: directory.path, "a record cannot be encoded (\(error))")
    }
  }

  /// The last segment, or a new one where it is full. A new one begins with the dictionary in use.
  private mutating func segmentForAppending() throws(StoreError) -> SegmentFile {
    let limit = writer?.options.segmentSize ?? 0
    if let last = segments.last, (catalogue.acknowledged[last.number] ?? 0) < limit { return last }
    let number = (segments.last?.number ?? 0) + 1
    let file = try segmentDirectory.file(StoreFormat.segmentName(number), .create)
    let segment = SegmentFile(number: number, file: file)
    do {
      try file.write(SegmentHeader(number: UInt32(number), storeID: storeID).bytes, at: 0)
      try file.synchronize()
      try segmentDirectory.synchronize()
    } catch {
      // Half a segment would be in the way of the next attempt.
      try? segmentDirectory.removeIfPresent(StoreFormat.segmentName(number))
      throw error
    }
    segments.append(segment)
    catalogue.acknowledged[number] = SegmentHeader.size
    if let number = catalogue.newestDictionary, let bytes = try dictionary(number) {
      try appendDictionary(bytes, number: number, copies: 1)
    }
    return segment
  }

  /// Writes frames behind what is acknowledged and returns when they are on the disk.
  private mutating func write(
    _ frames: [RecordFrame], to segment: SegmentFile
  ) throws(StoreError) -> [FrameLocation] {
    let start = catalogue.acknowledged[segment.number] ?? SegmentHeader.size
    var bytes: [UInt8] = []
    bytes.reserveCapacity(frames.reduce(0) { $0 + $1.bytes.count })
    var placed: [FrameLocation] = []
    for frame in frames {
      placed.append(FrameLocation(segment: segment.number, offset: start + bytes.count, header: frame.header))
      bytes += frame.bytes
    }
    do {
      try segment.file.write(bytes, at: start)
    } catch {
      // What did get written must not be taken for a whole append later.
      do { try segment.file.truncate(to: start) } catch let second { failure = second }
      throw error
    }
    do {
      try segment.file.synchronize()
    } catch {
      failure = error
      throw error
    }
    return placed
  }

  // MARK: Dictionary

  /// Trains a dictionary on the store's first records once there are enough.
  private mutating func trainDictionaryIfDue() throws(StoreError) {
    guard let options = writer?.options, catalogue.dictionaries.isEmpty,
      catalogue.nextSequence >= options.recordsBeforeDictionary, !segments.isEmpty
    else { return }
    guard let dictionary = try trainDictionary(capacity: options.dictionarySize) else { return }
    try appendDictionary(dictionary, number: 1, copies: 2)
  }

  /// A dictionary for the small frames that a campaign appends, from samples all over the store: a hundred times its own
  /// size is as much as training makes use of.
  mutating func trainDictionary(capacity: Int) throws(StoreError) -> [UInt8]? {
    var samples: [[UInt8]] = []
    let step = max(1, catalogue.frames.count / 64)
    let share = 100 * capacity / ((catalogue.frames.count + step - 1) / step + 1)
    for place in stride(from: 0, to: catalogue.frames.count, by: step) {
      var taken = 0
      var encoder = BlockEncoder()
      for parts in try records(at: catalogue.frames[place]) where taken < share {
        encoder.append(parts)
        if encoder.count == 16 {
          samples.append(encoder.finish())
          taken += samples.last?.count ?? 0
          encoder = BlockEncoder()
        }
      }
      if encoder.count > 0 { samples.append(encoder.finish()) }
    }
    return ZstdFrame.trainDictionary(samples: samples, capacity: capacity)
  }

  /// Writes copies of a dictionary: every frame that uses it is lost with it, so there is more than one.
  mutating func appendDictionary(_ bytes: [UInt8], number: UInt32, copies: Int) throws(StoreError) {
    guard let segment = segments.last else { return }
    let frame: RecordFrame
    do {
      frame = try RecordFrame(dictionary: bytes, number: number, storeID: storeID, level: 19)
    } catch {
      return
    }
    let placed = try write([RecordFrame](repeating: frame, count: copies), to: segment)
    for location in placed { catalogue.append(location) }
    writer?.unindexedFrames += placed
  }

  // MARK: Index

  /// Writes what the index lacks. A failure costs the next opening some time and nothing else, so it is not an error.
  mutating func updateIndex() {
    guard let index = writer?.index, let writer, writer.indexIsStale || !writer.unindexedFrames.isEmpty else { return }
    do {
      var frames = writer.unindexedFrames
      var hits = writer.unindexedHits
      if writer.indexIsStale {
        frames = catalogue.allFrames
        hits = try allHits()
      } else if hits.isEmpty, frames.contains(where: { $0.header.kinds & CorpusRecord.Kind.hit.mask != 0 }) {
        hits = try allHits()
      }
      try index.add(
        frames, hits: hits, catalogue: catalogue, manifest: manifest, fromScratch: writer.indexIsStale)
      self.writer?.unindexedFrames = []
      self.writer?.unindexedHits = []
      self.writer?.indexIsStale = false
    } catch {
      self.writer?.indexIsStale = true
    }
  }

  private mutating func allHits() throws(StoreError) -> [StoreIndex.HitRow] {
    var rows: [StoreIndex.HitRow] = []
    try forEach(kinds: [.hit]) { (sequence, _, parts) throws(StoreError) in
      if case .hit(let hit)? = try? RecordCodec.record(from: parts) {
        rows.append(StoreIndex.HitRow(sequence: sequence, hit: hit))
      }
    }
    return rows
  }
}
