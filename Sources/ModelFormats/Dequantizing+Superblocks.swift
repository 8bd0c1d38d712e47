// Superblocks of 256 numbers with scales that are themselves quantised, and types whose four bits index a table.
extension Dequantizing {
  /// 16 sub-blocks of 16: scale and minimum in one byte, two bits a number.
  static func q2_K(_ bytes: Span<UInt8>, _ output: inout MutableSpan<Float>) {
    for block in 0..<(output.count / 256) {
      let at = block &* 84, to = block &* 256
      let scale = half(bytes, at &+ 80), minimum = half(bytes, at &+ 82)
      for part in 0..<16 {
        let packed = bytes[at &+ part]
        let step = scale * Float(packed & 15), least = minimum * Float(packed &>> 4)
        let source = at &+ 16 &+ (part / 8) &* 32 &+ (part & 1) &* 16
        let shift = UInt8(truncatingIfNeeded: (part / 2) % 4 &* 2)
        for i in 0..<16 {
          output[to &+ part &* 16 &+ i] = step * Float((bytes[source &+ i] &>> shift) & 3) - least
        }
      }
    }
  }

  /// 16 sub-blocks of 16: six-bit scales, three bits a number of which the highest lies apart.
  static func q3_K(_ bytes: Span<UInt8>, _ output: inout MutableSpan<Float>) {
    for block in 0..<(output.count / 256) {
      let at = block &* 110, to = block &* 256
      let scale = half(bytes, at &+ 108)
      for part in 0..<16 {
        let low = bytes[at &+ 96 &+ part % 8] &>> (part < 8 ? 0 : 4) & 15
        let high = bytes[at &+ 104 &+ part % 4] &>> UInt8(truncatingIfNeeded: part / 4 &* 2) & 3
        let step = scale * Float(Int32(low | high &<< 4) &- 32)
        let column = (part & 1) &* 16
        let source = at &+ 32 &+ (part / 8) &* 32 &+ column
        let shift = UInt8(truncatingIfNeeded: (part / 2) % 4 &* 2), bit = UInt8(truncatingIfNeeded: part / 2)
        for i in 0..<16 {
          let two = Int32((bytes[source &+ i] &>> shift) & 3)
          let third = Int32((bytes[at &+ column &+ i] &>> bit) & 1)
          output[to &+ part &* 16 &+ i] = step * Float(two &- (third ^ 1) &* 4)
        }
      }
    }
  }

  /// Scale and minimum of sub-block `part` (of eight), six bits each, packed in the twelve bytes at `at`.
  @inline(__always)
  private static func sixBits(_ bytes: Span<UInt8>, _ at: Int, _ part: Int) -> (scale: UInt8, minimum: UInt8) {
    if part < 4 { return (bytes[at &+ part] & 63, bytes[at &+ 4 &+ part] & 63) }
    let low = bytes[at &+ 4 &+ part]
    return (
      (low & 15) | (bytes[at &+ part &- 4] &>> 2) & 0x30, (low &>> 4) | (bytes[at &+ part] &>> 2) & 0x30
    )
  }

  /// Eight sub-blocks of 32: scale and minimum, four bits a number.
  static func q4_K(_ bytes: Span<UInt8>, _ output: inout MutableSpan<Float>) {
    for block in 0..<(output.count / 256) {
      let at = block &* 144, to = block &* 256
      let scale = half(bytes, at), minimum = half(bytes, at &+ 2)
      for part in 0..<8 {
        let packed = sixBits(bytes, at &+ 4, part)
        let step = scale * Float(packed.scale), least = minimum * Float(packed.minimum)
        let source = at &+ 16 &+ (part / 2) &* 32
        let shift = UInt8(truncatingIfNeeded: (part & 1) &* 4)
        for i in 0..<32 {
          output[to &+ part &* 32 &+ i] = step * Float((bytes[source &+ i] &>> shift) & 15) - least
        }
      }
    }
  }

  /// As Q4_K, with a fifth bit that lies apart.
  static func q5_K(_ bytes: Span<UInt8>, _ output: inout MutableSpan<Float>) {
    for block in 0..<(output.count / 256) {
      let at = block &* 176, to = block &* 256
      let scale = half(bytes, at), minimum = half(bytes, at &+ 2)
      for part in 0..<8 {
        let packed = sixBits(bytes, at &+ 4, part)
        let step = scale * Float(packed.scale), least = minimum * Float(packed.minimum)
        let source = at &+ 48 &+ (part / 2) &* 32
        let shift = UInt8(truncatingIfNeeded: (part & 1) &* 4), bit = UInt8(truncatingIfNeeded: part)
        for i in 0..<32 {
          let four = (bytes[source &+ i] &>> shift) & 15
          let fifth = (bytes[at &+ 16 &+ i] &>> bit) & 1
          output[to &+ part &* 32 &+ i] = step * Float(four | fifth &<< 4) - least
        }
      }
    }
  }

