import Digests

/// Where everything is: built from the index, or from the segments themselves.
struct StoreCatalogue {
  /// Frames of records, by sequence number.
  private(set) var frames: [FrameLocation] = []
  /// Copies of each dictionary.
  private(set) var dictionaries: [UInt32: [FrameLocation]] = [:]
  /// For each segment, how far it is known to be acknowledged.
  var acknowledged: [Int: Int] = [:]
  var nextSequence: UInt64 = 0
  /// Sequence number of the latest record of each hit.
  var hits: [String: UInt64] = [:]
  /// Hits' identifiers by first appearance.
  private(set) var hitOrder: [String] = []
  /// Over all frames' places in order, so that a damaged index is not believed.
  private var fingerprint = RunningSHA256()

  var fingerprintText: String { fingerprint.hexadecimal() }

  /// Frames of records and dictionaries by place, in the order that the fingerprint follows.
  var allFrames: [FrameLocation] {
    (frames + dictionaries.values.joined()).sorted { ($0.segment, $0.offset) < ($1.segment, $1.offset) }
  }

  var newestDictionary: UInt32? { dictionaries.keys.max() }

  mutating func append(_ location: FrameLocation) {
    var place = ByteWriter()
    place.fixed(UInt64(location.segment))
    place.fixed(UInt64(location.offset))
    place.raw(location.header.bytes(storeID: []))
    fingerprint.update(place.bytes)
    if location.header.flags.contains(.dictionary) {
      dictionaries[location.header.dictionary, default: []].append(location)
    } else {
      frames.append(location)
      nextSequence = max(nextSequence, location.header.sequences.upperBound)
    }
    acknowledged[location.segment] = max(acknowledged[location.segment] ?? 0, location.end)
  }

  mutating func noteHit(_ id: String, sequence: UInt64) {
    if hits.updateValue(sequence, forKey: id) == nil { hitOrder.append(id) }
  }

  /// The frame with a record; complexity O(log frames).
  func frame(holding sequence: UInt64) -> FrameLocation? {
    var low = 0
    var high = frames.count
    while low < high {
      let middle = (low + high) / 2
      if frames[middle].header.sequences.upperBound <= sequence { low = middle + 1 } else { high = middle }
    }
    guard low < frames.count, frames[low].header.sequences.contains(sequence) else { return nil }
    return frames[low]
  }

  /// Sequence numbers that no frame has: records that were lost.
  var gaps: [Range<UInt64>] {
    var gaps: [Range<UInt64>] = []
    var expected: UInt64 = 0
    for frame in frames {
      let sequences = frame.header.sequences
      if sequences.lowerBound > expected { gaps.append(expected..<sequences.lowerBound) }
      expected = max(expected, sequences.upperBound)
    }
    if nextSequence > expected { gaps.append(expected..<nextSequence) }
    return gaps
  }
}
