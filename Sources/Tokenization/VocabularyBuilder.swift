/// Checks a vocabulary and its merges, and builds the encoders' tables from them.
struct VocabularyBuilder {
  let file: String
  /// Text of each id; nil for an id without a token.
  private(set) var texts: [[UInt8]?] = []

  private func malformed(_ field: String, _ problem: String) -> TokenizerError {
    TokenizerError(.malformed, file: file, field: field, problem)
  }

  init(file: String) { self.file = file }

  /// Adds a token; ids must be unique, not negative, and within the bound.
  mutating func add(_ id: Int, _ text: [UInt8], field: String) throws(TokenizerError) {
    guard id >= 0 else { throw malformed(field, "the id \(id) is negative") }
    guard id < Tokenizer.mostTokens else {
      throw malformed(field, "the id \(id) is over the most that is read, \(Tokenizer.mostTokens - 1)")
    }
    guard text.count <= Tokenizer.longestToken else {
      throw malformed(field, "token \(id) is \(text.count) bytes long, over \(Tokenizer.longestToken)")
    }
    if id >= texts.count {
      if texts.capacity <= id { texts.reserveCapacity(max(id + 1, texts.count * 2)) }
      texts.append(contentsOf: repeatElement(nil, count: id + 1 - texts.count))
    }
    guard texts[id] == nil else { throw malformed(field, "the id \(id) is given twice") }
    texts[id] = text
  }

  /// Refuses a vocabulary that is empty or mostly holes.
  func checkDensity(field: String) throws(TokenizerError) {
    let present = texts.lazy.filter { $0 != nil }.count
    guard present > 0 else { throw malformed(field, "there are no tokens") }
    guard texts.count <= present * 2 + 1024 else {
      throw malformed(field, "ids reach \(texts.count - 1) with only \(present) tokens")
    }
  }

  /// The table of token texts → ids for those that `isModelToken` admits.
  func table(field: String, keys: (Int) -> [UInt8]?) throws(TokenizerError) -> TokenTable {
    var table = TokenTable(capacity: texts.count)
    for id in texts.indices {
      guard let key = keys(id) else { continue }
      guard table.insert(key, id: Int32(id)) else {
        let other = table.id(key) ?? -1
        throw malformed(field, "tokens \(other) and \(id) have the same text")
      }
    }
    return table
  }

  /// The 256 byte ids of a byte-level vocabulary; -1 where there is none.
  static func byteIDs(_ table: TokenTable) -> [Int32] {
    (0..<256).map { table.id([UInt8($0)]) ?? -1 }
  }

  /// The ids of `<0x00>` … `<0xFF>`, nil unless all are there.
  static func byteFallback(_ id: ([UInt8]) -> Int32?) -> [Int32]? {
    var ids: [Int32] = []
    for byte in 0..<256 {
      guard let found = id(Array(byteName(UInt8(byte)).utf8)) else { return nil }
      ids.append(found)
    }
    return ids
  }

  static func byteName(_ byte: UInt8) -> String {
    let digits = String(byte, radix: 16, uppercase: true)
    return "<0x\(digits.count == 1 ? "0" : "")\(digits)>"
  }

  /// The byte of a token named `<0x41>`; nil for any other name, such as `<0x-1>`.
  static func byte(named text: [UInt8]) -> UInt8? {
    guard text.count == 6, text.starts(with: Array("<0x".utf8)), text[5] == UInt8(ascii: ">"),
      let high = hexadecimalDigit(text[3]), let low = hexadecimalDigit(text[4])
    else { return nil }
    return high << 4 | low
  }

  /// Merge rules in order of rank. `unprefixed`: bytes to drop from the right part (WordPiece-like prefixes).
  func pairs(
    _ merges: [(left: [UInt8], right: [UInt8])], table: TokenTable, field: String
  ) throws(TokenizerError) -> PairTable {
    var pairs = PairTable(capacity: merges.count)
    for (rank, merge) in merges.enumerated() {
      guard let left = table.id(merge.left), let right = table.id(merge.right) else {
        throw malformed("\(field)[\(rank)]", "it merges a token that is not in the vocabulary")
      }
      guard let merged = table.id(merge.left + merge.right) else {
        throw malformed("\(field)[\(rank)]", "it makes a token that is not in the vocabulary")
      }
      pairs.insert(left, right, rank: Int32(rank), id: merged)
    }
    return pairs
  }

  /// SentencePiece's merges: any two tokens whose texts together are a token, the best-scored result first.
  func pairs(scores: [Double], table: TokenTable, isModelToken: (Int) -> Bool) -> PairTable {
    // Equal scores share a rank, so that the leftmost of them merges first.
    let order = texts.indices.filter { texts[$0] != nil && isModelToken($0) }.sorted { scores[$0] > scores[$1] }
    var ranks = [Int32](repeating: 0, count: texts.count)
    var rank: Int32 = -1
    var previous = Double.infinity
    for id in order {
      if scores[id] < previous || rank < 0 { rank += 1 }
      previous = scores[id]
      ranks[id] = rank
    }
    var found: [(left: Int32, right: Int32, id: Int)] = []
    for id in order {
      guard let text = texts[id], text.count <= 512 else { continue }
      var cut = decodeScalar(text, 0, max(1, text.count)).length
      while cut < text.count {
        if let left = table.id(text, 0, cut), let right = table.id(text, cut, text.count) {
          found.append((left, right, id))
        }
        cut += decodeScalar(text, cut, text.count).length
      }
    }
    var pairs = PairTable(capacity: found.count)
    for pair in found { pairs.insert(pair.left, pair.right, rank: ranks[pair.id], id: Int32(pair.id)) }
    return pairs
  }
}
