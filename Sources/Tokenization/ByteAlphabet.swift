/// GPT-2's alphabet: each byte written as one printable character, so that a vocabulary is text.
///
/// Printable Latin-1 stands for itself; the other 68 bytes follow from U+0100 on, in order.
enum ByteAlphabet {
  /// Byte → code of its character.
  static let codes: [UInt16] = {
    var codes = [UInt16](repeating: 0, count: 256)
    var next: UInt16 = 256
    for byte in 0..<256 {
      switch byte {
      case 0x21...0x7E, 0xA1...0xAC, 0xAE...0xFF: codes[byte] = UInt16(byte)
      default:
        codes[byte] = next
        next += 1
      }
    }
    return codes
  }()

  /// Code of a character → its byte, -1 where it stands for none.
  private static let bytes: [Int16] = {
    var bytes = [Int16](repeating: -1, count: 324)
    for (byte, code) in codes.enumerated() { bytes[Int(code)] = Int16(byte) }
    return bytes
  }()

  /// The bytes that a token's text stands for; nil where a character is outside the alphabet.
  static func bytes(of text: some Collection<UInt8>) -> [UInt8]? {
    var result: [UInt8] = []
    result.reserveCapacity(text.count)
    var lead: UInt8 = 0
    for byte in text {
      if lead != 0 {
        let code = Int(lead & 0x1F) << 6 | Int(byte & 0x3F)
        guard code < Self.bytes.count, Self.bytes[code] >= 0 else { return nil }
        result.append(UInt8(Self.bytes[code]))
        lead = 0
      } else if byte < 0x80 {
        guard Self.bytes[Int(byte)] >= 0 else { return nil }
        result.append(byte)
      } else {
        // The alphabet ends at U+0143, so every other character has two bytes.
        guard byte >= 0xC2, byte < 0xE0 else { return nil }
        lead = byte
      }
    }
    return lead == 0 ? result : nil
  }
}
