/// Text that remembers, character by character, whether it came from a message or from the template.
///
/// Python's strings are rows of scalars; so is this. Slicing, joining and replacing keep the marks for free.
struct MarkedText: Sendable {
  /// Scalars, with `mark` set on those that a message brought.
  var units: [UInt32]
  /// Came through `safe` or `escape`: what is added to it is escaped for HTML, as Python's Markup does.
  var isMarkup = false

  static let mark: UInt32 = 1 << 31

  init(units: [UInt32] = []) { self.units = units }

  init(_ text: String, fromMessage: Bool = false) {
    let mark = fromMessage ? Self.mark : 0
    units = text.unicodeScalars.map { $0.value | mark }
  }

  var count: Int { units.count }
  var isEmpty: Bool { units.isEmpty }

  /// The scalar of a unit without its mark.
  @inline(__always)
  static func code(_ unit: UInt32) -> UInt32 { unit & ~mark }

  /// The text without its marks.
  var string: String {
    var text = String.UnicodeScalarView()
    for unit in units { if let scalar = Unicode.Scalar(Self.code(unit)) { text.append(scalar) } }
    return String(text)
  }

  static func + (one: MarkedText, other: MarkedText) -> MarkedText { MarkedText(units: one.units + other.units) }

  /// Whether `text` stands at `position`, whatever the marks.
  func has(_ text: MarkedText, at position: Int) -> Bool {
    guard position >= 0, text.count <= count - position else { return false }
    for index in 0..<text.count where Self.code(units[position + index]) != Self.code(text.units[index]) {
      return false
    }
    return true
  }

  func firstIndex(of text: MarkedText, from start: Int = 0) -> Int? {
    guard text.count <= count else { return nil }
    guard let first = text.units.first.map(Self.code) else { return start <= count ? start : nil }
    var position = start
    while position <= count - text.count {
      if Self.code(units[position]) == first, has(text, at: position) { return position }
      position += 1
    }
    return nil
  }

  func lastIndex(of text: MarkedText) -> Int? {
    guard text.count <= count else { return nil }
    return (0...(count - text.count)).reversed().first { has(text, at: $0) }
  }

  func slice(_ range: Range<Int>) -> MarkedText { MarkedText(units: Array(units[range])) }

  /// The parts between occurrences of `separator`, at most `limit` cuts.
  func split(by separator: MarkedText, limit: Int) -> [MarkedText] {
    var parts: [MarkedText] = []
    var start = 0
    while parts.count < limit, let found = firstIndex(of: separator, from: start) {
      parts.append(slice(start..<found))
      start = found + separator.count
    }
    parts.append(slice(start..<count))
    return parts
  }

  func replacing(_ old: MarkedText, with new: MarkedText, limit: Int) -> MarkedText {
    if old.isEmpty {
      // Python puts the new text around every character.
      var result: [UInt32] = []
      var left = limit
      for index in 0...count {
        if left > 0 {
          result += new.units
          left -= 1
        }
        if index < count { result.append(units[index]) }
      }
      return MarkedText(units: result)
    }
    let parts = split(by: old, limit: limit)
    return MarkedText(units: Array(parts.map(\.units).joined(separator: new.units)))
  }

  static func isSpace(_ unit: UInt32) -> Bool {
    let code = code(unit)
    // Python counts the four separators of ASCII as space, Unicode does not.
    return (0x1C...0x1F).contains(code) || ScalarClass(code).contains(.space)
  }

  func trimmed(left: Bool, right: Bool, where isTrimmed: (UInt32) -> Bool = isSpace) -> MarkedText {
    var start = 0
    var end = count
    while left, start < end, isTrimmed(units[start]) { start += 1 }
    while right, end > start, isTrimmed(units[end - 1]) { end -= 1 }
    return slice(start..<end)
  }

  /// Every scalar replaced by what `map` says, with the mark of the one that it came from.
  func mapping(_ map: (_ scalar: Unicode.Scalar, _ index: Int) -> String) -> MarkedText {
    var result: [UInt32] = []
    result.reserveCapacity(count)
    for (index, unit) in units.enumerated() {
      guard let scalar = Unicode.Scalar(Self.code(unit)) else { continue }
      let mark = unit & Self.mark
      for other in map(scalar, index).unicodeScalars { result.append(other.value | mark) }
    }
    return MarkedText(units: result)
  }

  var uppercased: MarkedText { mapping { scalar, _ in scalar.properties.uppercaseMapping } }
  var lowercased: MarkedText { mapping { scalar, _ in scalar.properties.lowercaseMapping } }

  var capitalized: MarkedText {
    mapping { scalar, index in index == 0 ? scalar.properties.titlecaseMapping : scalar.properties.lowercaseMapping }
  }

  var escaped: MarkedText {
    if isMarkup { return self }
    var text = mapping { scalar, _ in
      switch scalar {
      case "&": "&amp;"
      case "<": "&lt;"
      case ">": "&gt;"
      case "\"": "&#34;"
      case "'": "&#39;"
      default: String(scalar)
      }
    }
    text.isMarkup = true
    return text
  }

  /// Python's `title`: a letter behind anything but a letter is made large, the others small.
  var titled: MarkedText {
    var wasCased = false
    return mapping { scalar, _ in
      defer { wasCased = scalar.properties.isCased }
      return wasCased ? scalar.properties.lowercaseMapping : scalar.properties.titlecaseMapping
    }
  }

  /// Jinja's `title` filter: a new word starts behind a space, a hyphen or an opening bracket only.
  var headlined: MarkedText {
    var isStart = true
    return mapping { scalar, _ in
      let separates = "-({[<".unicodeScalars.contains(scalar) || Self.isSpace(scalar.value)
      defer { isStart = separates }
      return isStart ? scalar.properties.uppercaseMapping : scalar.properties.lowercaseMapping
    }
  }

  /// Runs of equal origin, in order.
  var segments: [TextSegment] {
    var segments: [TextSegment] = []
    var start = 0
    for index in 1...max(count, 1) where index <= count {
      if index == count || units[index] & Self.mark != units[start] & Self.mark {
        segments.append(TextSegment(text: slice(start..<index).string, isTemplate: units[start] & Self.mark == 0))
        start = index
      }
    }
    return segments
  }
}

extension MarkedText: Hashable {
  static func == (one: MarkedText, other: MarkedText) -> Bool { one.count == other.count && one.has(other, at: 0) }

  func hash(into hasher: inout Hasher) {
    for unit in units { hasher.combine(Self.code(unit)) }
  }

  static func < (one: MarkedText, other: MarkedText) -> Bool {
    one.units.lazy.map(code).lexicographicallyPrecedes(other.units.lazy.map(code))
  }
}
