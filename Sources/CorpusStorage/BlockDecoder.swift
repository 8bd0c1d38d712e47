/// Reads back what `BlockEncoder` laid out, record by record; every count is checked against the bytes that are there.
struct BlockDecoder {
  private struct Layout {
    let bytes: [UInt8]
    let texts: Int
    let integers: Int
    let singles: Int
    let doubles: Int
  }

  private let block: [UInt8]
  private var structure: ByteCursor
  private let singleCount: Int
  private let doubleCount: Int
  private let singlePlanes: Int
  private let doublePlanes: Int
  private var nextSingle = 0
  private var nextDouble = 0
  private var layouts: [Layout] = []
  /// Where the block's shared texts are.
  private var shared: [Range<Int>] = []

  private init(_ block: [UInt8]) throws(DamagedBytes) {
    self.block = block
    var cursor = ByteCursor(block)
    let structureSize = try cursor.boundedCount()
    singleCount = try cursor.boundedCount()
    doubleCount = try cursor.boundedCount()
    let start = cursor.position
    singlePlanes = start + structureSize
    doublePlanes = singlePlanes + singleCount * 4
    guard doublePlanes + doubleCount * 8 == block.count else { throw DamagedBytes(what: "sizes do not add up") }
    structure = ByteCursor(block, in: start..<singlePlanes)
  }

  /// The `count` records of a block.
  static func decode(_ block: [UInt8], count: Int) throws(DamagedBytes) -> [RecordParts] {
    var decoder = try BlockDecoder(block)
    guard count >= 0, count <= block.count else { throw DamagedBytes(what: "more records than bytes") }
    var records: [RecordParts] = []
    records.reserveCapacity(count)
    for _ in 0..<count { records.append(try decoder.next()) }
    guard decoder.structure.remaining == 0, decoder.nextSingle == decoder.singleCount,
      decoder.nextDouble == decoder.doubleCount
    else { throw DamagedBytes(what: "bytes behind the last record") }
    return records
  }

  /// One record of a block, without building those before it.
  static func decode(_ block: [UInt8], at index: Int) throws(DamagedBytes) -> RecordParts {
    var decoder = try BlockDecoder(block)
    for _ in 0..<index { try decoder.skip() }
    return try decoder.next()
  }

  private mutating func next() throws(DamagedBytes) -> RecordParts {
    let layout = try layout()
    var texts: [[UInt8]] = []
    texts.reserveCapacity(layout.texts)
    for _ in 0..<layout.texts { texts.append(Array(block[try text()])) }
    var integers: [Int64] = []
    integers.reserveCapacity(layout.integers)
    for _ in 0..<layout.integers { integers.append(RecordParts.unzigzag(try structure.count())) }
    var singles: [UInt32] = []
    for place in try takeSingles(layout) {
      singles.append((0..<4).reduce(0) { $0 << 8 | UInt32(block[singlePlanes + $1 * singleCount + place]) })
    }
    var doubles: [UInt64] = []
    for place in try takeDoubles(layout) {
      doubles.append((0..<8).reduce(0) { $0 << 8 | UInt64(block[doublePlanes + $1 * doubleCount + place]) })
    }
    return RecordParts(layout: layout.bytes, texts: texts, integers: integers, singles: singles, doubles: doubles)
  }

  private mutating func skip() throws(DamagedBytes) {
    let layout = try layout()
    for _ in 0..<layout.texts { _ = try text() }
    for _ in 0..<layout.integers { _ = try structure.count() }
    _ = try takeSingles(layout)
    _ = try takeDoubles(layout)
  }

  private mutating func takeSingles(_ layout: Layout) throws(DamagedBytes) -> Range<Int> {
    guard layout.singles <= singleCount - nextSingle else { throw DamagedBytes(what: "a number is missing") }
    defer { nextSingle += layout.singles }
    return nextSingle..<(nextSingle + layout.singles)
  }

  private mutating func takeDoubles(_ layout: Layout) throws(DamagedBytes) -> Range<Int> {
    guard layout.doubles <= doubleCount - nextDouble else { throw DamagedBytes(what: "a number is missing") }
    defer { nextDouble += layout.doubles }
    return nextDouble..<(nextDouble + layout.doubles)
  }

  private mutating func layout() throws(DamagedBytes) -> Layout {
    let reference = try structure.count()
    if reference > 0 {
      guard reference <= UInt64(layouts.count) else { throw DamagedBytes(what: "a layout that is not there") }
      return layouts[Int(reference) - 1]
    }
    let size = try structure.boundedCount()
    let bytes = Array(block[try structure.skip(size)])
    let layout = Layout(
      bytes: bytes, texts: try structure.boundedCount(), integers: try structure.boundedCount(),
      singles: try count(atMost: singleCount), doubles: try count(atMost: doubleCount))
    layouts.append(layout)
    return layout
  }

  private mutating func count(atMost limit: Int) throws(DamagedBytes) -> Int {
    let value = try structure.count()
    guard value <= UInt64(limit) else { throw DamagedBytes(what: "a number is missing") }
    return Int(value)
  }

  private mutating func text() throws(DamagedBytes) -> Range<Int> {
    let distance = try structure.count()
    if distance > 0 {
      guard distance <= UInt64(shared.count) else { throw DamagedBytes(what: "a text that is not there") }
      return shared[shared.count - Int(distance)]
    }
    let place = try structure.skip(try structure.boundedCount())
    if place.count <= BlockEncoder.longestSharedText { shared.append(place) }
    return place
  }
}
