/// The project's random numbers: SplitMix64 (Steele, Lea, Flood 2014), a value with 64 bits of state.
///
/// The same seed and stream give the same numbers on every machine and in every version. Streams keep parts of a
/// campaign apart: what one part draws never shifts what another draws. A stream starts at
/// `mix(seed + γ) ^ mix(stream × odd + γ)`, where `γ` is SplitMix64's increment and `mix` its output function, so that
/// neighbouring seeds and streams start far apart; stream 0 of `init(seed:)` is plain SplitMix64 from `seed`.
/// Two streams of n draws each overlap with probability below 2n / 2⁶⁴.
package struct SeededGenerator: RandomNumberGenerator, Sendable, Equatable, Codable {
  /// All that the generator is; kept in a store to go on from.
  package private(set) var state: UInt64

  static let increment: UInt64 = 0x9E37_79B9_7F4A_7C15
  private static let streamFactor: UInt64 = 0xD134_2543_DE82_EF95

  /// Plain SplitMix64 from `seed`.
  package init(seed: UInt64) {
    state = seed
  }

  package init(seed: UInt64, stream: UInt64) {
    state =
      Self.mix(seed &+ Self.increment) ^ Self.mix(stream &* Self.streamFactor &+ Self.increment)
  }

  /// A stream by name, "fuzz" say, and a number in it, a candidate's or a prompt's. The name counts by the FNV-1a hash
  /// of its UTF-8.
  package init(seed: UInt64, stream name: String, _ number: UInt64 = 0) {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in name.utf8 {
      hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
    }
    self.init(seed: seed, stream: Self.mix(hash) ^ Self.mix(number &+ Self.increment))
  }

  package mutating func next() -> UInt64 {
    state &+= Self.increment
    return Self.mix(state)
  }

  /// SplitMix64's output function, a bijection of 64 bits.
  private static func mix(_ value: UInt64) -> UInt64 {
    var z = value
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
