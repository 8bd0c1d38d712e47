/// The result of reading every byte of a store.
package struct StoreCheck: Sendable, Codable, Equatable {
  package enum Index: String, Sendable, Codable {
    /// Agrees with the segments.
    case current
    /// Missing, damaged or of another state; opening for writing makes it anew.
    case outOfDate = "out-of-date"
    /// Made anew by this check.
    case rebuilt
  }

  package let schema: String
  package var records: UInt64
  package var frames: Int
  package var bytes: Int
  package var damages: [StoreDamage]
  /// Records that cannot be read any more.
  package var lostRecords: UInt64
  /// Bytes of an append that was never acknowledged.
  package var tornBytes: Int
  package var index: Index
  /// Places on the disk that this check put right.
  package var repairedPlaces: Int

  enum CodingKeys: String, CodingKey {
    case schema, records, frames, bytes, damages
    case lostRecords = "lost_records"
    case tornBytes = "torn_bytes"
    case index
    case repairedPlaces = "repaired_places"
  }

  init(records: UInt64, frames: Int, bytes: Int, tornBytes: Int, index: Index) {
    schema = "hairtrigger.store-check/1"
    self.records = records
    self.frames = frames
    self.bytes = bytes
    damages = []
    lostRecords = 0
    self.tornBytes = tornBytes
    self.index = index
    repairedPlaces = 0
  }

  /// Whether any damage was found, repaired or not: `store check` then ends with 1.
  package var foundDamage: Bool { !damages.isEmpty || lostRecords > 0 }
}
