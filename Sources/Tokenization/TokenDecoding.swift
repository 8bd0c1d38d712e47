/// How the bytes of tokens become text again.
struct TokenDecoding: Sendable, Equatable {
  enum Repair: Sendable {
    /// One U+FFFD for each maximal broken part, as ByteLevel's decoder does.
    case parts
    /// One U+FFFD for each byte of a broken run, as the ByteFallback decoder does.
    case bytes
  }

  var repair: Repair
  /// Leading spaces to take off the whole text: those that the encoder put there.
  var stripsLeading = 0

  func text(of tokens: [[UInt8]]) -> String {
    var bytes = Array(tokens.joined())
    var strips = stripsLeading
    while strips > 0, bytes.first == 0x20 {
      bytes.removeFirst()
      strips -= 1
    }
    return repair == .parts ? String(decoding: bytes, as: UTF8.self) : Self.repairedByBytes(bytes)
  }

  private static func repairedByBytes(_ bytes: [UInt8]) -> String {
    if let text = String(validating: bytes, as: UTF8.self) { return text }
    var output: [UInt8] = []
    var position = 0
    while position < bytes.count {
      let length = bytes[position] < 0x80 ? 1 : decodeScalar(bytes, position, bytes.count).length
      let scalar = bytes[position..<min(position + length, bytes.count)]
      if String(validating: scalar, as: UTF8.self) != nil {
        output.append(contentsOf: scalar)
        position += length
      } else {
        output.append(contentsOf: [0xEF, 0xBF, 0xBD])
        position += 1
      }
    }
    return String(decoding: output, as: UTF8.self)
  }
}
