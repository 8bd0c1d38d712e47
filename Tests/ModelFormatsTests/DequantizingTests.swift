import ModelFormats
import Testing

@Suite struct DequantizingTests {
  static let types: [TensorType] = [
    .q8_0, .q4_0, .q4_1, .q5_0, .q5_1, .q2_K, .q3_K, .q4_K, .q5_K, .q6_K, .iq4_nl, .iq4_xs, .mxfp4,
  ]

  @Test("Blocks widen to the bits that the gguf package reads", arguments: types)
  func blocks(_ type: TensorType) throws {
    let bytes = try TestFiles.bytes(TestFiles.fixtures + "blocks/\(type.name).bin")
    let stored = try #require(type.rowBytes(columns: 512))
    #expect(bytes.count == stored + 4 * 512)
    let expected = TestFiles.floats(bytes[stored...])
    var values = [Float](repeating: .nan, count: 512)
    var output = values.mutableSpan
    Dequantizing.widen(Array(bytes[..<stored]).span, as: type, into: &output)
    #expect(values.map(\.bitPattern) == expected.map(\.bitPattern))
  }

  @Test("All half-precision numbers widen as the processor's own conversion has it")
  func halves() {
    let bytes = (0..<65_536).flatMap { [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)] }
    var values = [Float](repeating: 0, count: 65_536)
    var output = values.mutableSpan
    Dequantizing.widen(bytes.span, as: .f16, into: &output)
    for (bits, value) in values.enumerated() {
      let expected = Float(Float16(bitPattern: UInt16(bits)))
      #expect(value.bitPattern == expected.bitPattern || (value.isNaN && expected.isNaN), "\(bits)")
    }
  }

  @Test("BF16 and F32 keep their bits")
  func plain() {
    var values = [Float](repeating: 0, count: 2)
    var output = values.mutableSpan
    Dequantizing.widen([0x80, 0x3f, 0x01, 0xc0].span, as: .bf16, into: &output)
    #expect(values == [1, -2.015625])
    output = values.mutableSpan
    Dequantizing.widen(TestFiles.bytes(of: [0.1, -.leastNonzeroMagnitude]).span, as: .f32, into: &output)
    #expect(values == [0.1, -.leastNonzeroMagnitude])
  }

  @Test("A number that is not finite is noticed wherever it stands", arguments: [Float.nan, .infinity, -.infinity])
  func finite(_ bad: Float) {
    var values = [Float](repeating: -.greatestFiniteMagnitude, count: 100)
    let before = Dequantizing.allFinite(values.span)
    #expect(before)
    for place in [0, 50, 99] {
      let kept = values[place]
      values[place] = bad
      let after = Dequantizing.allFinite(values.span)
      #expect(!after)
      values[place] = kept
    }
  }
}

@Suite struct QuantizingTests {
  @Test("What a plain type leaves of numbers is what the gguf package leaves, bit for bit")
  func roundTrip() throws {
    let bytes = try TestFiles.bytes(TestFiles.fixtures + "quantised.bin")
    let size = 8 * 64 * 4
    let values = TestFiles.floats(bytes[..<size])
    let types: [TensorType] = [.f16, .bf16, .q8_0, .q4_0, .q4_1, .q5_0, .q5_1]
    #expect(bytes.count == size * (types.count + 1))
    for (index, type) in types.enumerated() {
      let expected = TestFiles.floats(bytes[(size * (index + 1))..<(size * (index + 2))])
      let result = try #require(Quantizing.roundTrip(values, columns: 64, as: type))
      #expect(result.map(\.bitPattern) == expected.map(\.bitPattern), "\(type.name)")
    }
    #expect(Quantizing.roundTrip(values, columns: 64, as: .f32) == values)
  }

  @Test("A type without an exact rule, or rows that are no whole blocks, give nothing")
  func refusals() {
    let values = [Float](repeating: 1, count: 256)
    #expect(Quantizing.roundTrip(values, columns: 256, as: .q4_K) == nil)
    #expect(Quantizing.roundTrip(values, columns: 16, as: .q8_0) == nil)
    #expect(Quantizing.roundTrip(values, columns: 0, as: .f16) == nil)
  }

  @Test("Numbers that no type can hold do not trap", arguments: [TensorType.q8_0, .q4_0, .q4_1, .q5_0, .q5_1])
  func extremes(_ type: TensorType) {
    for value: Float in [.nan, .infinity, .greatestFiniteMagnitude, .leastNonzeroMagnitude] {
      var values = [Float](repeating: 1, count: 32)
      values[7] = value
      #expect(Quantizing.roundTrip(values, columns: 32, as: type)?.count == 32)
    }
  }
}
