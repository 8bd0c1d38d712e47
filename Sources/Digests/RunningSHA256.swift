internal import Crypto
internal import Foundation

/// SHA-256 over pieces, as the 32 bytes that are compared and stored.
package struct RunningSHA256: Sendable {
  private var hash = SHA256()

  package init() {}

  package mutating func update(_ bytes: [UInt8]) {
    hash.update(data: bytes)
  }

  package mutating func update(_ bytes: ArraySlice<UInt8>) {
    hash.update(data: bytes)
  }

  /// The digest of everything so far.
  package func digest() -> [UInt8] {
    Array(hash.finalize())
  }

  /// The digest as lower-case hexadecimal text.
  package func hexadecimal() -> String {
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    for byte in digest() {
      text.append(digits[Int(byte >> 4)])
      text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
  }

  package static func digest(of bytes: [UInt8]) -> [UInt8] {
    Array(SHA256.hash(data: bytes))
  }
}
