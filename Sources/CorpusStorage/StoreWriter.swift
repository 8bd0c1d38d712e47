import Findings

/// What only the one writer of a store has.
struct StoreWriter {
  /// Held as long as the writer is.
  let lock: StoreLock
  var index: StoreIndex?
  /// Frames and hits that the index does not have yet.
  var unindexedFrames: [FrameLocation] = []
  var unindexedHits: [StoreIndex.HitRow] = []
  /// The index has to be written anew.
  var indexIsStale: Bool
  var options: StoreOptions
}

/// How a store packs what it is given.
package struct StoreOptions: Sendable {
  /// A block is closed when it has this many bytes.
  package var blockSize = 32 << 10
  /// zstd's level for appending.
  package var level = 9
  /// zstd's level for compaction.
  package var compactionLevel = 19
  /// An append that would begin beyond this size begins a new segment.
  package var segmentSize = 64 << 20
  /// A dictionary is trained when a store has this many records.
  package var recordsBeforeDictionary: UInt64 = 2_000
  package var dictionarySize = 16 << 10
  /// Frames that may be missing from the index before it is written again.
  package var framesBetweenIndexing = 256

  package init() {}
}
