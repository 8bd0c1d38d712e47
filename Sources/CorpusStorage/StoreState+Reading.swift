import Digests
import Findings

extension StoreState {
  mutating func record(at sequence: UInt64) throws(StoreError) -> CorpusRecord? {
    guard let location = catalogue.frame(holding: sequence) else { return nil }
    guard let parts = try record(Int(sequence - location.header.firstSequence), at: location) else { return nil }
    return try? RecordCodec.record(from: parts)
  }

  mutating func hit(_ id: String) throws(StoreError) -> Hit? {
    guard let sequence = catalogue.hits[id] else { return nil }
    if case .hit(let hit)? = try record(at: sequence), hit.id == id { return hit }
    // The latest form is lost, or the index was wrong about its place: an earlier one is better than none.
    var latest: Hit?
    try forEach(kinds: [.hit]) { (_, _, parts) throws(StoreError) in
      if case .hit(let hit)? = try? RecordCodec.record(from: parts), hit.id == id { latest = hit }
    }
    return latest
  }

  mutating func digest() throws(StoreError) -> String {
    var hash = RunningSHA256()
    let kinds = Set(CorpusRecord.Kind.allCases.filter(\.isInStoreDigest))
    try forEach(kinds: kinds) { (_, _, parts) throws(StoreError) in
      let bytes = parts.canonicalBytes
      var framed = ByteWriter()
      framed.count(bytes.count)
      framed.raw(bytes)
      hash.update(framed.bytes)
    }
    return hash.hexadecimal()
  }
}
