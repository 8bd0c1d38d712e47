import Digests

/// A frame: header, parity, SHA-256, the records' digests, and one zstd frame.
///
/// The SHA-256 covers all the rest, so damage anywhere is seen; the parity puts one damaged word right. Digests stand
/// outside of the compressed part: they do not compress, and would only disturb what does.
struct RecordFrame {
  let header: FrameHeader
  let bytes: [UInt8]

  /// What a frame on disk turned out to be.
  enum Reading {
    case intact(RecordFrame)
    /// Damaged in one place, and put right in memory.
    case repaired(RecordFrame)
    case damaged(String)
  }

  /// Wraps a block. `digests` are the records' (8 bytes each, or 32 with `wideDigests`), one after the other.
  init(
    block: [UInt8], digests: [UInt8], count: Int, flags: FrameHeader.Flags, kinds: UInt16, firstSequence: UInt64,
    dictionary: (number: UInt32, bytes: [UInt8])?, storeID: [UInt8], level: Int
  ) throws(ZstdFrame.Problem) {
    let payload = try ZstdFrame.compress(block, level: level, dictionary: dictionary?.bytes)
    header = FrameHeader(
      flags: flags, kinds: kinds, count: count, blockSize: block.count, payloadSize: payload.count,
      dictionary: dictionary?.number ?? 0, firstSequence: firstSequence)
    bytes = Self.seal(header.bytes(storeID: storeID), body: digests + payload)
  }

  /// A frame that brings a dictionary.
  init(dictionary: [UInt8], number: UInt32, storeID: [UInt8], level: Int) throws(ZstdFrame.Problem) {
    let payload = try ZstdFrame.compress(dictionary, level: level)
    header = FrameHeader(
      flags: [.dictionary, .commit], kinds: 0, count: 0, blockSize: dictionary.count, payloadSize: payload.count,
      dictionary: number, firstSequence: 0)
    bytes = Self.seal(header.bytes(storeID: storeID), body: payload)
  }

  private init(header: FrameHeader, bytes: [UInt8]) {
    self.header = header
    self.bytes = bytes
  }

  private static func seal(_ header: [UInt8], body: [UInt8]) -> [UInt8] {
    let parity = WordParity(of: body)
    return header + parityBytes(parity) + sha(header, parity, body) + body
  }

  private static func parityBytes(_ parity: WordParity) -> [UInt8] {
    var writer = ByteWriter()
    writer.fixed(parity.p)
    writer.fixed(parity.q)
    return writer.bytes
  }

  private static func sha(_ header: [UInt8], _ parity: WordParity, _ body: [UInt8]) -> [UInt8] {
    var hash = RunningSHA256()
    hash.update(header)
    hash.update(parityBytes(parity))
    hash.update(body)
    return hash.digest()
  }

  // MARK: Reading

  /// Checks the bytes of a frame whose header has been read; `headerBytes` are the header's, put right if need be.
  static func check(_ bytes: [UInt8], header: FrameHeader, headerBytes: [UInt8], headerWasRepaired: Bool) -> Reading {
    guard bytes.count == header.frameSize else { return .damaged("ends early") }
    var cursor = ByteCursor(bytes, in: FrameHeader.size..<bytes.count)
    guard let p = try? cursor.fixed(UInt64.self), let q = try? cursor.fixed(UInt64.self),
      let claimed = try? Array(cursor.raw(32))
    else { return .damaged("ends early") }
    let parity = WordParity(p: p, q: q)
    let body = Array(bytes[FrameHeader.prefixSize...])
    if sha(headerBytes, parity, body) == claimed {
      let frame = RecordFrame(header: header, bytes: headerWasRepaired ? seal(headerBytes, body: body) : bytes)
      return headerWasRepaired ? .repaired(frame) : .intact(frame)
    }
    if let better = parity.repair(body), sha(headerBytes, parity, better) == claimed {
      return .repaired(RecordFrame(header: header, bytes: seal(headerBytes, body: better)))
    }
    // The body agrees with its parity, or the parity recomputed agrees with the digest: only those fields are hit.
    let computed = WordParity(of: body)
    if computed == parity || sha(headerBytes, computed, body) == claimed {
      return .repaired(RecordFrame(header: header, bytes: seal(headerBytes, body: body)))
    }
    return .damaged("\(header.count) records do not match their digest")
  }

  /// The block, decompressed to exactly the size that the header gives.
  func block(dictionary: [UInt8]?) throws(ZstdFrame.Problem) -> [UInt8] {
    let start = FrameHeader.prefixSize + header.count * header.digestSize
    return try ZstdFrame.decompress(Array(bytes[start...]), size: header.blockSize, dictionary: dictionary)
  }

  /// The digest of the record at `index` in the frame.
  func recordDigest(_ index: Int) -> ArraySlice<UInt8> {
    let start = FrameHeader.prefixSize + index * header.digestSize
    return bytes[start..<(start + header.digestSize)]
  }

  /// The digest that a record of these canonical bytes must have.
  static func digest(of canonical: [UInt8], wide: Bool) -> ArraySlice<UInt8> {
    RunningSHA256.digest(of: canonical).prefix(wide ? 32 : 8)
  }
}
