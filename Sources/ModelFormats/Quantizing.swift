/// Rounding to a stored type and back, by ggml's reference rules for the plain types (`quantize_row_*_ref`), so that a
/// base can be brought into the same quantisation as a fine-tune. Results have the bits of the `gguf` Python package.
package enum Quantizing {
  /// Whether the type's rule is exact and known here. K types choose their scales by search, often with an importance
  /// matrix, and cannot be repeated.
  package static func knows(_ type: TensorType) -> Bool {
    switch type {
    case .f32, .f16, .bf16, .q8_0, .q4_0, .q4_1, .q5_0, .q5_1: true
    default: false
    }
  }

  /// What reading `values` (rows of `columns`) back would give after storing them as `type`; nil when the type's rule
  /// is not known, or rows are no whole number of blocks.
  package static func roundTrip(_ values: [Float], columns: Int, as type: TensorType) -> [Float]? {
    guard knows(type), columns > 0, columns % type.blockSize == 0, values.count % columns == 0 else { return nil }
    var result = values
    var span = result.mutableSpan
    for start in stride(from: 0, to: values.count, by: type.blockSize) {
      var block = span._mutatingExtracting(start..<(start + type.blockSize))
      switch type {
      case .f16: block[0] = Float(Float16(block[0]))
      case .bf16: block[0] = brain(block[0])
      case .q8_0: q8_0(&block)
      case .q4_0: symmetric(&block, half: 8)
      case .q5_0: symmetric(&block, half: 16)
      case .q4_1: offset(&block, steps: 15)
      case .q5_1: offset(&block, steps: 31)
      default: break
      }
    }
    return result
  }

  /// To the nearest of sixteen bits, ties to even; NaN stays a quiet NaN.
  private static func brain(_ value: Float) -> Float {
    let bits = value.bitPattern
    if value.isNaN { return Float(bitPattern: bits & 0xffff_0000 | 0x0040_0000) }
    return Float(bitPattern: (bits &+ 0x7fff &+ (bits &>> 16 & 1)) & 0xffff_0000)
  }

  private static func inverse(_ scale: Float) -> Float { scale == 0 ? 0 : 1 / scale }

  /// Scale by the largest magnitude, 127 steps to each side, halves away from zero.
  private static func q8_0(_ block: inout MutableSpan<Float>) {
    var largest: Float = 0
    for i in block.indices { largest = max(largest, abs(block[i])) }
    let scale = largest / 127, inverse = inverse(scale)
    let stored = Float(Float16(scale))
    for i in block.indices {
      // Stored steps are integers, which know no −0; adding 0 makes it +0.
      block[i] = stored * ((block[i] * inverse).rounded(.toNearestOrAwayFromZero) + 0)
    }
  }

  /// Q4_0 and Q5_0: the number of largest magnitude becomes −half, the others steps from there.
  private static func symmetric(_ block: inout MutableSpan<Float>, half: Float) {
    var extreme: Float = 0
    for i in block.indices where abs(block[i]) > abs(extreme) { extreme = block[i] }
    let scale = extreme / -half, inverse = inverse(scale)
    let stored = Float(Float16(scale))
    for i in block.indices {
      let step = min(max((block[i] * inverse + (half + 0.5)).rounded(.towardZero), 0), 2 * half - 1)
      block[i] = stored * (step - half)
    }
  }

  /// Q4_1 and Q5_1: steps from the least number to the greatest.
  private static func offset(_ block: inout MutableSpan<Float>, steps: Float) {
    var least = block[0], greatest = block[0]
    for i in block.indices {
      least = min(least, block[i])
      greatest = max(greatest, block[i])
    }
    let scale = (greatest - least) / steps, inverse = inverse(scale)
    let stored = Float(Float16(scale)), start = Float(Float16(least))
    for i in block.indices {
      let step = min(max(((block[i] - least) * inverse + 0.5).rounded(.towardZero), 0), steps) + 0
      block[i] = stored * step + start
    }
  }
}
