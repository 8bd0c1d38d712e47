import Digests

/// The first 64 bytes of a segment.
///
/// | offset | size | |
/// |---|---|---|
/// | 0 | 8 | `HAIRTRIG` |
/// | 8 | 4 | format version |
/// | 12 | 4 | the segment's number |
/// | 16 | 16 | the store's identifier |
/// | 32 | 24 | zero |
/// | 56 | 8 | digest of the bytes above |
struct SegmentHeader: Equatable {
  static let size = 64
  static let magic: [UInt8] = Array("HAIRTRIG".utf8)

  let version: UInt32
  let number: UInt32
  let storeID: [UInt8]

  enum Problem: Error {
    case damaged
  }

  var bytes: [UInt8] {
    var writer = ByteWriter()
    writer.raw(Self.magic)
    writer.fixed(version)
    writer.fixed(number)
    writer.raw(storeID)
    writer.raw([UInt8](repeating: 0, count: 24))
    writer.raw(RunningSHA256.digest(of: writer.bytes).prefix(8))
    return writer.bytes
  }

  init(number: UInt32, storeID: [UInt8]) {
    version = UInt32(StoreFormat.version)
    self.number = number
    self.storeID = storeID
  }

  init(_ bytes: [UInt8]) throws(Problem) {
    guard bytes.count >= Self.size, Array(bytes[56..<64]) == Array(RunningSHA256.digest(of: Array(bytes[0..<56])).prefix(8))
    else { throw .damaged }
    var cursor = ByteCursor(bytes)
    do {
      guard Array(try cursor.raw(8)) == Self.magic else { throw DamagedBytes(what: "another mark") }
      version = try cursor.fixed(UInt32.self)
      number = try cursor.fixed(UInt32.self)
      storeID = Array(try cursor.raw(16))
    } catch {
      throw .damaged
    }
  }
}
