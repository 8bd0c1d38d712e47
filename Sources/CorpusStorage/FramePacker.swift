/// Fills frames with records: a frame is closed when its block is large enough, and hits do not share one with others,
/// because their digests are longer.
struct FramePacker {
  enum Problem: Error, CustomStringConvertible {
    case recordTooLarge(Int)
    case compression(ZstdFrame.Problem)

    var description: String {
      switch self {
      case .recordTooLarge(let size): "a record of \(size) bytes is larger than a store holds (\(FrameHeader.largestBlock / 2))"
      case .compression(let problem): "zstd failed (\(problem))"
      }
    }
  }

  private var block = BlockEncoder()
  private var digests: [UInt8] = []
  private var kinds: UInt16 = 0
  private var isWide = false
  private var frames: [RecordFrame] = []
  private var nextSequence: UInt64
  private let storeID: [UInt8]
  private let blockSize: Int
  private let level: Int
  var dictionary: (number: UInt32, bytes: [UInt8])?
  /// For a writer of many frames that are acknowledged by other means.
  var commitsEveryFrame = false

  init(
    firstSequence: UInt64, storeID: [UInt8], blockSize: Int, level: Int, dictionary: (number: UInt32, bytes: [UInt8])?
  ) {
    nextSequence = firstSequence
    self.storeID = storeID
    self.blockSize = blockSize
    self.level = level
    self.dictionary = dictionary
  }

  mutating func append(_ parts: RecordParts, kind: CorpusRecord.Kind) throws(Problem) {
    let canonical = parts.canonicalBytes
    guard canonical.count <= FrameHeader.largestBlock / 2 else { throw .recordTooLarge(canonical.count) }
    let wide = kind == .hit
    if block.count > 0, wide != isWide || block.size + canonical.count > blockSize { try closeFrame([]) }
    isWide = wide
    block.append(parts)
    digests += RecordFrame.digest(of: canonical, wide: wide)
    kinds |= kind.mask
  }

  /// The frames; the last one says that the append is complete.
  mutating func finish() throws(Problem) -> [RecordFrame] {
    if block.count > 0 { try closeFrame(.commit) }
    defer { frames = [] }
    return frames
  }

  /// Takes the frames that are complete so far, for a writer that need not be atomic.
  mutating func takeFrames() -> [RecordFrame] {
    defer { frames = [] }
    return frames
  }

  private mutating func closeFrame(_ closing: FrameHeader.Flags) throws(Problem) {
    let flags = commitsEveryFrame ? .commit : closing
    do {
      frames.append(
        try RecordFrame(
          block: block.finish(), digests: digests, count: block.count,
          flags: isWide ? flags.union(.wideDigests) : flags, kinds: kinds, firstSequence: nextSequence,
          dictionary: dictionary, storeID: storeID, level: level))
    } catch {
      throw .compression(error)
    }
    nextSequence += UInt64(block.count)
    block = BlockEncoder()
    digests = []
    kinds = 0
  }
}
