internal import Crypto
internal import Foundation

/// SHA-256 as the lower-case hexadecimal text that reports and stores carry.
package enum SHA256Digest {
  /// Digest of bytes in memory.
  package static func of(_ bytes: some Sequence<UInt8>) -> String {
    hexadecimal(SHA256.hash(data: Data(bytes)))
  }

  /// Digest of a file, read in blocks of 1 MiB so that its size does not matter.
  ///
  /// Throws `CocoaError` with the file's path when it is missing or a read fails.
  package static func ofFile(_ path: String) throws -> String {
    let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
    defer { try? handle.close() }
    var hash = SHA256()
    do {
      while let block = try handle.read(upToCount: 1 << 20), !block.isEmpty { hash.update(data: block) }
    } catch {
      // What `FileHandle` throws here names no file.
      throw CocoaError(.fileReadUnknown, userInfo: [NSFilePathErrorKey: path])
    }
    return hexadecimal(hash.finalize())
  }

  private static func hexadecimal(_ digest: some Sequence<UInt8>) -> String {
    digest.map { byte in
      let text = String(byte, radix: 16)
      return text.count == 1 ? "0" + text : text
    }.joined()
  }
}
