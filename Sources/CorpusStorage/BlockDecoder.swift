/// Reads back what `BlockEncoder` laid out; every count is checked against the bytes that are there.
enum BlockDecoder {
  private struct Layout {
    let bytes: [UInt8]
    let texts: Int
    let integers: Int
    let singles: Int
    let doubles: Int
  }

  /// A record before its fractions are known.
  private struct Skeleton {
    let layout: Layout
    let texts: [[UInt8]]
    let integers: [Int64]
  }

  /// The `count` records of a block.
  static func decode(_ block: [UInt8], count: Int) throws(DamagedBytes) -> [RecordParts] {
    var cursor = ByteCursor(block)
    let structureSize = try cursor.boundedCount()
    let start = cursor.position
    var structure = ByteCursor(block, in: start..<(start + structureSize))
    guard count >= 0, count <= structureSize else { throw DamagedBytes(what: "more records than bytes") }

    var layouts: [Layout] = []
    var shared: [[UInt8]] = []
    var skeletons: [Skeleton] = []
    skeletons.reserveCapacity(count)
    var singleCount = 0
    var doubleCount = 0
    for _ in 0..<count {
      let layout = try layout(&structure, known: &layouts)
      var texts: [[UInt8]] = []
      texts.reserveCapacity(layout.texts)
      for _ in 0..<layout.texts { texts.append(try text(&structure, known: &shared)) }
      var integers: [Int64] = []
      integers.reserveCapacity(layout.integers)
      for _ in 0..<layout.integers { integers.append(RecordParts.unzigzag(try structure.count())) }
      singleCount += layout.singles
      doubleCount += layout.doubles
      guard singleCount <= block.count, doubleCount <= block.count else {
        throw DamagedBytes(what: "more numbers than bytes")
      }
      skeletons.append(Skeleton(layout: layout, texts: texts, integers: integers))
    }
    let planes = start + structureSize
    guard structure.remaining == 0, block.count - planes == singleCount * 4 + doubleCount * 8 else {
      throw DamagedBytes(what: "sizes do not add up")
    }

    var records: [RecordParts] = []
    records.reserveCapacity(count)
    var single = 0
    var double = 0
    let doublePlanes = planes + singleCount * 4
    for skeleton in skeletons {
      let singles = (0..<skeleton.layout.singles).map { offset in
        (0..<4).reduce(UInt32(0)) { $0 << 8 | UInt32(block[planes + $1 * singleCount + single + offset]) }
      }
      let doubles = (0..<skeleton.layout.doubles).map { offset in
        (0..<8).reduce(UInt64(0)) { $0 << 8 | UInt64(block[doublePlanes + $1 * doubleCount + double + offset]) }
      }
      single += singles.count
      double += doubles.count
      records.append(
        RecordParts(
          layout: skeleton.layout.bytes, texts: skeleton.texts, integers: skeleton.integers, singles: singles,
          doubles: doubles))
    }
    return records
  }

  private static func layout(
    _ structure: inout ByteCursor, known: inout [Layout]
  ) throws(DamagedBytes) -> Layout {
    let reference = try structure.count()
    if reference > 0 {
      guard reference <= UInt64(known.count) else { throw DamagedBytes(what: "a layout that is not there") }
      return known[Int(reference) - 1]
    }
    let size = try structure.boundedCount()
    let layout = Layout(
      bytes: Array(try structure.raw(size)), texts: try structure.boundedCount(), integers: try structure.boundedCount(),
      singles: try smallCount(&structure), doubles: try smallCount(&structure))
    known.append(layout)
    return layout
  }

  /// Numbers of a record; their bytes are not in the structure, so its end is no bound.
  private static func smallCount(_ structure: inout ByteCursor) throws(DamagedBytes) -> Int {
    let value = try structure.count()
    guard value <= 1 << 20 else { throw DamagedBytes(what: "too many numbers in a record") }
    return Int(value)
  }

  private static func text(_ structure: inout ByteCursor, known: inout [[UInt8]]) throws(DamagedBytes) -> [UInt8] {
    let distance = try structure.count()
    if distance > 0 {
      guard distance <= UInt64(known.count) else { throw DamagedBytes(what: "a text that is not there") }
      return known[known.count - Int(distance)]
    }
    let size = try structure.boundedCount()
    let text = Array(try structure.raw(size))
    if size <= BlockEncoder.longestSharedText { known.append(text) }
    return text
  }
}
