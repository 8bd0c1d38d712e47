/// Byte strings with their ids: an open-addressing table over one blob.
///
/// Swift's own dictionaries of strings unite canonically equivalent keys, and a vocabulary may hold both forms.
struct TokenTable: Sendable {
  private var blob: [UInt8] = []
  private var starts: [Int] = [0]
  private var ids: [Int32] = []
  private var slots: [Int32]
  private let mask: Int
  private(set) var longest = 0

  /// Room for `capacity` entries; more are refused by `insert`.
  init(capacity: Int) {
    var size = 16
    while size < capacity &* 2 { size <<= 1 }
    slots = Array(repeating: -1, count: size)
    mask = size - 1
    ids.reserveCapacity(capacity)
    starts.reserveCapacity(capacity + 1)
  }

  var count: Int { ids.count }

  /// Adds an entry; false where that byte string is there already.
  mutating func insert(_ key: some Collection<UInt8>, id: Int32) -> Bool {
    let start = blob.count
    blob.append(contentsOf: key)
    let end = blob.count
    var slot = Self.hash(blob, start, end) & mask
    while slots[slot] >= 0 {
      if equals(Int(slots[slot]), blob, start, end) {
        blob.removeLast(end - start)
        return false
      }
      slot = (slot + 1) & mask
    }
    guard ids.count < mask else {
      blob.removeLast(end - start)
      return false
    }
    slots[slot] = Int32(ids.count)
    ids.append(id)
    starts.append(end)
    longest = max(longest, end - start)
    return true
  }

  func id(_ bytes: [UInt8], _ start: Int, _ end: Int) -> Int32? {
    if end - start > longest { return nil }
    var slot = Self.hash(bytes, start, end) & mask
    while slots[slot] >= 0 {
      let entry = Int(slots[slot])
      if equals(entry, bytes, start, end) { return ids[entry] }
      slot = (slot + 1) & mask
    }
    return nil
  }

  func id(_ bytes: [UInt8]) -> Int32? { id(bytes, 0, bytes.count) }

  func id(_ text: String) -> Int32? { id(Array(text.utf8)) }

  private func equals(_ entry: Int, _ bytes: [UInt8], _ start: Int, _ end: Int) -> Bool {
    let from = starts[entry]
    guard starts[entry + 1] - from == end - start else { return false }
    for index in 0..<(end - start) where blob[from + index] != bytes[start + index] { return false }
    return true
  }

  @inline(__always)
  private static func hash(_ bytes: [UInt8], _ start: Int, _ end: Int) -> Int {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    var index = start
    while index < end {
      hash = (hash ^ UInt64(bytes[index])) &* 0x0000_0100_0000_01B3
      index += 1
    }
    hash ^= hash >> 32
    return Int(truncatingIfNeeded: (hash &* 0x9E37_79B9_7F4A_7C15) >> 20)
  }
}
