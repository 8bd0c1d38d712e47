/// Stored blocks to `Float`, with the operations and their order of ggml's reference rules, so that results have the
/// same bits as those of the `gguf` Python package. Layouts: `ggml-common.h` and `ggml-quants.c` of ggml.
///
/// The K types and the tables of four-bit values are in `Dequantizing+Superblocks.swift`.
package enum Dequantizing {
  /// Widens whole blocks. `bytes` must hold exactly the blocks of `output.count` numbers of a readable type.
  package static func widen(_ bytes: Span<UInt8>, as type: TensorType, into output: inout MutableSpan<Float>) {
    precondition(type.isReadable && type.rowBytes(columns: output.count) == bytes.count, "not whole blocks")
    switch type {
    case .f32: singles(bytes, &output)
    case .f16: halves(bytes, &output)
    case .bf16: brains(bytes, &output)
    case .q8_0: q8_0(bytes, &output)
    case .q4_0: q4_0(bytes, &output)
    case .q4_1: q4_1(bytes, &output)
    case .q5_0: q5_0(bytes, &output)
    case .q5_1: q5_1(bytes, &output)
    case .q2_K: q2_K(bytes, &output)
    case .q3_K: q3_K(bytes, &output)
    case .q4_K: q4_K(bytes, &output)
    case .q5_K: q5_K(bytes, &output)
    case .q6_K: q6_K(bytes, &output)
    case .iq4_nl: iq4_nl(bytes, &output)
    case .iq4_xs: iq4_xs(bytes, &output)
    case .mxfp4: mxfp4(bytes, &output)
    default: break
    }
  }

  /// Whether every number is finite.
  package static func allFinite(_ values: Span<Float>) -> Bool {
    var largest: UInt32 = 0
    for i in values.indices { largest = max(largest, values[i].bitPattern & 0x7fff_ffff) }
    return largest < 0x7f80_0000
  }

  /// The 16-bit number at byte `i`, little-endian.
  @inline(__always)
  static func word(_ bytes: Span<UInt8>, _ i: Int) -> UInt16 {
    UInt16(bytes[i]) | UInt16(bytes[i &+ 1]) &<< 8
  }

  /// The half-precision number at byte `i`.
  @inline(__always)
  static func half(_ bytes: Span<UInt8>, _ i: Int) -> Float {
    Float(Float16(bitPattern: word(bytes, i)))
  }

  private static func singles(_ bytes: Span<UInt8>, _ output: inout MutableSpan<Float>) {
    for i in 0..<output.count {
      let at = i &* 4
      let low = UInt32(bytes[at]) | UInt32(bytes[at &+ 1]) &<< 8
      let high = UInt32(bytes[at &+ 2]) &<< 16 | UInt32(bytes[at &+ 3]) &<< 24
      output[i] = Float(bitPattern: low | high)
    }
  }

  private static func halves(_ bytes: Span<UInt8>, _ output: inout MutableSpan<Float>) {
    // Portable x86-64 has no conversion instruction, so this is done on the bits: move exponent and significand into
    // place and scale by 2^112 for the difference of the biases, which is exact, subnormals included.
    for i in 0..<output.count {
      let bits = UInt32(word(bytes, i &* 2))
      let magnitude = bits & 0x7fff
      let scaled = Float(bitPattern: magnitude &<< 13) * 0x1p112
      let special = Float(bitPattern: 0x7f80_0000 | magnitude &<< 13)
      let value = magnitude >= 0x7c00 ? special : scaled
      output[i] = Float(bitPattern: value.bitPattern | (bits & 0x8000) &<< 16)
    }
  }

  private static func brains(_ bytes: Span<UInt8>, _ output: inout MutableSpan<Float>) {
    for i in 0..<output.count {
      output[i] = Float(bitPattern: UInt32(word(bytes, i &* 2)) &<< 16)
    }
  }

  private static func q8_0(_ bytes: Span<UInt8>, _ output: inout MutableSpan<Float>) {
    for block in 0..<(output.count / 32) {
      let at = block &* 34
      let scale = half(bytes, at)
      for i in 0..<32 {
        output[block &* 32 &+ i] = scale * Float(Int8(bitPattern: bytes[at &+ 2 &+ i]))
      }
    }
  }

  private static func q4_0(_ bytes: Span<UInt8>, _ output: inout MutableSpan<Float>) {
    for block in 0..<(output.count / 32) {
      let at = block &* 18, to = block &* 32
      let scale = half(bytes, at)
      for i in 0..<16 {
        let pair = Int32(bytes[at &+ 2 &+ i])
        output[to &+ i] = scale * Float((pair & 15) &- 8)
        output[to &+ 16 &+ i] = scale * Float((pair &>> 4) &- 8)
      }
    }
  }

  private static func q4_1(_ bytes: Span<UInt8>, _ output: inout MutableSpan<Float>) {
    for block in 0..<(output.count / 32) {
      let at = block &* 20, to = block &* 32
      let scale = half(bytes, at), least = half(bytes, at &+ 2)
      for i in 0..<16 {
        let pair = Int32(bytes[at &+ 4 &+ i])
        output[to &+ i] = scale * Float(pair & 15) + least
        output[to &+ 16 &+ i] = scale * Float(pair &>> 4) + least
      }
    }
  }

  private static func q5_0(_ bytes: Span<UInt8>, _ output: inout MutableSpan<Float>) {
    for block in 0..<(output.count / 32) {
      let at = block &* 22, to = block &* 32
      let scale = half(bytes, at)
      let high = Int32(word(bytes, at &+ 2)), higher = Int32(word(bytes, at &+ 4))
      for i in 0..<16 {
        let pair = Int32(bytes[at &+ 6 &+ i]), bit = Int32(truncatingIfNeeded: i)
        let first = (pair & 15) | ((high &>> bit) & 1) &<< 4
        let second = (pair &>> 4) | ((higher &>> bit) & 1) &<< 4
        output[to &+ i] = scale * Float(first &- 16)
        output[to &+ 16 &+ i] = scale * Float(second &- 16)
      }
    }
  }

  private static func q5_1(_ bytes: Span<UInt8>, _ output: inout MutableSpan<Float>) {
    for block in 0..<(output.count / 32) {
      let at = block &* 24, to = block &* 32
      let scale = half(bytes, at), least = half(bytes, at &+ 2)
      let high = Int32(word(bytes, at &+ 4)), higher = Int32(word(bytes, at &+ 6))
      for i in 0..<16 {
        let pair = Int32(bytes[at &+ 8 &+ i]), bit = Int32(truncatingIfNeeded: i)
        let first = (pair & 15) | ((high &>> bit) & 1) &<< 4
        let second = (pair &>> 4) | ((higher &>> bit) & 1) &<< 4
        output[to &+ i] = scale * Float(first) + least
        output[to &+ 16 &+ i] = scale * Float(second) + least
      }
    }
  }
}
