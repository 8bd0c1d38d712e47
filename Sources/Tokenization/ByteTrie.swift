/// Byte strings as paths from a root, for finding all of them that start at one place in a single walk.
struct ByteTrie: Sendable {
  private var children: PairTable
  /// What ends at each node, -1 for nothing. Node 0 is the root.
  private var values: [Int32] = [-1]

  /// - Parameter bytes: the total length of what will be inserted.
  init(bytes: Int) { children = PairTable(capacity: bytes + 16) }

  /// Adds a byte string; one that is there already keeps its value.
  mutating func insert(_ key: [UInt8], value: Int32) {
    var node: Int32 = 0
    for byte in key {
      if let child = children.merge(node, Int32(byte)) {
        node = child.id
      } else {
        let child = Int32(values.count)
        values.append(-1)
        children.insert(node, Int32(byte), rank: 0, id: child)
        node = child
      }
    }
    if values[Int(node)] < 0 { values[Int(node)] = value }
  }

  /// Calls `found` for every entry that starts at `start`, shortest first.
  @inline(__always)
  func walk(_ bytes: [UInt8], _ start: Int, _ end: Int, _ found: (_ end: Int, _ value: Int32) -> Void) {
    var node: Int32 = 0
    var position = start
    while position < end, let child = children.merge(node, Int32(bytes[position])) {
      node = child.id
      position += 1
      if values[Int(node)] >= 0 { found(position, values[Int(node)]) }
    }
  }
}
