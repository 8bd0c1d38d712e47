/// Byte-pair encoding of one pre-tokenized piece, over bytes (GPT-2) or over characters (SentencePiece).
struct BytePairEncoder: Sendable {
  /// What a piece is cut into before merging.
  enum Alphabet: Sendable {
    /// One symbol a byte; the vocabulary is keyed by raw bytes. 256 ids, -1 where the vocabulary lacks the byte.
    case bytes([Int32])
    /// One symbol a character; what the vocabulary lacks falls back to `<0xNN>` tokens if all 256 of them are given.
    case characters(byteFallback: [Int32]?)
  }

  var alphabet: Alphabet
  /// Model tokens, keyed by the bytes that they stand for (`.bytes`) or by their text (`.characters`).
  var vocabulary: TokenTable
  var pairs: PairTable
  /// A piece that is a token as a whole is not cut (Llama 3).
  var ignoresMerges: Bool
  var unknown: Int32?
  /// A run of unknown symbols gives one unknown token.
  var fusesUnknown: Bool

  /// Appends the ids of `bytes[start..<end]`.
  func encode(_ bytes: [UInt8], _ start: Int, _ end: Int, into ids: inout [Int32]) {
    if start == end { return }
    if ignoresMerges, let id = vocabulary.id(bytes, start, end) {
      ids.append(id)
      return
    }
    var symbols: [Int32] = []
    symbols.reserveCapacity(end - start)
    switch alphabet {
    case .bytes(let byteIDs):
      var pendingUnknown = false
      for index in start..<end {
        let id = byteIDs[Int(bytes[index])]
        if id >= 0 {
          if pendingUnknown { appendUnknown(to: &symbols, &pendingUnknown) }
          symbols.append(id)
        } else if unknown != nil {
          if pendingUnknown, !fusesUnknown { appendUnknown(to: &symbols, &pendingUnknown) }
          pendingUnknown = true
        }
      }
      if pendingUnknown { appendUnknown(to: &symbols, &pendingUnknown) }
    case .characters(let byteFallback):
      cutCharacters(bytes, start, end, byteFallback, into: &symbols)
    }
    SymbolMerger.merge(&symbols, by: pairs)
    ids.append(contentsOf: symbols)
  }

  private func appendUnknown(to symbols: inout [Int32], _ pending: inout Bool) {
    if let unknown { symbols.append(unknown) }
    pending = false
  }

  private func cutCharacters(
    _ bytes: [UInt8], _ start: Int, _ end: Int, _ byteFallback: [Int32]?, into symbols: inout [Int32]
  ) {
    var pendingUnknown = false
    var position = start
    while position < end {
      let length = decodeScalar(bytes, position, end).length
      if let id = vocabulary.id(bytes, position, position + length) {
        if pendingUnknown { appendUnknown(to: &symbols, &pendingUnknown) }
        symbols.append(id)
      } else if let byteFallback {
        for index in position..<position + length { symbols.append(byteFallback[Int(bytes[index])]) }
      } else if unknown != nil {
        if pendingUnknown, !fusesUnknown { appendUnknown(to: &symbols, &pendingUnknown) }
        pendingUnknown = true
      }
      position += length
    }
    if pendingUnknown { appendUnknown(to: &symbols, &pendingUnknown) }
  }
}
