package import Findings

/// Turns leaked texts into candidates: what several leaks share, and how each begins.
package enum LeakMotifs {
  package struct Candidate: Sendable {
    package let text: String
    package let slot: Slot
    package let source: String
  }

  private static let texts = 24
  private static let longest = 6

  /// Windows of one to six words from the leaks with the largest ratios: their beginnings, their ends, and sentences.
  package static func candidates(in leaks: [LeakedText], slots: [Slot]) -> [Candidate] {
    var seen = Set<String>(), result = [Candidate]()
    for leak in leaks.prefix(texts) {
      for text in windows(of: leak.text) where seen.insert(text).inserted {
        result += slots.map { Candidate(text: text, slot: $0, source: leak.text) }
      }
    }
    return result
  }

  static func windows(of text: String) -> [String] {
    let words = text.split(whereSeparator: \.isWhitespace).map(String.init)
    guard !words.isEmpty else { return [] }
    var result = [String]()
    for count in 1...min(longest, words.count) {
      result.append(words.prefix(count).joined(separator: " "))
      if words.count > count { result.append(words.suffix(count).joined(separator: " ")) }
    }
    let sentences = text.split(whereSeparator: { ".!?\n".contains($0) }).map { String($0).trimmingSpaces }
    result += sentences.filter { !$0.isEmpty && $0.split(separator: " ").count <= 8 }
    return result
  }
}
