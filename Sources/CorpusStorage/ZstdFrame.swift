internal import CZstd

/// Compression of one block into one zstd frame (RFC 8878), with content checksum and content size.
///
/// The library's default writes no checksum; without one, most single-bit damage decodes to wrong bytes unseen.
package enum ZstdFrame {
  /// Why bytes are not the frame that was asked for.
  package enum Problem: Error, Equatable {
    /// The frame does not say that it holds the expected number of bytes.
    case size
    /// zstd's own words.
    case library(String)
  }

  /// `level` is zstd's 1 to 22.
  package static func compress(
    _ block: [UInt8], level: Int, dictionary: [UInt8]? = nil, checksum: Bool = true
  ) throws(Problem) -> [UInt8] {
    guard let context = unsafe ZSTD_createCCtx() else { throw .library("out of memory") }
    defer { unsafe ZSTD_freeCCtx(context) }
    _ = try check(unsafe ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, Int32(level)))
    _ = try check(unsafe ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, checksum ? 1 : 0))
    _ = try check(unsafe ZSTD_CCtx_setParameter(context, ZSTD_c_contentSizeFlag, 1))
    if let dictionary {
      _ = try check(unsafe ZSTD_CCtx_loadDictionary(context, dictionary, dictionary.count))
    }
    let bound = ZSTD_compressBound(block.count)
    var result = 0
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: bound) { buffer, filled in
      result = unsafe ZSTD_compress2(context, buffer.baseAddress, bound, block, block.count)
      filled = ZSTD_isError(result) == 0 ? result : 0
    }
    _ = try check(result)
    return bytes
  }

  /// The block of exactly `size` bytes in a frame; never allocates more, whatever the frame claims.
  package static func decompress(_ frame: [UInt8], size: Int, dictionary: [UInt8]? = nil) throws(Problem) -> [UInt8] {
    // Unknown and erroneous sizes are the two largest values, so they differ from any size asked for.
    guard size >= 0, unsafe ZSTD_getFrameContentSize(frame, frame.count) == UInt64(size) else { throw .size }
    guard let context = unsafe ZSTD_createDCtx() else { throw .library("out of memory") }
    defer { unsafe ZSTD_freeDCtx(context) }
    var result = 0
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: size) { buffer, filled in
      result =
        if let dictionary {
          unsafe ZSTD_decompress_usingDict(
            context, buffer.baseAddress, size, frame, frame.count, dictionary, dictionary.count)
        } else {
          unsafe ZSTD_decompressDCtx(context, buffer.baseAddress, size, frame, frame.count)
        }
      filled = ZSTD_isError(result) == 0 ? result : 0
    }
    guard try check(result) == size else { throw .size }
    return bytes
  }

  /// A dictionary of at most `capacity` bytes for blocks like the samples; nil when they are too few or too alike to
  /// train on.
  static func trainDictionary(samples: [[UInt8]], capacity: Int) -> [UInt8]? {
    guard samples.count >= 8, samples.count <= Int(UInt32.max) else { return nil }
    let joined = samples.flatMap { $0 }
    let sizes = samples.map(\.count)
    let dictionary = unsafe [UInt8](unsafeUninitializedCapacity: capacity) { buffer, filled in
      let result = unsafe ZDICT_trainFromBuffer(buffer.baseAddress, capacity, joined, sizes, UInt32(samples.count))
      filled = ZDICT_isError(result) == 0 ? result : 0
    }
    return dictionary.isEmpty ? nil : dictionary
  }

  private static func check(_ result: Int) throws(Problem) -> Int {
    if ZSTD_isError(result) != 0 { throw .library(unsafe String(cString: ZSTD_getErrorName(result))) }
    return result
  }
}
