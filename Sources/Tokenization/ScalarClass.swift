/// What pre-tokenizers ask of a Unicode scalar, as a set of bits.
struct ScalarClass: OptionSet, Sendable {
  let rawValue: UInt16

  /// `\p{L}`
  static let letter = ScalarClass(rawValue: 1 << 0)
  /// `\p{N}`
  static let number = ScalarClass(rawValue: 1 << 1)
  /// `\s`, Unicode's White_Space
  static let space = ScalarClass(rawValue: 1 << 2)
  /// `\p{Lu}`
  static let upper = ScalarClass(rawValue: 1 << 3)
  /// `\p{Ll}`
  static let lower = ScalarClass(rawValue: 1 << 4)
  /// `\p{M}`
  static let mark = ScalarClass(rawValue: 1 << 5)
  /// `\p{P}`
  static let punctuation = ScalarClass(rawValue: 1 << 6)
  /// `\p{S}`
  static let symbol = ScalarClass(rawValue: 1 << 7)
  /// `\p{Lt}`
  static let title = ScalarClass(rawValue: 1 << 8)
  /// `\p{Lm}`
  static let modifier = ScalarClass(rawValue: 1 << 9)
  /// `\p{Lo}`
  static let otherLetter = ScalarClass(rawValue: 1 << 10)
  /// `\p{Nd}`
  static let decimal = ScalarClass(rawValue: 1 << 11)
  /// `_` and the other connectors, `\p{Pc}`
  static let connector = ScalarClass(rawValue: 1 << 12)
  /// `\p{C}` other than unassigned ones
  static let control = ScalarClass(rawValue: 1 << 13)
  /// `\p{Mn}`
  static let nonspacingMark = ScalarClass(rawValue: 1 << 14)

  private static let basicPlane: [ScalarClass] = (0..<0x10000).map { code in
    guard let scalar = Unicode.Scalar(UInt32(code)) else { return [] }
    return ScalarClass(looking: scalar)
  }

  init(rawValue: UInt16) { self.rawValue = rawValue }

  /// Looks a scalar up, from a table where it is in the basic plane.
  @inline(__always)
  init(_ code: UInt32) {
    if code < 0x10000 {
      self = Self.basicPlane[Int(code)]
    } else if let scalar = Unicode.Scalar(code) {
      self.init(looking: scalar)
    } else {
      self = []
    }
  }

  /// What Unicode has assigned since is of no class, as in the libraries that models' tokenizers come from: ids must not
  /// change with the Swift release.
  private static let newest = 16

  private init(looking scalar: Unicode.Scalar) {
    if let age = scalar.properties.age, age.major > Self.newest {
      self = []
      return
    }
    var set: ScalarClass =
      switch scalar.properties.generalCategory {
      case .uppercaseLetter: [.letter, .upper]
      case .lowercaseLetter: [.letter, .lower]
      case .titlecaseLetter: [.letter, .title]
      case .modifierLetter: [.letter, .modifier]
      case .otherLetter: [.letter, .otherLetter]
      case .decimalNumber: [.number, .decimal]
      case .letterNumber, .otherNumber: .number
      case .nonspacingMark: [.mark, .nonspacingMark]
      case .spacingMark, .enclosingMark: .mark
      case .connectorPunctuation: [.punctuation, .connector]
      case .dashPunctuation, .openPunctuation, .closePunctuation, .initialPunctuation, .finalPunctuation,
        .otherPunctuation:
        .punctuation
      case .mathSymbol, .currencySymbol, .modifierSymbol, .otherSymbol: .symbol
      case .control, .format, .surrogate, .privateUse: .control
      default: []
      }
    if scalar.properties.isWhitespace { set.insert(.space) }
    self = set
  }
}

/// The scalar that starts at `position` in valid UTF-8, and its length in bytes.
///
/// A broken sequence reads as one byte of U+FFFD, so that a walk always advances.
@inline(__always)
func decodeScalar(_ bytes: [UInt8], _ position: Int, _ end: Int) -> (code: UInt32, length: Int) {
  let first = bytes[position]
  if first < 0x80 { return (UInt32(first), 1) }
  let length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
  guard first >= 0xC0, end - position >= length else { return (0xFFFD, 1) }
  var code = UInt32(first) & (0x7F >> UInt32(length))
  for index in 1..<length { code = code << 6 | UInt32(bytes[position + index] & 0x3F) }
  return (code, length)
}

extension [UInt8] {
  /// Appends a scalar's UTF-8 form; nothing for a code that is no scalar.
  mutating func appendScalar(_ code: UInt32) {
    guard let scalar = Unicode.Scalar(code), let encoded = UTF8.encode(scalar) else { return }
    append(contentsOf: encoded)
  }
}
