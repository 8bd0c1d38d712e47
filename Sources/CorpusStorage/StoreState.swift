import Findings

/// An open store's files and what is known about them. Not safe for threads: `CorpusStore` guards it.
struct StoreState {
  let directory: StoreDirectory
  var manifest: StoreManifest
  let storeID: [UInt8]
  var segmentDirectory: StoreDirectory
  /// By number, ascending.
  var segments: [SegmentFile] = []
  var catalogue = StoreCatalogue()
  /// Damage met on the way, once for each place.
  private(set) var damages: [StoreDamage] = []
  private var dictionaryBytes: [UInt32: [UInt8]] = [:]
  /// The block read last, since neighbours are often read next.
  private var lastBlock: (location: FrameLocation, block: [UInt8])?
  /// Set when a write failed in a way after which nothing may be acknowledged any more.
  var failure: StoreError?
  var writer: StoreWriter?

  init(directory: StoreDirectory, manifest: StoreManifest) throws(StoreError) {
    self.directory = directory
    self.manifest = manifest
    guard let id = StoreManifest.idBytes(manifest.id) else {
      throw StoreError(.malformed, path: directory.path, "the store's identifier is damaged")
    }
    storeID = id
    segmentDirectory = try directory.subdirectory(StoreFormat.generationName(manifest.generation))
  }

  mutating func note(_ damage: StoreDamage) {
    if !damages.contains(where: { $0.file == damage.file && $0.offset == damage.offset }) { damages.append(damage) }
  }

  /// Opens the segments that are there.
  mutating func openSegments(writing: Bool) throws(StoreError) {
    segments = []
    for name in try segmentDirectory.names() {
      guard let number = StoreFormat.segmentNumber(named: name) else { continue }
      segments.append(SegmentFile(number: number, file: try segmentDirectory.file(name, writing ? .readWrite : .read)))
    }
    segments.sort { $0.number < $1.number }
    for segment in segments {
      switch try segmentHeader(segment) {
      case .some(let header) where header.version > StoreFormat.version:
        throw StoreError(
          .newerVersion(Int(header.version)), path: segment.file.path,
          "was written by a newer version (format \(header.version), this program knows \(StoreFormat.version)); update the program")
      case .some(let header) where header.storeID != storeID || Int(header.number) != segment.number:
        throw StoreError(
          .malformed, path: segment.file.path, "belongs to another store or place; take it out of the folder")
      default: break
      }
    }
  }

  /// A segment's header; nil where it is damaged.
  func segmentHeader(_ segment: SegmentFile) throws(StoreError) -> SegmentHeader? {
    let bytes = try segment.file.read(SegmentHeader.size, at: 0)
    return try? SegmentHeader(bytes)
  }

  func segment(_ number: Int) -> SegmentFile? {
    segments.first { $0.number == number }
  }

  // MARK: Records

  /// A frame's records as parts; empty, and the damage noted, where they cannot be read.
  mutating func records(at location: FrameLocation) throws(StoreError) -> [RecordParts] {
    try read(location) { block throws(DamagedBytes) in
      try BlockDecoder.decode(block, count: location.header.count)
    } ?? []
  }

  /// One record of a frame; nil, and the damage noted, where it cannot be read.
  mutating func record(_ index: Int, at location: FrameLocation) throws(StoreError) -> RecordParts? {
    guard index >= 0, index < location.header.count else { return nil }
    return try read(location) { block throws(DamagedBytes) in try BlockDecoder.decode(block, at: index) }
  }

  private mutating func read<Result>(
    _ location: FrameLocation, _ decode: ([UInt8]) throws(DamagedBytes) -> Result
  ) throws(StoreError) -> Result? {
    do {
      guard let block = try block(at: location) else { return nil }
      return try decode(block)
    } catch let error as StoreError {
      throw error
    } catch {
      note(location, readable: false, "its block cannot be read: \(describe(error))")
      return nil
    }
  }

  /// A frame, its damage put right where that can be; nil, and the damage noted, where it cannot.
  mutating func frame(at location: FrameLocation) throws(StoreError) -> RecordFrame? {
    guard let segment = segment(location.segment) else {
      note(location, readable: false, "the segment is missing")
      return nil
    }
    switch try segment.frame(at: location, storeID: storeID) {
    case .intact(let frame):
      return frame
    case .repaired(let frame):
      note(location, readable: true, "one damaged place, put right from the parity")
      return frame
    case .damaged(let detail):
      note(location, readable: false, detail)
      return nil
    }
  }

  private mutating func block(at location: FrameLocation) throws -> [UInt8]? {
    if let lastBlock, lastBlock.location == location { return lastBlock.block }
    guard let frame = try frame(at: location) else { return nil }
    var dictionary: [UInt8]?
    if frame.header.dictionary != 0 {
      guard let known = try self.dictionary(frame.header.dictionary) else {
        throw DamagedBytes(what: "dictionary \(frame.header.dictionary) is lost")
      }
      dictionary = known
    }
    let block = try frame.block(dictionary: dictionary)
    lastBlock = (location, block)
    return block
  }

  /// A dictionary's bytes from the first copy that can be read; nil where there is none.
  mutating func dictionary(_ number: UInt32) throws(StoreError) -> [UInt8]? {
    if let known = dictionaryBytes[number] { return known }
    for location in catalogue.dictionaries[number] ?? [] {
      if let frame = try frame(at: location), let bytes = try? frame.block(dictionary: nil) {
        dictionaryBytes[number] = bytes
        return bytes
      }
    }
    return nil
  }

  mutating func note(_ location: FrameLocation, readable: Bool, _ detail: String) {
    let sequences = location.header.sequences
    note(
      StoreDamage(
        file: StoreFormat.segmentName(location.segment), offset: location.offset, bytes: location.header.frameSize,
        lost: readable || sequences.isEmpty ? nil : [sequences.lowerBound, sequences.upperBound], readable: readable,
        detail: detail))
  }

  private func describe(_ error: any Error) -> String {
    switch error {
    case let damage as DamagedBytes: damage.what
    case ZstdFrame.Problem.size: "its size is not the one that its header gives"
    case ZstdFrame.Problem.library(let text): text
    default: String(describing: error)
    }
  }

  /// Calls `body` with every record of some kinds in order; records that cannot be read are passed over.
  mutating func forEach(
    kinds: Set<CorpusRecord.Kind>, _ body: (UInt64, CorpusRecord.Kind, RecordParts) throws(StoreError) -> Void
  ) throws(StoreError) {
    let mask = kinds.reduce(UInt16(0)) { $0 | $1.mask }
    for location in catalogue.frames where location.header.kinds & mask != 0 {
      for (offset, parts) in try records(at: location).enumerated() {
        guard let kind = parts.layout.bytes.first.flatMap(CorpusRecord.Kind.init(rawValue:)), kinds.contains(kind)
        else { continue }
        try body(location.header.firstSequence + UInt64(offset), kind, parts)
      }
    }
  }
}
