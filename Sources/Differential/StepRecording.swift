/// Runs the expensive steps of a search, or gives what an earlier run of the same search came to.
///
/// A search that was cut off is run again from its start; every step that is recorded costs nothing then. So a step's
/// output must be all that the search goes on with: what `body` changes beside it is not there in a resumed search.
package protocol StepRecording: Sendable {
  /// - Parameters:
  ///   - name: the kind of step.
  ///   - inputs: what the step is about. A recorded step with other inputs shows that the search is not the same.
  func step<Output: Codable>(_ name: String, _ inputs: StepInputs, _ body: () throws -> Output) throws -> Output

  /// What a step is about, one by one, so that what ends or stops the process is found and left out.
  ///
  /// - Parameters:
  ///   - candidate: a name for people, the same wherever a search meets the candidate.
  ///   - missing: what stands for a candidate that is left out; told what the others came to.
  ///   - body: one output per item; an output must not depend on what other items there are.
  func each<Item, Output>(
    _ items: [Item], candidate: (Item) -> String, missing: ([Output]) -> Output, _ body: ([Item]) throws -> [Output]
  ) throws -> [Output]

  /// What only the base is asked, which other searches on the same base may have asked it before.
  ///
  /// - Parameters:
  ///   - inputs: all that the result depends on, beside the base.
  ///   - bytes: that keeping it takes.
  ///   - tokenLayers: what it costs; nil for what the meter shows, where nothing else is measured meanwhile.
  func ofBase<Output: Sendable>(
    _ name: String, _ inputs: StepInputs, bytes: (Output) -> Int, tokenLayers: Int?, _ body: () throws -> Output
  ) throws -> Output
}

extension Optional where Wrapped == any StepRecording {
  /// Without a recorder, the step itself.
  package func step<Output: Codable>(_ name: String, _ inputs: StepInputs, _ body: () throws -> Output) throws -> Output {
    guard let recorder = self else { return try body() }
    return try recorder.step(name, inputs, body)
  }

  /// Without a recorder, all of them at once.
  package func each<Item, Output>(
    _ items: [Item], candidate: (Item) -> String, missing: ([Output]) -> Output, _ body: ([Item]) throws -> [Output]
  ) throws -> [Output] {
    guard let recorder = self else { return try body(items) }
    return try recorder.each(items, candidate: candidate, missing: missing, body)
  }

  /// Without a recorder, asked each time.
  package func ofBase<Output: Sendable>(
    _ name: String, _ inputs: StepInputs, bytes: (Output) -> Int, tokenLayers: Int? = nil, _ body: () throws -> Output
  ) throws -> Output {
    guard let recorder = self else { return try body() }
    return try recorder.ofBase(name, inputs, bytes: bytes, tokenLayers: tokenLayers, body)
  }
}

/// FNV-1a over what a step is about: tells a step from another, proves nothing.
package struct StepInputs: Sendable, Equatable {
  package private(set) var digest: UInt64 = 0xCBF2_9CE4_8422_2325

  package init() {}

  package init(_ texts: some Sequence<String>, count: Int = 0) {
    add(count)
    for text in texts { add(text) }
  }

  package mutating func add(_ text: String) {
    for byte in text.utf8 { add(byte: byte) }
    // No byte of UTF-8: "a", "b" and "ab" differ.
    add(byte: 0xFF)
  }

  package mutating func add(_ number: Int) {
    for shift in stride(from: 0, to: 64, by: 8) { add(byte: UInt8(truncatingIfNeeded: number >> shift)) }
  }

  package mutating func add(_ tokens: [Int32]) {
    add(tokens.count)
    for token in tokens { add(Int(token)) }
  }

  private mutating func add(byte: UInt8) { digest = (digest ^ UInt64(byte)) &* 0x100_0000_01B3 }
}

/// Numbers as text that keeps every bit.
package struct PackedFloats: Codable, Sendable, Equatable {
  package let values: [Float]

  package init(_ values: [Float]) {
    self.values = values
  }

  package init(from decoder: any Decoder) throws {
    let text = try decoder.singleValueContainer().decode(String.self)
    var values = [Float](), bits: UInt32 = 0, digits = 0
    values.reserveCapacity(text.utf8.count / 8)
    for byte in text.utf8 {
      guard let digit = Self.digit(byte) else {
        throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: "no packed numbers"))
      }
      bits = bits << 4 | digit
      digits += 1
      if digits == 8 {
        values.append(Float(bitPattern: bits))
        (bits, digits) = (0, 0)
      }
    }
    guard digits == 0 else {
      throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: "packed numbers are cut off"))
    }
    self.values = values
  }

  package func encode(to encoder: any Encoder) throws {
    var text = [UInt8]()
    text.reserveCapacity(values.count * 8)
    let digits = Array("0123456789abcdef".utf8)
    for value in values {
      for shift in stride(from: 28, through: 0, by: -4) { text.append(digits[Int(value.bitPattern >> UInt32(shift)) & 15]) }
    }
    var container = encoder.singleValueContainer()
    try container.encode(String(decoding: text, as: UTF8.self))
  }

  private static func digit(_ byte: UInt8) -> UInt32? {
    switch byte {
    case 0x30...0x39: UInt32(byte - 0x30)
    case 0x61...0x66: UInt32(byte - 0x61 + 10)
    default: nil
    }
  }
}
