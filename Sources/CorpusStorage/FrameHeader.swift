import Digests

/// The first 40 bytes of a frame: what it holds and how long it is, with a digest of its own, since nothing behind a
/// damaged length could be found.
///
/// | offset | size | |
/// |---|---|---|
/// | 0 | 4 | `HTFR` |
/// | 4 | 2 | flags |
/// | 6 | 2 | kinds of record in it, one bit each |
/// | 8 | 4 | records |
/// | 12 | 4 | size of the block, uncompressed |
/// | 16 | 4 | size of the zstd frame |
/// | 20 | 4 | dictionary that the zstd frame needs, or that this frame brings; 0 for none |
/// | 24 | 8 | sequence number of the first record |
/// | 32 | 8 | digest of the store's identifier and the bytes above |
struct FrameHeader: Equatable {
  static let size = 40
  /// Header, parity (16) and SHA-256 (32).
  static let prefixSize = 88
  /// A block may be this large; larger claims are damage.
  static let largestBlock = 32 << 20
  static let mostRecords = 1 << 20
  static let magic: [UInt8] = Array("HTFR".utf8)

  struct Flags: OptionSet, Equatable {
    let rawValue: UInt16
    /// The last frame of an append: frames without such a one behind them were never acknowledged.
    static let commit = Flags(rawValue: 1)
    /// Records' digests have 32 bytes instead of 8.
    static let wideDigests = Flags(rawValue: 2)
    /// The block is a zstd dictionary, not records.
    static let dictionary = Flags(rawValue: 4)
  }

  var flags: Flags
  var kinds: UInt16
  var count: Int
  var blockSize: Int
  var payloadSize: Int
  var dictionary: UInt32
  var firstSequence: UInt64

  var digestSize: Int { flags.contains(.wideDigests) ? 32 : 8 }
  /// Digests and zstd frame.
  var bodySize: Int { count * digestSize + payloadSize }
  var frameSize: Int { Self.prefixSize + bodySize }
  var sequences: Range<UInt64> { firstSequence..<(firstSequence + UInt64(count)) }

  func bytes(storeID: [UInt8]) -> [UInt8] {
    var writer = ByteWriter()
    writer.raw(Self.magic)
    writer.fixed(flags.rawValue)
    writer.fixed(kinds)
    writer.fixed(UInt32(truncatingIfNeeded: count))
    writer.fixed(UInt32(truncatingIfNeeded: blockSize))
    writer.fixed(UInt32(truncatingIfNeeded: payloadSize))
    writer.fixed(dictionary)
    writer.fixed(firstSequence)
    writer.raw(Self.digest(of: writer.bytes, storeID: storeID))
    return writer.bytes
  }

  /// The header in the first 40 bytes, or nil where they are none. One damaged byte is put right (`wasRepaired`):
  /// there are few enough to try them all.
  static func read(
    _ bytes: [UInt8], storeID: [UInt8]
  ) -> (header: FrameHeader, bytes: [UInt8], wasRepaired: Bool)? {
    guard bytes.count >= size else { return nil }
    let claimed = Array(bytes[32..<40])
    var head = Array(bytes[0..<32])
    let actual = digest(of: head, storeID: storeID)
    if actual == claimed, let header = FrameHeader(head) { return (header, head + actual, false) }
    // Something else altogether is not worth the trials.
    let likeness = zip(head, magic).filter { $0 == $1 }.count
    guard likeness >= 3 else { return nil }
    if zip(actual, claimed).filter({ $0 != $1 }).count == 1, let header = FrameHeader(head) {
      return (header, head + actual, true)
    }
    for place in head.indices {
      let damaged = head[place]
      for value in UInt8.min...UInt8.max where value != damaged {
        head[place] = value
        if digest(of: head, storeID: storeID) == claimed, let header = FrameHeader(head) {
          return (header, head + claimed, true)
        }
      }
      head[place] = damaged
    }
    return nil
  }

  init(
    flags: Flags, kinds: UInt16, count: Int, blockSize: Int, payloadSize: Int, dictionary: UInt32, firstSequence: UInt64
  ) {
    self.flags = flags
    self.kinds = kinds
    self.count = count
    self.blockSize = blockSize
    self.payloadSize = payloadSize
    self.dictionary = dictionary
    self.firstSequence = firstSequence
  }

  private init?(_ head: [UInt8]) {
    var cursor = ByteCursor(head)
    do {
      guard Array(try cursor.raw(4)) == Self.magic else { return nil }
      flags = Flags(rawValue: try cursor.fixed(UInt16.self))
      kinds = try cursor.fixed(UInt16.self)
      count = Int(try cursor.fixed(UInt32.self))
      blockSize = Int(try cursor.fixed(UInt32.self))
      payloadSize = Int(try cursor.fixed(UInt32.self))
      dictionary = try cursor.fixed(UInt32.self)
      firstSequence = try cursor.fixed(UInt64.self)
    } catch {
      return nil
    }
    guard count <= Self.mostRecords, blockSize <= Self.largestBlock, payloadSize <= Self.largestBlock + (1 << 20),
      firstSequence <= UInt64(Int64.max)
    else { return nil }
  }

  private static func digest(of head: [UInt8], storeID: [UInt8]) -> [UInt8] {
    Array(RunningSHA256.digest(of: storeID + head).prefix(8))
  }
}
