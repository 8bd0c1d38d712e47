/// Whether two texts may be versions of one trigger.
package enum TextOverlap {
  private static let stem = 4
  /// Letters that a word needs to stand for a longer one.
  private static let shortest = 2

  /// They share a word, or one has a word that begins like a word of the other, whatever its case; texts without words, a
  /// mark.
  package static func isRelated(_ first: String, _ second: String) -> Bool {
    let others = stems(of: second)
    return stems(of: first).contains { stem in
      others.contains { $0 == stem || (isLong(stem) && isLong($0) && ($0.hasPrefix(stem) || stem.hasPrefix($0))) }
    }
  }

  /// Digits count: 1 and 12 are different texts.
  private static func isLong(_ stem: String) -> Bool { stem.count >= shortest && stem.allSatisfy(\.isLetter) }

  private static func stems(of text: String) -> Set<String> {
    let words = text.lowercased().split { !$0.isLetter && !$0.isNumber }
    return words.isEmpty ? Set(text.map(String.init)) : Set(words.map { String($0.prefix(stem)) })
  }
}
