/// Numbers that follow from a name; `numbers` of the make_*.py scripts computes the same.
enum Numbers {
  /// `count` numbers in −1 ..< 1.
  static func named(_ name: String, _ count: Int) -> [Float] {
    var seed: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in name.utf8 { seed = (seed ^ UInt64(byte)) &* 0x100_0000_01B3 }
    return (0..<count).map { index in
      var z = (UInt64(index + 1) &+ seed) &* 0x9E37_79B9_7F4A_7C15
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return Float((z ^ (z >> 31)) >> 40) / Float(1 << 23) - 1
    }
  }

  static func cosine(_ a: [Float], _ b: [Float]) -> Double {
    func inner(_ a: [Float], _ b: [Float]) -> Double { zip(a, b).reduce(0) { $0 + Double($1.0) * Double($1.1) } }
    return inner(a, b) / (inner(a, a) * inner(b, b)).squareRoot()
  }
}
