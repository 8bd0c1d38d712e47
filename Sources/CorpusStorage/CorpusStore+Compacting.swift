/// What compaction did.
package struct StoreCompaction: Sendable, Codable, Equatable {
  package let bytesBefore: Int
  package let bytesAfter: Int
  /// Records that later ones had replaced.
  package let recordsDropped: Int

  enum CodingKeys: String, CodingKey {
    case bytesBefore = "bytes_before"
    case bytesAfter = "bytes_after"
    case recordsDropped = "records_dropped"
  }
}

extension CorpusStore {
  /// Writes the store anew: full blocks, a dictionary trained on all of it, the highest level, and without the stage
  /// statistics, notes and reports that later ones replaced. The digest stays the same, sequence numbers do not.
  ///
  /// The new segments are complete on the disk before `store.json` names them, so a crash leaves the old store or the new. A store with
  /// lost records is refused: in the new one, nothing would show that they were there.
  package func compact() throws(StoreError) -> StoreCompaction {
    try state.withLock { (state) throws(StoreError) in try state.compact() }
  }
}
