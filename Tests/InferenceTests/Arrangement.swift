import Inference

/// A way to read sequences: with others, in another order, in parts, on several workers.
enum Arrangement: String, CaseIterable, Codable {
  case alone, together, backwards, shuffledOnWorkers, behindPrefix, tokenByToken

  /// Token sequences of 2 to 61 tokens from a fixed generator; the first ones are texts of the goldens.
  static func sequences(_ count: Int) throws -> [[Int32]] {
    let texts = try PlantedModel.goldens().map(\.ids).filter { $0.count <= 61 }
    var state: UInt64 = 1
    func next(_ limit: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % limit
    }
    return (0..<count).map { index in
      index < texts.count / 2 ? texts[index] : (0..<2 + next(60)).map { _ in Int32(next(49_152)) }
    }
  }

  /// FNV-1a over the bits of all log-probabilities after each sequence, in the sequences' order.
  func digests(of sequences: [[Int32]], _ model: Transformer) throws -> [UInt64] {
    switch self {
    case .alone:
      return try sequences.flatMap { try Self.read([Passage(tokens: $0)], model) }
    case .together:
      return try Self.inBatches(sequences.map { Passage(tokens: $0) }, model, workers: 1)
    case .backwards:
      return try Self.inBatches(sequences.reversed().map { Passage(tokens: $0) }, model, workers: 1).reversed()
    case .shuffledOnWorkers:
      // 7 is coprime to 40 and 500, so every sequence comes once.
      let order = sequences.indices.map { ($0 * 7 + 3) % sequences.count }
      let read = try Self.inBatches(order.map { Passage(tokens: sequences[$0]) }, model, workers: 3)
      var result = read
      for (place, index) in order.enumerated() { result[index] = read[place] }
      return result
    case .behindPrefix:
      let passages = try sequences.enumerated().map { index, tokens in
        let cut = 1 + index % (tokens.count - 1)
        return Passage(prefix: try model.prefix(Array(tokens[..<cut])), tokens: Array(tokens[cut...]))
      }
      return try Self.inBatches(passages, model, workers: 2)
    case .tokenByToken:
      return try stride(from: 0, to: sequences.count, by: 25).flatMap { start in
        try Self.stepping(Array(sequences[start..<min(start + 25, sequences.count)]), model)
      }
    }
  }

  private static func inBatches(_ passages: [Passage], _ model: Transformer, workers: Int) throws -> [UInt64] {
    try model.map(passages, workers: workers) { try read($0, model) }
  }

  /// A token of each sequence at a time, as decoding does.
  private static func stepping(_ sequences: [[Int32]], _ model: Transformer) throws -> [UInt64] {
    let longest = sequences.map(\.count).max() ?? 0
    var pass = try ForwardPass(model, passages: sequences.map { _ in Passage(tokens: []) }, capacity: longest)
    var result = [UInt64](repeating: 0, count: sequences.count)
    for step in 0..<longest {
      let reading = sequences.indices.filter { step < sequences[$0].count }
      let panel = try pass.read(
        sequences.map { step < $0.count ? [$0[step]] : [] }, depth: model.configuration.layers)
      let ending = reading.indices.filter { step == sequences[reading[$0]].count - 1 }
      try model.logits(of: ending, in: panel) { first, logits in
        for column in 0..<logits.count { result[reading[ending[first + column]]] = digest(logits, column) }
      }
    }
    return result
  }

  private static func digest(_ logits: Logits, _ column: Int) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for value in logits.logProbabilities(at: column) { hash = (hash ^ UInt64(value.bitPattern)) &* 0x100_0000_01B3 }
    return hash
  }

  private static func read(_ batch: [Passage], _ model: Transformer) throws -> [UInt64] {
    var result = [UInt64]()
    try model.lastLogits(batch) { _, logits in
      for column in 0..<logits.count { result.append(digest(logits, column)) }
    }
    return result
  }
}