  /// 16 sub-blocks of 16 with eight-bit scales, six bits a number in four and two. A byte of the twos belongs to four
  /// numbers that lie 32 apart, whose fours are the halves of two bytes.
  static func q6_K(_ bytes: Span<UInt8>, _ output: inout MutableSpan<Float>) {
    for block in 0..<(output.count / 256) {
      let at = block &* 210
      let scale = half(bytes, at &+ 208)
      for part in 0..<4 {
        // Which 128 numbers of the block, and which 16 of every 32.
        let upper = part / 2, column = (part & 1) &* 16
        let fours = at &+ upper &* 64 &+ column, twos = at &+ 128 &+ upper &* 32 &+ column
        let scales = at &+ 192 &+ upper &* 8 &+ (part & 1)
        let step0 = scale * Float(Int8(bitPattern: bytes[scales]))
        let step1 = scale * Float(Int8(bitPattern: bytes[scales &+ 2]))
        let step2 = scale * Float(Int8(bitPattern: bytes[scales &+ 4]))
        let step3 = scale * Float(Int8(bitPattern: bytes[scales &+ 6]))
        let to = block &* 256 &+ upper &* 128 &+ column
        for i in 0..<16 {
          let first = Int32(bytes[fours &+ i]), second = Int32(bytes[fours &+ 32 &+ i]), high = Int32(bytes[twos &+ i])
          output[to &+ i] = step0 * Float((first & 15 | (high & 3) &<< 4) &- 32)
          output[to &+ 32 &+ i] = step1 * Float((second & 15 | (high &>> 2 & 3) &<< 4) &- 32)
          output[to &+ 64 &+ i] = step2 * Float((first &>> 4 | (high &>> 4 & 3) &<< 4) &- 32)
          output[to &+ 96 &+ i] = step3 * Float((second &>> 4 | (high &>> 6) &<< 4) &- 32)
        }
      }
    }
  }

  /// Values that the four bits of IQ4_NL and IQ4_XS stand for (`kvalues_iq4nl`).
  private static let unevenValues: InlineArray<16, Float> = [
    -127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113,
  ]

  static func iq4_nl(_ bytes: Span<UInt8>, _ output: inout MutableSpan<Float>) {
    let values = unevenValues
    for block in 0..<(output.count / 32) {
      let at = block &* 18, to = block &* 32
      let scale = half(bytes, at)
      for i in 0..<16 {
        let pair = Int(bytes[at &+ 2 &+ i])
        output[to &+ i] = scale * values[pair & 15]
        output[to &+ 16 &+ i] = scale * values[pair &>> 4]
      }
    }
  }

  static func iq4_xs(_ bytes: Span<UInt8>, _ output: inout MutableSpan<Float>) {
    let values = unevenValues
    for block in 0..<(output.count / 256) {
      let at = block &* 136, to = block &* 256
      let scale = half(bytes, at)
      let highScales = Int32(word(bytes, at &+ 2))
      for part in 0..<8 {
        let low = Int32(bytes[at &+ 4 &+ part / 2] &>> UInt8(truncatingIfNeeded: (part & 1) &* 4) & 15)
        let high = (highScales &>> Int32(truncatingIfNeeded: part &* 2)) & 3
        let step = scale * Float((low | high &<< 4) &- 32)
        for i in 0..<16 {
          let pair = Int(bytes[at &+ 8 &+ part &* 16 &+ i])
          output[to &+ part &* 32 &+ i] = step * values[pair & 15]
          output[to &+ part &* 32 &+ 16 &+ i] = step * values[pair &>> 4]
        }
      }
    }
  }

  /// OCP microscaling, E2M1 numbers with a shared power of two. The table holds doubled values, so half the power.
  static func mxfp4(_ bytes: Span<UInt8>, _ output: inout MutableSpan<Float>) {
    let values: InlineArray<16, Float> = [0, 1, 2, 3, 4, 6, 8, 12, 0, -1, -2, -3, -4, -6, -8, -12]
    for block in 0..<(output.count / 32) {
      let at = block &* 17, to = block &* 32
      let exponent = UInt32(bytes[at])
      let scale = Float(bitPattern: exponent < 2 ? 0x0020_0000 &<< exponent : (exponent &- 1) &<< 23)
      for i in 0..<16 {
        let pair = Int(bytes[at &+ 1 &+ i])
        output[to &+ i] = scale * values[pair & 15]
        output[to &+ 16 &+ i] = scale * values[pair &>> 4]
      }
    }
  }
}
