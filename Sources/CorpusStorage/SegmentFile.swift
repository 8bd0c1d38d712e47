/// Where a frame is.
struct FrameLocation: Equatable {
  let segment: Int
  let offset: Int
  let header: FrameHeader

  var end: Int { offset + header.frameSize }
}

/// A segment, and how its frames are found.
struct SegmentFile {
  let number: Int
  let file: StoreFile

  var name: String { StoreFormat.segmentName(number) }

  /// What a scan found.
  struct Scan {
    /// Whole frames, in order, whose append was completed.
    var frames: [FrameLocation] = []
    /// Damage with a completed append behind it.
    var damages: [StoreDamage] = []
    /// End of the last completed append. What lies behind was never acknowledged, or is damaged at its very end.
    var committedEnd: Int
    /// Damage behind it: frames that are there in full and yet not what was written.
    var damagesAtEnd: [StoreDamage] = []
    var end: Int
  }

  /// Finds and checks every frame from `offset` on, where a frame begins. Bytes before `acknowledged` are known to have been
  /// acknowledged, so that damage there is damage and not a torn append; nil where nothing is known. What ends the
  /// last segment may be an append of which the disk got only parts.
  func scan(from offset: Int, acknowledged known: Int?, isLast: Bool, storeID: [UInt8]) throws(StoreError) -> Scan {
    let end = try file.size()
    let acknowledged = known ?? 0
    var scan = Scan(committedEnd: offset, end: end)
    var beforeLastAppend = scan
    var lastDamages: [StoreDamage] = []
    var pendingFrames: [FrameLocation] = []
    var pendingDamages: [StoreDamage] = []
    var position = offset
    while position < end {
      guard let found = FrameHeader.read(try file.read(FrameHeader.size, at: position), storeID: storeID),
        position + found.header.frameSize <= end
      else {
        let next = try nextHeader(after: position, end: end, storeID: storeID)
        if next < end || position < acknowledged {
          pendingDamages.append(damage(position, next - position, lost: nil, readable: false, "no frame there"))
        }
        position = next
        continue
      }
      let location = FrameLocation(segment: number, offset: position, header: found.header)
      let bytes = try file.read(found.header.frameSize, at: position)
      switch RecordFrame.check(
        bytes, header: found.header, headerBytes: found.bytes, headerWasRepaired: found.wasRepaired)
      {
      case .intact:
        pendingFrames.append(location)
      case .repaired:
        pendingFrames.append(location)
        pendingDamages.append(
          damage(position, bytes.count, lost: nil, readable: true, "one damaged place, put right from the parity"))
      case .damaged(let detail):
        let lost = [found.header.sequences.lowerBound, found.header.sequences.upperBound]
        pendingDamages.append(
          damage(position, bytes.count, lost: found.header.count > 0 ? lost : nil, readable: false, detail))
        position += bytes.count
        continue
      }
      position += bytes.count
      if found.header.flags.contains(.commit) {
        beforeLastAppend = scan
        lastDamages = pendingDamages.filter { !$0.readable }
        scan.frames += pendingFrames
        scan.damages += pendingDamages
        scan.committedEnd = position
        pendingFrames = []
        pendingDamages = []
      }
    }
    if isLast, known != nil, !lastDamages.isEmpty, beforeLastAppend.committedEnd >= acknowledged {
      scan = beforeLastAppend
      pendingDamages = lastDamages + pendingDamages
    }
    if acknowledged > scan.committedEnd {
      scan.frames += pendingFrames.filter { $0.end <= acknowledged }
      scan.damages += pendingDamages.filter { $0.offset < acknowledged }
      scan.committedEnd = min(acknowledged, end)
      pendingDamages.removeAll { $0.offset < acknowledged }
    }
    scan.damagesAtEnd = pendingDamages
    return scan
  }

  /// The frame at a place, with its damage put right where that can be.
  func frame(at location: FrameLocation, storeID: [UInt8]) throws(StoreError) -> RecordFrame.Reading {
    let bytes = try file.read(location.header.frameSize, at: location.offset)
    guard let found = FrameHeader.read(bytes, storeID: storeID), found.header == location.header else {
      return .damaged("the header is damaged")
    }
    return RecordFrame.check(
      bytes, header: found.header, headerBytes: found.bytes, headerWasRepaired: found.wasRepaired)
  }

  private func damage(
    _ offset: Int, _ bytes: Int, lost: [UInt64]?, readable: Bool, _ detail: String
  ) -> StoreDamage {
    StoreDamage(file: name, offset: offset, bytes: bytes, lost: lost, readable: readable, detail: detail)
  }

  /// The next place after `position` where an undamaged header stands; `end` where there is none.
  private func nextHeader(after position: Int, end: Int, storeID: [UInt8]) throws(StoreError) -> Int {
    let step = 1 << 20
    var start = position + 1
    while start < end {
      let bytes = try file.read(step + FrameHeader.size, at: start)
      var place = 0
      while place < min(step, bytes.count) {
        if bytes[place] == FrameHeader.magic[0], bytes.count - place >= FrameHeader.size {
          let candidate = Array(bytes[place..<(place + FrameHeader.size)])
          if candidate.starts(with: FrameHeader.magic),
            let found = FrameHeader.read(candidate, storeID: storeID), !found.wasRepaired
          {
            return start + place
          }
        }
        place += 1
      }
      start += step
    }
    return end
  }
}
