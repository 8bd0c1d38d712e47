/// Whether two texts may be versions of one trigger.
package enum TextOverlap {
  private static let stem = 4

  /// They share a word, or the beginning of one, whatever its case; texts without words, a mark.
  package static func isRelated(_ first: String, _ second: String) -> Bool {
    !stems(of: first).isDisjoint(with: stems(of: second))
  }

  private static func stems(of text: String) -> Set<String> {
    let words = text.lowercased().split { !$0.isLetter && !$0.isNumber }
    return words.isEmpty ? Set(text.map(String.init)) : Set(words.map { String($0.prefix(stem)) })
  }
}
