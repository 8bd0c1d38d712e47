internal import Foundation
internal import ModelFormats

/// Cosines and sines of rotary position embeddings (Su et al. 2021), position × half the head size, in single precision as
/// transformers computes them.
struct RotaryTable: Sendable {
  let half: Int
  let cosine: [Float]
  let sine: [Float]

  /// - Parameters:
  ///   - size: head size; half of it rotates against the other half.
  ///   - positions: how many positions the table covers.
  init(size: Int, base: Float, scaling: RopeScaling, positions: Int) {
    half = size / 2
    let (frequencies, magnitude) = Self.frequencies(size: size, base: base, scaling: scaling)
    var cosine = [Float](), sine = [Float]()
    cosine.reserveCapacity(positions * half)
    sine.reserveCapacity(positions * half)
    for position in 0..<positions {
      for frequency in frequencies {
        let angle = Double(Float(position) * frequency)
        cosine.append(Float(cos(angle)) * magnitude)
        sine.append(Float(sin(angle)) * magnitude)
      }
    }
    self.cosine = cosine
    self.sine = sine
  }

  /// Inverse frequencies and the factor on cosines and sines (transformers' `modeling_rope_utils`).
  private static func frequencies(size: Int, base: Float, scaling: RopeScaling) -> ([Float], Float) {
    let plain = (0..<size / 2).map { 1 / powf(base, Float(2 * $0) / Float(size)) }
    switch scaling {
    case .none:
      return (plain, 1)
    case .linear(let factor):
      return (plain.map { $0 / factor }, 1)
    case .llama3(let factor, let low, let high, let context):
      let longest = Float(context) / low, shortest = Float(context) / high
      let scaled = plain.map { frequency -> Float in
        let wavelength = 2 * Float.pi / frequency
        if wavelength > longest { return frequency / factor }
        if wavelength < shortest { return frequency }
        let smooth = (Float(context) / wavelength - low) / (high - low)
        return (1 - smooth) * frequency / factor + smooth * frequency
      }
      return (scaled, 1)
    case .divisors(let divisors):
      return (zip(plain, divisors).map { $0 / $1 }, 1)
    case .longrope(let short, _, _, let magnitude):
      // `Transformer` keeps texts within the original context, where the short factors hold.
      return (zip(plain, short).map { $0 / $1 }, magnitude)
    case .yarn(let factor, let context, let attention, let fast, let slow):
      let ramp = yarnRamp(size: size, base: base, context: context, fast: fast, slow: slow)
      let scaled = zip(plain, ramp).map { frequency, share in
        frequency / factor * share + frequency * (1 - share)
      }
      return (scaled, attention ?? (factor > 1 ? 0.1 * logf(factor) + 1 : 1))
    }
  }

  /// Share of interpolation per frequency: 0 for those that turn often within the original context, 1 for the slow ones.
  private static func yarnRamp(size: Int, base: Float, context: Int, fast: Float, slow: Float) -> [Float] {
    func dimension(turns: Float) -> Float {
      Float(size) * logf(Float(context) / (turns * 2 * .pi)) / (2 * logf(base))
    }
    let low = max(0, dimension(turns: fast).rounded(.down))
    var high = min(Float(size - 1), dimension(turns: slow).rounded(.up))
    if low == high { high += 0.001 }
    return (0..<size / 2).map { min(1, max(0, (Float($0) - low) / (high - low))) }
  }
}
