/// Writing systems, as far as they tell languages apart.
enum TextScript: String, Sendable, CaseIterable {
  case latin, cyrillic, greek, arabic, hebrew, devanagari, bengali, tamil, thai, hangul, kana, han, georgian, armenian, ethiopic

  init?(_ scalar: Unicode.Scalar) {
    switch scalar.value {
    case 0x41...0x5A, 0x61...0x7A, 0xC0...0xD6, 0xD8...0xF6, 0xF8...0x24F, 0x1E00...0x1EFF: self = .latin
    case 0x370...0x3FF, 0x1F00...0x1FFF: self = .greek
    case 0x400...0x52F: self = .cyrillic
    case 0x530...0x58F: self = .armenian
    case 0x590...0x5FF: self = .hebrew
    case 0x600...0x6FF, 0x750...0x77F, 0x8A0...0x8FF, 0xFB50...0xFDFF, 0xFE70...0xFEFF: self = .arabic
    case 0x900...0x97F: self = .devanagari
    case 0x980...0x9FF: self = .bengali
    case 0xB80...0xBFF: self = .tamil
    case 0xE00...0xE7F: self = .thai
    case 0x10A0...0x10FF: self = .georgian
    case 0x1100...0x11FF, 0xAC00...0xD7AF: self = .hangul
    case 0x1200...0x137F: self = .ethiopic
    case 0x3040...0x30FF: self = .kana
    case 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xF900...0xFAFF: self = .han
    default: return nil
    }
  }

  /// Letters of each script; a script with none is absent.
  static func counts(in text: String) -> [TextScript: Int] {
    var counts: [TextScript: Int] = [:]
    for scalar in text.unicodeScalars where scalar.properties.isAlphabetic {
      if let script = TextScript(scalar) { counts[script, default: 0] += 1 }
    }
    return counts
  }

  /// Scripts with at least a twentieth of the letters.
  static func scripts(in text: String) -> Set<TextScript> {
    let counts = counts(in: text)
    let total = counts.values.reduce(0, +)
    return Set(counts.filter { $0.value * 20 >= total }.keys)
  }
}
