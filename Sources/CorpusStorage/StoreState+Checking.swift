extension StoreState {
  /// Decodes every record and holds it against its digest.
  mutating func checkRecords() throws(StoreError) {
    for location in catalogue.frames {
      guard let frame = try frame(at: location) else { continue }
      for (index, parts) in try records(at: location).enumerated() {
        let digest = RecordFrame.digest(
          of: parts.canonicalBytes, wide: location.header.flags.contains(.wideDigests))
        if Array(digest) != Array(frame.recordDigest(index)) {
          note(location, readable: false, "record \(location.header.firstSequence + UInt64(index)) does not match its digest")
        } else if (try? RecordCodec.record(from: parts)) == nil {
          note(location, readable: false, "record \(location.header.firstSequence + UInt64(index)) cannot be decoded")
        }
      }
    }
    for number in catalogue.dictionaries.keys { _ = try dictionary(number) }
  }

  /// Records in no frame, and in frames that cannot be read; each counted once.
  var lostRecords: UInt64 {
    var lost = catalogue.gaps
    for damage in damages where !damage.readable {
      if let range = damage.lost, range.count == 2, range[0] < range[1] { lost.append(range[0]..<range[1]) }
    }
    var total: UInt64 = 0
    var end: UInt64 = 0
    for range in lost.sorted(by: { $0.lowerBound < $1.lowerBound }) where range.upperBound > end {
      total += range.upperBound - max(end, range.lowerBound)
      end = range.upperBound
    }
    return total
  }

  /// Writes damaged places as they were, where their parity tells; returns how many.
  mutating func repair(_ damages: [StoreDamage]) throws(StoreError) -> Int {
    var repaired = 0
    for segment in segments {
      var changed = false
      if try segmentHeader(segment) == nil {
        try segment.file.write(SegmentHeader(number: UInt32(segment.number), storeID: storeID).bytes, at: 0)
        changed = true
        repaired += 1
      }
      for damage in damages where damage.file == segment.name && damage.readable && damage.offset > 0 {
        guard let location = catalogue.allFrames.first(where: {
          $0.segment == segment.number && $0.offset == damage.offset
        }), case .repaired(let frame) = try segment.frame(at: location, storeID: storeID)
        else { continue }
        try segment.file.write(frame.bytes, at: damage.offset)
        changed = true
        repaired += 1
      }
      if changed { try segment.file.synchronize() }
    }
    return repaired
  }
}
