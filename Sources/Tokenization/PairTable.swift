/// Which two tokens merge, how early, and into what: (left id, right id) → (rank, merged id).
struct PairTable: Sendable {
  struct Merge: Sendable {
    var rank: Int32
    var id: Int32
  }

  private var keys: [UInt64]
  private var merges: [Merge]
  private let shift: UInt64
  private let mask: Int
  private(set) var count = 0

  private static let empty = UInt64.max

  init(capacity: Int) {
    var bits: UInt64 = 4
    while (1 << bits) < capacity &* 2 { bits += 1 }
    keys = Array(repeating: Self.empty, count: 1 << Int(bits))
    merges = Array(repeating: Merge(rank: 0, id: 0), count: 1 << Int(bits))
    shift = 64 - bits
    mask = 1 << Int(bits) - 1
  }

  @inline(__always)
  private func slot(_ key: UInt64) -> Int {
    Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) >> shift)
  }

  @inline(__always)
  private static func key(_ left: Int32, _ right: Int32) -> UInt64 {
    UInt64(UInt32(bitPattern: left)) << 32 | UInt64(UInt32(bitPattern: right))
  }

  /// Adds a pair; an entry for the same pair is replaced, as `tokenizers` does. Does nothing when the table is full.
  mutating func insert(_ left: Int32, _ right: Int32, rank: Int32, id: Int32) {
    guard count < mask else { return }
    let key = Self.key(left, right)
    var slot = slot(key)
    while keys[slot] != Self.empty {
      if keys[slot] == key {
        merges[slot] = Merge(rank: rank, id: id)
        return
      }
      slot = (slot + 1) & mask
    }
    keys[slot] = key
    merges[slot] = Merge(rank: rank, id: id)
    count += 1
  }

  @inline(__always)
  func merge(_ left: Int32, _ right: Int32) -> Merge? {
    let key = Self.key(left, right)
    var slot = slot(key)
    while true {
      let found = keys[slot]
      if found == key { return merges[slot] }
      if found == Self.empty { return nil }
      slot = (slot + 1) & mask
    }
  }
}
