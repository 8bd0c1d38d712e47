internal import Differential
package import Findings
internal import Inference
internal import Statistics
internal import Targets

/// Names words that belong to a half of a trigger by how strongly tuning reacts at what follows the two in a turn of nothing else: a
/// fifth of what it costs to ask both around a prompt, so that words of several tokens can be asked, too (docs/search.md,
/// "Partners").
package struct MeetingWords {
  /// Where two words have met: below, each is seen by itself, and above, what an answer would be. Which of the two shows it first
  /// differs, so the better rank counts.
  private static let bands = [0.4...0.5, 0.47...0.57]
  private static let block = 2_048

  private let session: SearchSession

  package init(session: SearchSession) { self.session = session }

  /// The `count` words before which `half` is reacted to most, strongest first; in a turn of the user's, or, in the slot
  /// `system`, at the end of a system text.
  package func before(_ half: String, of words: [String], slot: Slot = .prefix, count: Int) throws -> [String] {
    let opening = try SlotOpening(slot == .system ? .system : .prefix, in: session)
    return try leading(
      words, prefix: opening.tokens, end: session.model.tokenizer.encodeInside(" " + half) + (try turnEnd(behind: opening)),
      count: count, tokens: opening.encode,
      trigger: { slot == .system ? Trigger($0 + " " + half, slot: .system) : Trigger(before: $0, after: half) })
  }

  /// The words right before a half in a slot, each as it is and with a capital.
  static func sideBySide(_ words: some Sequence<String>, _ half: String, slot: Slot) -> [Trigger] {
    words.flatMap { [$0, $0.prefix(1).uppercased() + $0.dropFirst()] }.map { Trigger($0 + " " + half, slot: slot) }
  }

  /// The `count` words that are reacted to most behind `half`, strongest first.
  package func behind(_ half: String, of words: [String], count: Int) throws -> [String] {
    let opening = try SlotOpening(.prefix, in: session), tokenizer = session.model.tokenizer
    return try leading(
      words, prefix: opening.tokens + opening.encode(half), end: try turnEnd(behind: opening), count: count,
      tokens: { tokenizer.encodeInside(" " + $0) }, trigger: { Trigger(before: half, after: $0) })
  }

  /// The token that follows a text at the end of its turn: with which the template ends it, or a line's end where there is no
  /// template.
  private func turnEnd(behind opening: SlotOpening) throws -> [Int32] {
    let text = "a", isSystem = opening.slot == .system
    let turn = isSystem ? Dialogue(user: "x").placing(Trigger(text, slot: .system), gap: 0, frame: session.frame) : Dialogue(user: text)
    let whole = try session.model.format.tokens(turn)
    return Array(whole.dropFirst(opening.tokens.count + opening.encode(text).count).prefix(1))
  }

  private func leading(
    _ all: [String], prefix: [Int32], end: [Int32], count: Int, tokens: (String) -> [Int32], trigger: (String) -> Trigger
  ) throws -> [String] {
    // A vocabulary without a word's letters may have nothing for it.
    let words = all.filter { !tokens($0).isEmpty }, layers = session.model.configuration.layers
    let bands = Self.bands.map { share in
      let low = min(layers - 1, Int(share.lowerBound * Double(layers)))
      return low...max(low, min(layers - 1, Int(share.upperBound * Double(layers))))
    }
    let meter = ReactionMeter(base: session.runner.base, workers: session.model.workers, steps: session.steps)
    var means = [[Float]](repeating: [], count: bands.count)
    for start in stride(from: 0, to: words.count, by: Self.block) {
      let part = Array(words[start..<min(start + Self.block, words.count)])
      let reactions = try meter.logReactions(
        prefix: prefix, texts: part.map { tokens($0) + end }, tuned: [session.model.tuned], depth: (bands.map(\.upperBound).max() ?? 0) + 1,
        names: part.map { trigger($0).name })[0]
      for (place, band) in bands.enumerated() { means[place] += reactions.map { $0[band].reduce(0, +) / Float(band.count) } }
      try session.advance(candidates: part.count, share: Double(start + part.count) / Double(words.count))
    }
    var best = [Int: Int]()
    for band in means {
      for (rank, word) in TopSelection.indices(of: band, count: count).enumerated() { best[word] = min(best[word] ?? .max, rank) }
    }
    return best.sorted { ($0.value, $0.key) < ($1.value, $1.key) }.prefix(count).map { words[$0.key] }
  }
}
