/// A set of Unicode scalars as a regular expression writes it: ranges, classes, and sets within sets.
struct ScalarSet: Sendable, Equatable {
  var ranges: [ClosedRange<UInt32>] = []
  var classes: ScalarClass = []
  var negatedClasses: [ScalarClass] = []
  var nested: [ScalarSet] = []
  var isNegated = false
  /// Membership of the 128 ASCII codes, fixed by `seal`.
  private var ascii: (low: UInt64, high: UInt64) = (0, 0)

  static func == (one: ScalarSet, other: ScalarSet) -> Bool {
    one.ranges == other.ranges && one.classes == other.classes && one.negatedClasses == other.negatedClasses
      && one.nested == other.nested && one.isNegated == other.isNegated
  }

  init() {}

  init(_ code: UInt32) { ranges = [code...code] }

  static let anyButLineEnd: ScalarSet = {
    var set = ScalarSet(0x0A)
    set.isNegated = true
    return set
  }()

  static let word: ScalarSet = {
    var set = ScalarSet()
    set.classes = [.letter, .decimal, .mark, .connector]
    return set
  }()

  private func test(_ code: UInt32) -> Bool {
    let set = ScalarClass(code)
    let isIn =
      !set.isDisjoint(with: classes)
      || negatedClasses.contains { set.isDisjoint(with: $0) }
      || ranges.contains { $0.contains(code) }
      || nested.contains { $0.test(code) }
    return isIn != isNegated
  }

  mutating func seal() {
    ascii = (0, 0)
    for code in UInt32(0)..<64 {
      if test(code) { ascii.low |= 1 << UInt64(code) }
      if test(code + 64) { ascii.high |= 1 << UInt64(code) }
    }
  }

  @inline(__always)
  func contains(_ code: UInt32) -> Bool {
    if code < 64 { return ascii.low >> UInt64(code) & 1 == 1 }
    if code < 128 { return ascii.high >> UInt64(code - 64) & 1 == 1 }
    return test(code)
  }

  /// Adds the other case of every scalar of the set's ranges, for `(?i)`.
  mutating func foldCase() {
    for range in ranges where range.upperBound - range.lowerBound < 0x2000 {
      for code in range {
        for other in Self.otherCases(code) { ranges.append(other...other) }
      }
    }
    for index in nested.indices { nested[index].foldCase() }
  }

  private static func otherCases(_ code: UInt32) -> [UInt32] {
    guard let scalar = Unicode.Scalar(code) else { return [] }
    var others: Set<UInt32> = []
    for mapping in [scalar.properties.lowercaseMapping, scalar.properties.uppercaseMapping] {
      if let only = mapping.unicodeScalars.first, mapping.unicodeScalars.count == 1 { others.insert(only.value) }
    }
    // Letters outside ASCII that fold onto ASCII ones.
    switch scalar.value | 0x20 {
    case 0x73: others.insert(0x17F)
    case 0x6B: others.insert(0x212A)
    default: break
    }
    return others.subtracting([code]).sorted()
  }
}
