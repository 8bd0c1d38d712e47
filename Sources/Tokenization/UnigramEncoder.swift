/// Unigram segmentation: the cut of a piece with the largest sum of log-probabilities (Viterbi), as `tokenizers` does, or as
/// SentencePiece, which adds in single precision: between cuts of equal score its rounding decides.
struct UnigramEncoder: Sendable {
  /// What an unknown character costs below the worst token.
  static let unknownPenalty = 10.0

  private let trie: ByteTrie
  /// Log-probability of each id.
  private let scores: [Double]
  private let unknown: Int32?
  /// Ids of `<0x00>` … `<0xFF>` where unknown characters are written in bytes.
  private let byteFallback: [Int32]?

  private let unknownScore: Double
  private let addsInSinglePrecision: Bool

  /// - Parameter texts: text of each id that may be used, nil for the others.
  init(
    texts: [[UInt8]?], scores: [Double], unknown: Int32?, byteFallback: [Int32]?, addsInSinglePrecision: Bool = false
  ) {
    var trie = ByteTrie(bytes: texts.reduce(0) { $0 + ($1?.count ?? 0) })
    for (id, text) in texts.enumerated() {
      if let text, !text.isEmpty { trie.insert(text, value: Int32(id)) }
    }
    self.trie = trie
    self.scores = addsInSinglePrecision ? scores.map { Double(Float($0)) } : scores
    self.unknown = unknown
    self.byteFallback = byteFallback
    self.addsInSinglePrecision = addsInSinglePrecision
    let lowest = (self.scores.min() ?? 0) - Self.unknownPenalty
    unknownScore = addsInSinglePrecision ? Double(Float(lowest)) : lowest
  }

  /// The sum of two single-precision numbers, rounded to one where SentencePiece would. Exact: a double holds twice the
  /// digits.
  @inline(__always)
  private func sum(_ one: Double, _ other: Double) -> Double {
    addsInSinglePrecision ? Double(Float(one + other)) : one + other
  }

  /// Appends the ids of `bytes[start..<end]`. Time: length × longest token.
  func encode(_ bytes: [UInt8], _ start: Int, _ end: Int, into ids: inout [Int32]) {
    let count = end - start
    if count == 0 { return }
    // Best way to end at each byte: its score, where its last token starts, and that token (-1: unknown).
    var best = [Double](repeating: -.infinity, count: count + 1)
    var origin = [Int32](repeating: -1, count: count + 1)
    var token = [Int32](repeating: -1, count: count + 1)
    best[0] = 0
    var position = 0
    while position < count {
      let score = best[position]
      let length = decodeScalar(bytes, start + position, end).length
      var hasSingle = false
      trie.walk(bytes, start + position, end) { reached, id in
        let reach = reached - start
        let candidate = sum(score, scores[Int(id)])
        if origin[reach] < 0 || candidate > best[reach] {
          best[reach] = candidate
          origin[reach] = Int32(position)
          token[reach] = id
        }
        if reach == position + length { hasSingle = true }
      }
      if !hasSingle {
        let candidate = sum(score, unknownScore)
        if origin[position + length] < 0 || candidate > best[position + length] {
          best[position + length] = candidate
          origin[position + length] = Int32(position)
          token[position + length] = -1
        }
      }
      position += length
    }
    emit(bytes, start, count, origin, token, into: &ids)
  }

  private func emit(
    _ bytes: [UInt8], _ start: Int, _ count: Int, _ origin: [Int32], _ token: [Int32], into ids: inout [Int32]
  ) {
    var cuts: [(from: Int, to: Int, id: Int32)] = []
    var position = count
    while position > 0 {
      let from = Int(origin[position])
      cuts.append((from, position, token[position]))
      position = from
    }
    var index = cuts.count - 1
    while index >= 0 {
      let cut = cuts[index]
      index -= 1
      if cut.id >= 0, cut.id != unknown {
        ids.append(cut.id)
        continue
      }
      // A run of unknown characters is one unknown token, or its bytes.
      var to = cut.to
      while index >= 0, cuts[index].id < 0 || cuts[index].id == unknown {
        to = cuts[index].to
        index -= 1
      }
      if let byteFallback {
        for byte in bytes[(start + cut.from)..<(start + to)] { ids.append(byteFallback[Int(byte)]) }
      } else if let unknown {
        ids.append(unknown)
      }
    }
  }
}
