/// Bytes of a store that are not what was written.
package struct StoreDamage: Sendable, Codable, Equatable {
  /// The file's name in the store.
  package let file: String
  package let offset: Int
  package let bytes: Int
  /// Sequence numbers of the records that cannot be read for it: from, up to but not including. Nil: none, or not known.
  package let lost: [UInt64]?
  /// Whether reading puts it right from the frame's parity.
  package let readable: Bool
  package let detail: String

  package init(file: String, offset: Int, bytes: Int, lost: [UInt64]?, readable: Bool, detail: String) {
    self.file = file
    self.offset = offset
    self.bytes = bytes
    self.lost = lost
    self.readable = readable
    self.detail = detail
  }
}
