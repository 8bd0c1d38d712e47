/// Writes records into the segments of a new generation. Nothing refers to them yet, so nothing need be atomic until all of
/// them are on the disk.
struct CompactionWriter {
  private let folder: StoreDirectory
  private let storeID: [UInt8]
  private let options: StoreOptions
  private let dictionary: [UInt8]?
  private var packer: FramePacker
  private var file: StoreFile?
  private var number = 0
  private var end = 0

  init(folder: StoreDirectory, storeID: [UInt8], options: StoreOptions, dictionary: [UInt8]?) {
    self.folder = folder
    self.storeID = storeID
    self.options = options
    self.dictionary = dictionary
    packer = FramePacker(
      firstSequence: 0, storeID: storeID, blockSize: options.blockSize, level: options.compactionLevel,
      dictionary: dictionary.map { (1, $0) })
    packer.commitsEveryFrame = true
  }

  /// Begins the next segment with copies of the dictionary.
  mutating func beginSegment() throws(StoreError) {
    try file?.synchronize()
    number += 1
    let next = try folder.file(StoreFormat.segmentName(number), .create)
    file = next
    end = 0
    try write(SegmentHeader(number: UInt32(number), storeID: storeID).bytes)
    if let dictionary, let frame = try? RecordFrame(dictionary: dictionary, number: 1, storeID: storeID, level: 19) {
      for _ in 0..<(number == 1 ? 2 : 1) { try write(frame.bytes) }
    }
  }

  mutating func append(_ parts: RecordParts, kind: CorpusRecord.Kind) throws(StoreError) {
    do {
      try packer.append(parts, kind: kind)
    } catch {
      throw StoreError(.cannotWrite, path: folder.path, error.description)
    }
    for frame in packer.takeFrames() {
      if end >= options.segmentSize { try beginSegment() }
      try write(frame.bytes)
    }
  }

  mutating func finish() throws(StoreError) {
    do {
      for frame in try packer.finish() { try write(frame.bytes) }
    } catch let problem as FramePacker.Problem {
      throw StoreError(.cannotWrite, path: folder.path, problem.description)
    } catch let error as StoreError {
      throw error
    } catch {
      throw StoreError(.cannotWrite, path: folder.path, "\(error)")
    }
    try file?.synchronize()
  }

  private mutating func write(_ bytes: [UInt8]) throws(StoreError) {
    try file?.write(bytes, at: end)
    end += bytes.count
  }
}
