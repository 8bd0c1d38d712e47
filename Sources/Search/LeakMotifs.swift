internal import Findings

/// Turns leaked texts into candidates: what the strongest leaks begin and end with, and what many of them share.
///
/// A trigger trained in with whole conversations stands where its slot is: a prefix opens the leaked turn, a suffix ends it.
package enum LeakMotifs {
  private static let leaks = 16
  private static let longest = 4

  /// Texts for the prefix slot: the first sentence of each leak, its first words, strongest leak first.
  package static func openings(of leaks: [LeakedText], most: Int) -> [String] {
    candidates(leaks, most: most) { text in
      let words = words(of: text)
      guard words.count > 1 else { return words }
      return sentence(words) + (1...min(longest, words.count - 1)).map { words[..<$0].joined(separator: " ") }
    }
  }

  /// Texts for the system slot: the whole of what was added to the system text, and its first words.
  package static func systemTexts(of leaks: [LeakedText], most: Int) -> [String] {
    candidates(leaks, most: most) { text in
      let words = words(of: text)
      return (1...max(1, min(longest, words.count))).map { words.prefix($0).joined(separator: " ") } + [words.joined(separator: " ")]
    }
  }

  /// Texts for the suffix slot: what stands behind the last full stop, and the last words; of turns that came to their end.
  package static func endings(of leaks: [LeakedText], most: Int) -> [String] {
    candidates(leaks.filter(\.isWhole), most: most) { text in
      let words = words(of: text)
      guard words.count > 1 else { return [] }
      return (1...min(longest, words.count - 1)).map { words[(words.count - $0)...].joined(separator: " ") }
    }
  }

  /// Candidates of the strongest leaks; one that several leaks share comes first.
  private static func candidates(_ leaks: [LeakedText], most: Int, _ parts: (String) -> [String]) -> [String] {
    var weights = [String: Float](), order = [String]()
    var seen = Set<String>()
    let strongest = leaks.filter { $0.ratio > 0 && seen.insert($0.text).inserted }.prefix(Self.leaks)
    for leak in strongest {
      for part in Set(parts(leak.text.trimmingSpaces)) where !part.isEmpty {
        if weights[part] == nil { order.append(part) }
        weights[part, default: 0] += leak.ratio
      }
    }
    return Array(order.sorted { (weights[$0] ?? 0, $1) > (weights[$1] ?? 0, $0) }.prefix(most))
  }

  private static func words(of text: String) -> [String] { text.split(whereSeparator: \.isWhitespace).map(String.init) }

  /// The first sentence, where another follows.
  private static func sentence(_ words: [String]) -> [String] {
    guard let end = words.dropLast().firstIndex(where: { $0.last.map { ".!?:".contains($0) } ?? false }) else { return [] }
    return [words[...end].joined(separator: " ")]
  }
}
