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
    switch form {
    case .NFC: return Array(text.precomposedStringWithCanonicalMapping.utf8)
    case .NFD: return Array(text.decomposedStringWithCanonicalMapping.utf8)
    case .NFKC: return Array(text.precomposedStringWithCompatibilityMapping.utf8)
    case .NFKD: return Array(text.decomposedStringWithCompatibilityMapping.utf8)
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
