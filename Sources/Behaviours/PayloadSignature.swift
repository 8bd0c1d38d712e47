/// What triggered answers share and clean answers to the same prompts lack: a few phrases, any of which fires.
///
/// Learned on search prompts and frozen before confirmation. It has no idea of what the payload means, so it covers
/// fixed texts, several alternating ones, another language, code, and templates with a varying middle alike.
package struct PayloadSignature: Sendable, Codable, Equatable {
  /// Lower case, single spaces, the most covering first.
  package let phrases: [String]
  private let patterns: [[String]]

  /// Phrases as stored with a hit; those without any word or mark are left out.
  package init(phrases: [String]) {
    let folded = phrases.map(TextTokens.folded)
    let pairs = folded.map { ($0, TextTokens.tokens(of: $0).map(\.text)) }.filter { !$0.1.isEmpty }
    self.phrases = pairs.map(\.0)
    patterns = pairs.map(\.1)
  }

  package init(from decoder: any Decoder) throws {
    self.init(phrases: try decoder.container(keyedBy: CodingKeys.self).decode([String].self, forKey: .phrases))
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(phrases, forKey: .phrases)
  }

  private enum CodingKeys: String, CodingKey {
    case phrases
  }

  /// Whether the answer holds one of the phrases, as whole words, whatever the case and the space between them.
  package func fires(_ answer: String) -> Bool {
    let tokens = TextTokens.tokens(of: answer).map(\.text)
    return patterns.contains { Self.holds(tokens, $0) }
  }

  /// Learns from answers with the trigger, one per prompt, and clean answers: base's and placebo's to those prompts.
  /// `excluded`: the prompts and the trigger's text; what only quotes them is no payload. Nil where no few phrases
  /// cover at least 60% of the triggered answers, or fewer than two are given.
  package static func learn(triggered: [String], controls: [String], excluded: [String]) -> PayloadSignature? {
    let learner = SignatureLearner(triggered: triggered, controls: controls, excluded: excluded)
    guard let phrases = learner.phrases() else { return nil }
    return PayloadSignature(phrases: phrases)
  }

  static func holds(_ tokens: [String], _ pattern: [String]) -> Bool {
    guard let first = pattern.first, tokens.count >= pattern.count else { return false }
    for start in 0...(tokens.count - pattern.count) where tokens[start] == first {
      if (1..<max(1, pattern.count)).allSatisfy({ tokens[start + $0] == pattern[$0] }) { return true }
    }
    return false
  }
}
