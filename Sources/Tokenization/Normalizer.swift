internal import Foundation

/// Rewrites text before it is cut into pieces.
indirect enum Normalizer: Sendable {
  enum Form: String, Sendable { case NFC, NFD, NFKC, NFKD }

  case form(Form)
  case lowercase
  case prepend([UInt8])
  case replace(SplitPattern, with: [UInt8])
  case strip(left: Bool, right: Bool)
  case stripAccents
  case sequence([Normalizer])

  func apply(to bytes: [UInt8]) -> [UInt8] {
    switch self {
    case .form(let form): return Self.normalized(bytes, form)
    case .lowercase:
      return Array(
        String(decoding: bytes, as: UTF8.self).unicodeScalars.lazy.flatMap {
          Array($0.properties.lowercaseMapping.utf8)
        })
    case .prepend(let prefix): return bytes.isEmpty ? bytes : prefix + bytes
    case .replace(let pattern, let replacement):
      var output: [UInt8] = []
      output.reserveCapacity(bytes.count)
      var position = 0
      for match in pattern.matches(bytes, 0..<bytes.count) {
        output.append(contentsOf: bytes[position..<match.lowerBound])
        output.append(contentsOf: replacement)
        position = match.upperBound
      }
      output.append(contentsOf: bytes[position...])
      return output
    case .strip(let left, let right): return Self.stripped(bytes, left, right)
    case .stripAccents:
      return Array(
        String(decoding: bytes, as: UTF8.self).unicodeScalars.lazy
          .filter { !ScalarClass($0.value).contains(.nonspacingMark) }
          .flatMap { Array(UTF8.encode($0).map { Array($0) } ?? []) })
    case .sequence(let steps): return steps.reduce(bytes) { $1.apply(to: $0) }
    }
  }

  private static func normalized(_ bytes: [UInt8], _ form: Form) -> [UInt8] {
    // ASCII is normal in every form.
    if !bytes.contains(where: { $0 >= 0x80 }) { return bytes }
    let text = String(decoding: bytes, as: UTF8.self)
    var output: [UInt8] = []
    output.reserveCapacity(bytes.count)
    var known = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      guard isUnknown(scalar) else {
        known.append(scalar)
        continue
      }
      output += normalized(String(known), form).utf8
      output += String(scalar).utf8
      known.removeAll()
    }
    return output + normalized(String(known), form).utf8
  }

  /// Not in Unicode 9, whose tables `tokenizers` normalizes by: to it these neither move nor combine, and models were
  /// trained on what it gives.
  private static func isUnknown(_ scalar: Unicode.Scalar) -> Bool {
    // The first that would move is U+07FD.
    guard scalar.value >= 0x7FD, let age = scalar.properties.age else { return false }
    return age.major > 9
  }

  private static func normalized(_ text: String, _ form: Form) -> String {
    switch form {
    case .NFC: text.precomposedStringWithCanonicalMapping
    case .NFD: text.decomposedStringWithCanonicalMapping
    case .NFKC: text.precomposedStringWithCompatibilityMapping
    case .NFKD: text.decomposedStringWithCompatibilityMapping
    }
  }

  private static func stripped(_ bytes: [UInt8], _ left: Bool, _ right: Bool) -> [UInt8] {
    var start = 0
    var end = bytes.count
    while left, start < end {
      let (code, length) = decodeScalar(bytes, start, end)
      if !ScalarClass(code).contains(.space) { break }
      start += length
    }
    while right, end > start {
      var last = end - 1
      while last > start, bytes[last] & 0xC0 == 0x80 { last -= 1 }
      if !ScalarClass(decodeScalar(bytes, last, end).code).contains(.space) { break }
      end = last
    }
    return Array(bytes[start..<end])
  }
}
