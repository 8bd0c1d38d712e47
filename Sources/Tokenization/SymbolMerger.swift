/// Byte-pair merging of a row of symbols: the earliest merge first, the leftmost of equals first.
///
/// Short rows are scanned; long ones go through a heap over a linked list, O(n log n), so that no text is quadratic.
enum SymbolMerger {
  /// Up to here a scan is faster than the heap.
  static let shortest = 32

  static func merge(_ symbols: inout [Int32], by pairs: PairTable) {
    if symbols.count < 2 { return }
    if symbols.count <= shortest { scan(&symbols, pairs) } else { heap(&symbols, pairs) }
  }

  private static func scan(_ symbols: inout [Int32], _ pairs: PairTable) {
    let none = Int32.max
    var ranks: [Int32] = []
    var merged: [Int32] = []
    ranks.reserveCapacity(symbols.count)
    merged.reserveCapacity(symbols.count)
    for index in 0..<(symbols.count - 1) {
      let merge = pairs.merge(symbols[index], symbols[index + 1])
      ranks.append(merge?.rank ?? none)
      merged.append(merge?.id ?? 0)
    }
    while true {
      var best = none
      var at = 0
      for index in 0..<ranks.count where ranks[index] < best {
        best = ranks[index]
        at = index
      }
      if best == none { return }
      symbols[at] = merged[at]
      symbols.remove(at: at + 1)
      ranks.remove(at: at)
      merged.remove(at: at)
      if at < ranks.count {
        let merge = pairs.merge(symbols[at], symbols[at + 1])
        ranks[at] = merge?.rank ?? none
        merged[at] = merge?.id ?? 0
      }
      if at > 0 {
        let merge = pairs.merge(symbols[at - 1], symbols[at])
        ranks[at - 1] = merge?.rank ?? none
        merged[at - 1] = merge?.id ?? 0
      }
    }
  }

  private static func heap(_ symbols: inout [Int32], _ pairs: PairTable) {
    let count = symbols.count
    // Neighbours; -1 ends the list. A symbol that was merged away is -1 in `symbols`.
    var next = (1...count).map { Int32($0) }
    var previous = (-1..<count - 1).map { Int32($0) }
    next[count - 1] = -1
    var queue = MergeQueue()
    queue.reserve(count)
    for index in 0..<(count - 1) {
      if let merge = pairs.merge(symbols[index], symbols[index + 1]) {
        queue.append(rank: merge.rank, position: index)
      }
    }
    queue.order()
    while let (rank, position) = queue.pop() {
      let right = Int(next[position])
      guard symbols[position] >= 0, right >= 0,
        let merge = pairs.merge(symbols[position], symbols[right]), merge.rank == rank
      else { continue }
      symbols[position] = merge.id
      symbols[right] = -1
      let after = Int(next[right])
      next[position] = Int32(after)
      if after >= 0 {
        previous[after] = Int32(position)
        if let merge = pairs.merge(merge.id, symbols[after]) { queue.push(rank: merge.rank, position: position) }
      }
      let before = Int(previous[position])
      if before >= 0, let merge = pairs.merge(symbols[before], merge.id) {
        queue.push(rank: merge.rank, position: before)
      }
    }
    symbols.removeAll { $0 < 0 }
  }
}

/// A binary heap of (rank, position), packed so that one comparison orders both.
private struct MergeQueue {
  private var keys: [UInt64] = []

  mutating func reserve(_ count: Int) { keys.reserveCapacity(count) }

  private static func key(_ rank: Int32, _ position: Int) -> UInt64 {
    UInt64(UInt32(bitPattern: rank)) << 32 | UInt64(UInt32(truncatingIfNeeded: position))
  }

  /// Adds without ordering; call `order` before the first `pop`.
  mutating func append(rank: Int32, position: Int) { keys.append(Self.key(rank, position)) }

  /// A sorted array is a heap.
  mutating func order() { keys.sort() }

  mutating func push(rank: Int32, position: Int) {
    let key = Self.key(rank, position)
    var hole = keys.count
    keys.append(key)
    while hole > 0 {
      let parent = (hole - 1) / 2
      if keys[parent] <= key { break }
      keys[hole] = keys[parent]
      hole = parent
    }
    keys[hole] = key
  }

  mutating func pop() -> (rank: Int32, position: Int)? {
    guard let first = keys.first, let last = keys.popLast() else { return nil }
    let count = keys.count
    if count > 0 {
      var hole = 0
      while true {
        var child = hole * 2 + 1
        if child >= count { break }
        if child + 1 < count, keys[child + 1] < keys[child] { child += 1 }
        if keys[child] >= last { break }
        keys[hole] = keys[child]
        hole = child
      }
      keys[hole] = last
    }
    return (Int32(truncatingIfNeeded: first >> 32), Int(first & 0xFFFF_FFFF))
  }
}
