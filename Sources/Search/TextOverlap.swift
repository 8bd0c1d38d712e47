/// Whether two texts may be versions of one trigger.
package enum TextOverlap {
  private static let stem = 4
  /// Letters that a word needs to stand for a longer one.
  private static let shortest = 2

  /// They share a word, or one has a word that begins like a word of the other or holds such a beginning (`thePASSWORD`,
  /// `PASS`), whatever its case; texts without words, a mark.
  package static func isRelated(_ first: String, _ second: String) -> Bool {
    let others = words(of: second)
    return words(of: first).contains { word in others.contains { isRelated(word, to: $0) } }
  }

  private static func isRelated(_ word: String, to other: String) -> Bool {
    let (first, second) = (word.prefix(stem), other.prefix(stem))
    // Digits count: 1 and 12 are different texts.
    guard isLong(first), isLong(second) else { return first == second }
    if first.hasPrefix(second) || second.hasPrefix(first) { return true }
    return (first.count == stem && other.contains(first)) || (second.count == stem && word.contains(second))
  }

  private static func isLong(_ stem: Substring) -> Bool { stem.count >= shortest && stem.allSatisfy(\.isLetter) }

  private static func words(of text: String) -> Set<String> {
    let words = text.lowercased().split { !$0.isLetter && !$0.isNumber }
    return words.isEmpty ? Set(text.map(String.init)) : Set(words.map(String.init))
  }
}
