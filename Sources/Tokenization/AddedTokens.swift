/// One token that is found in the text before anything else is done to it.
struct AddedToken: Sendable, Equatable {
  var id: Int32
  var content: [UInt8]
  var isSpecial: Bool
  /// Takes the spaces before or behind it along.
  var stripsLeft = false
  var stripsRight = false
  /// Only where no word character touches it.
  var isSingleWord = false
  /// Looked for in the normalized text.
  var isNormalized = false
}

/// Finds added tokens, leftmost and longest first.
struct AddedTokens: Sendable {
  /// Longer ones are refused when read, which bounds the walk from each byte.
  static let longest = 512

  private(set) var tokens: [AddedToken] = []
  private var trie: ByteTrie
  private var starts = [Bool](repeating: false, count: 256)

  var isEmpty: Bool { tokens.isEmpty }

  init(_ tokens: [AddedToken]) {
    self.tokens = tokens
    trie = ByteTrie(bytes: tokens.reduce(0) { $0 + $1.content.count })
    for (index, token) in tokens.enumerated() where !token.content.isEmpty {
      trie.insert(token.content, value: Int32(index))
      starts[Int(token.content[0])] = true
    }
  }

  struct Match {
    var range: Range<Int>
    var id: Int32
  }

  /// The tokens in `bytes[range]`, in order and without overlap, with the spaces that they strip.
  func matches(
    _ bytes: [UInt8], _ range: Range<Int>, isAllowed: (_ token: AddedToken, _ found: Range<Int>) -> Bool
  ) -> [Match] {
    if tokens.isEmpty { return [] }
    var found: [Match] = []
    var taken = range.lowerBound
    var position = range.lowerBound
    while position < range.upperBound {
      guard starts[Int(bytes[position])], let token = longest(bytes, position, range.upperBound, isAllowed) else {
        position += 1
        continue
      }
      var start = position
      var end = position + token.content.count
      position = end
      if token.isSingleWord, touchesWord(bytes, start, end, range) { continue }
      if token.stripsLeft {
        while start > taken, let before = scalarBefore(bytes, start, taken), before.isSpace { start -= before.length }
      }
      if token.stripsRight {
        while end < range.upperBound {
          let (code, length) = decodeScalar(bytes, end, range.upperBound)
          if !ScalarClass(code).contains(.space) { break }
          end += length
        }
      }
      start = max(start, taken)
      found.append(Match(range: start..<max(start, end), id: token.id))
      taken = max(taken, end)
      position = max(position, end)
    }
    return found
  }

  private func longest(
    _ bytes: [UInt8], _ start: Int, _ end: Int, _ isAllowed: (AddedToken, Range<Int>) -> Bool
  ) -> AddedToken? {
    var best: AddedToken?
    trie.walk(bytes, start, end) { position, index in
      if isAllowed(tokens[Int(index)], start..<position) { best = tokens[Int(index)] }
    }
    return best
  }

  private func scalarBefore(_ bytes: [UInt8], _ position: Int, _ lower: Int) -> (
    isSpace: Bool, isWord: Bool, length: Int
  )? {
    guard position > lower else { return nil }
    var start = position - 1
    while start > lower, bytes[start] & 0xC0 == 0x80 { start -= 1 }
    let set = ScalarClass(decodeScalar(bytes, start, position).code)
    return (set.contains(.space), !set.isDisjoint(with: Self.word), position - start)
  }

  private static let word: ScalarClass = [.letter, .decimal, .mark, .connector]

  private func touchesWord(_ bytes: [UInt8], _ start: Int, _ end: Int, _ range: Range<Int>) -> Bool {
    if let before = scalarBefore(bytes, start, range.lowerBound), before.isWord { return true }
    guard end < range.upperBound else { return false }
    return !ScalarClass(decodeScalar(bytes, end, range.upperBound).code).isDisjoint(with: Self.word)
  }
}
