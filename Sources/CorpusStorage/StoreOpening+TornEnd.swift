extension StoreOpening.Found {
  /// Cuts off what a crash left behind the last completed append, and keeps the bytes in `torn/` in case they were
  /// something else. Damage in earlier segments stays where it is. Returns the files that keep them.
  mutating func cutTornEnd() throws(StoreError) -> [String] {
    var setAside: [String] = []
    for segment in state.segments {
      guard let torn = tornBytes[segment.number] else { continue }
      let end = try segment.file.size()
      if segment.number != state.segments.last?.number {
        for damage in damagesAtEnd where damage.file == segment.name { state.note(damage) }
        if !damagesAtEnd.contains(where: { $0.file == segment.name }) {
          state.note(
            StoreDamage(
              file: segment.name, offset: end - torn, bytes: torn, lost: nil, readable: false, detail: "no frame there"))
        }
        continue
      }
      if end < SegmentHeader.size {
        // A segment that was being made: nothing in it was acknowledged.
        try state.segmentDirectory.removeIfPresent(segment.name)
        try state.segmentDirectory.synchronize()
        continue
      }
      let bytes = try segment.file.read(min(torn, 64 << 20), at: end - torn)
      if bytes.contains(where: { $0 != 0 }), let name = keep(bytes, of: segment, at: end - torn) {
        setAside.append(name)
      }
      try segment.file.truncate(to: end - torn)
      try segment.file.synchronize()
    }
    if let last = state.segments.last, try last.file.size() < SegmentHeader.size { state.segments.removeLast() }
    return setAside
  }

  /// Keeping is a courtesy: where there is no room for it, opening goes on without.
  private func keep(_ bytes: [UInt8], of segment: SegmentFile, at offset: Int) -> String? {
    let name = "\(segment.name)-\(offset).bytes"
    do {
      let folder: StoreDirectory
      do {
        folder = try state.directory.subdirectory(StoreFormat.tornName)
      } catch {
        folder = try state.directory.createSubdirectory(StoreFormat.tornName)
      }
      try folder.replace(name, with: bytes)
      return StoreFormat.tornName + "/" + name
    } catch {
      return nil
    }
  }
}
