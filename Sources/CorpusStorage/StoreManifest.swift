import Digests
import Findings

/// `store.json`: which folder of segments is the store, and which model it is about. Written last when a store is
/// made, and replaced whole, so it is there or not.
struct StoreManifest: Codable, Equatable {
  private struct SchemaOnly: Decodable {
    let schema: String
  }

  private static let schemaPrefix = "hairtrigger.store/"
  static let sizeLimit = 1 << 20

  let schema: String
  /// Sixteen bytes as hexadecimal text, drawn when the store was made; frames are bound to it.
  let id: String
  /// Number in the name of the folder of segments; compaction makes the next one.
  var generation: Int
  let identity: ModelIdentity
  /// SHA-256 of this document with an empty digest.
  private(set) var digest: String

  init(id: String, generation: Int, identity: ModelIdentity) {
    schema = Self.schemaPrefix + String(StoreFormat.version)
    self.id = id
    self.generation = generation
    self.identity = identity
    digest = ""
  }

  /// The bytes of an identifier; nil where it is not 32 hexadecimal digits.
  static func idBytes(_ id: String) -> [UInt8]? {
    let digits = Array(id.utf8)
    guard digits.count == 32 else { return nil }
    var bytes: [UInt8] = []
    for place in stride(from: 0, to: 32, by: 2) {
      guard let byte = UInt8(String(decoding: digits[place...(place + 1)], as: UTF8.self), radix: 16) else { return nil }
      bytes.append(byte)
    }
    return bytes
  }

  static func hexadecimal(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  func encoded() throws -> [UInt8] {
    var sealed = self
    sealed.digest = ""
    sealed.digest = SHA256Digest.of(Array(try JSONText.encode(sealed).utf8))
    return Array((try JSONText.encode(sealed, indented: true) + "\n").utf8)
  }

  enum Reading {
    case intact(StoreManifest)
    case version(Int)
    case damaged
  }

  /// Reads a manifest's bytes. The version comes first: what a newer one looks like is not known.
  static func read(_ bytes: [UInt8]) -> Reading {
    if let schema = try? JSONText.decode(SchemaOnly.self, fromUTF8: bytes).schema, schema.hasPrefix(schemaPrefix),
      let version = Int(schema.dropFirst(schemaPrefix.count)), version != StoreFormat.version
    {
      return .version(version)
    }
    guard let manifest = try? JSONText.decode(StoreManifest.self, fromUTF8: bytes), idBytes(manifest.id) != nil,
      let expected = try? manifest.encoded(), expected == bytes
    else { return .damaged }
    return .intact(manifest)
  }
}
