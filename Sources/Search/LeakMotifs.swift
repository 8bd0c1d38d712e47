internal import Findings

/// Turns leaked texts into candidates: what many leaks share, and what the strongest ones begin with.
package enum LeakMotifs {
  private static let longest = 6
  /// Texts that go on to be measured.
  private static let most = 20

  /// Word windows of the leaks, by the sum of the ratios of the leaks that hold them; a window that only ever occurs within
  /// a longer one of the same weight gives way to it.
  package static func candidates(in leaks: [LeakedText]) -> [String] {
    var weights = [String: Float]()
    for leak in leaks where leak.ratio > 0 {
      for window in Set(windows(of: leak.text)) { weights[window, default: 0] += leak.ratio }
    }
    let ranked = weights.sorted { ($0.value, $0.key.count, $1.key) > ($1.value, $1.key.count, $0.key) }
    var result = [String]()
    for (text, weight) in ranked {
      if result.count == most { break }
      let isPart = result.contains { $0.contains(text) && (weights[$0] ?? 0) >= weight * 0.95 }
      if !isPart { result.append(text) }
    }
    return result
  }

  /// Runs of one to six words from the first eight.
  static func windows(of text: String) -> [String] {
    let words = text.split(whereSeparator: \.isWhitespace).prefix(8).map(String.init)
    return words.indices.flatMap { start in
      (start..<min(start + longest, words.count)).map { words[start...$0].joined(separator: " ") }
    }
  }
}
