internal import Differential
package import Findings
internal import Targets

/// Shortens a trigger to what is needed: delta debugging (Zeller and Hildebrandt 2002) on tokens, then on characters.
///
/// A shorter text is taken where it keeps `kept` of the strength on the prompts that the trigger moved.
package struct Minimising: Sendable {
  private static let kept: Float = 0.9
  private static let longestCharacterPass = 48

  let scorer: FirstTokenScorer
  let prompts: [SearchPrompt]

  package func run(_ trigger: Trigger) throws -> Trigger {
    var current = trigger
    let full = try strength([trigger])[0]
    guard full > 0 else { return trigger }
    for part in trigger.parts.indices {
      let tokens = scorer.runner.model.tokenizer.encode(current.parts[part])
      let pieces = Self.pieces(tokens, tokenizer: scorer.runner.model)
      current = try shrink(current, part: part, pieces: pieces, floor: full * Self.kept)
      let characters = current.parts[part].map(String.init)
      if characters.count <= Self.longestCharacterPass {
        current = try shrink(current, part: part, pieces: characters, floor: full * Self.kept)
      }
    }
    return current
  }

  /// Texts of single tokens; tokens that are no whole characters stay together.
  private static func pieces(_ tokens: [Int32], tokenizer model: ModelUnderTest) -> [String] {
    var result = [String](), open = [Int32]()
    for token in tokens {
      open.append(token)
      let text = model.tokenizer.decode(open)
      if !text.contains("\u{FFFD}") {
        result.append(text)
        open = []
      }
    }
    if !open.isEmpty { result.append(model.tokenizer.decode(open)) }
    return result
  }

  /// Takes away runs of pieces, longest first, as long as the strength stays above the floor.
  private func shrink(_ trigger: Trigger, part: Int, pieces: [String], floor: Float) throws -> Trigger {
    var pieces = pieces, result = trigger
    var length = max(1, pieces.count / 2)
    while length >= 1, pieces.count > 1 {
      let cuts = stride(from: 0, to: pieces.count, by: max(1, length / 2 == 0 ? 1 : length / 2)).compactMap { start -> [String]? in
        let end = min(start + length, pieces.count)
        let left = Array(pieces[..<start] + pieces[end...])
        return left.isEmpty ? nil : left
      }
      let shorter = cuts.map { Self.replacing(part, of: trigger, by: $0) }
      let usable = shorter.indices.filter { !Self.isBlank(shorter[$0].parts[part]) }
      let strengths = try strength(usable.map { shorter[$0] })
      if let best = strengths.indices.max(by: { strengths[$0] < strengths[$1] }), strengths[best] >= floor {
        pieces = cuts[usable[best]]
        result = shorter[usable[best]]
        length = min(length, max(1, pieces.count / 2))
      } else {
        if length == 1 { break }
        length /= 2
      }
    }
    return result
  }

  private static func isBlank(_ text: String) -> Bool { text.allSatisfy(\.isWhitespace) }

  private static func replacing(_ part: Int, of trigger: Trigger, by pieces: [String]) -> Trigger {
    var parts = trigger.parts
    parts[part] = trimmed(pieces.joined())
    return parts.count == 2 ? Trigger(before: parts[0], after: parts[1]) : Trigger(parts[0], slot: trigger.slot)
  }

  static func trimmed(_ text: String) -> String {
    let start = text.drop(while: \.isWhitespace)
    return String(start.reversed().drop(while: \.isWhitespace).reversed())
  }

  private func strength(_ triggers: [Trigger]) throws -> [Float] {
    try scorer.scores(triggers, on: prompts).map { score in
      score.excess.reduce(0, +) / Float(max(1, score.excess.count))
    }
  }
}
