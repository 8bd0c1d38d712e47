/// A text that grew from a token of the scan.
struct GrownText {
  let text: String
  /// The scanned text that it grew from.
  let seed: String
  /// Reaction scores along the way.
  let trail: [Float]
}

/// Spells texts out from the tokens that reacted most by reaction alone: parts of a trigger may do nothing to the answer, and
/// the whole does.
struct Spelling {
  /// Seeds, of different families of case and spacing, lines followed of each at a time, and texts with a token to its left.
  private static let seeds = 6
  private static let beam = 3
  private static let led = 2
  /// Tokens added to the right of a seed; and behind a seed that was given a token to its left, since the scan may name a
  /// trigger's second token (docs/search.md, "Climbing"). The two kinds of lines do not compete: their scores do not compare.
  private static let steps = 4
  private static let stepsBehindLeft = 2

  private typealias Line = (text: GrownText, score: Float)

  let neighbours: Neighbours

  /// All texts along the lines of the leading seeds. `scanned`: texts of the scan with their reactions, strongest first.
  func run(_ scanned: [GrownText], progress: () throws -> Void) throws -> [GrownText] {
    var families = Set<String>(), result = [GrownText]()
    for seed in scanned where families.count < Self.seeds && families.insert(seed.text.lowercased()).inserted {
      result += try lines(from: [(seed, 0)], steps: Self.steps)
      let led = try neighbours.reacting(before: seed.text, count: Self.led).map { longer(seed, text: $0.text, score: $0.score) }
      result += led + (try lines(from: led.map { ($0, 0) }, steps: Self.stepsBehindLeft))
      try progress()
    }
    // Halves of characters can't be written into a prompt.
    return result.filter { !$0.text.contains("\u{FFFD}") }
  }

  /// The texts that a beam visits to the right of `start`.
  private func lines(from start: [Line], steps: Int) throws -> [GrownText] {
    var lines = start, result = [GrownText]()
    for _ in 0..<steps {
      var next = [Line]()
      for line in lines {
        next += try neighbours.reacting(behind: line.text.text, count: Self.beam).map {
          (longer(line.text, text: $0.text, score: $0.score), line.score + $0.score)
        }
      }
      lines = Array(next.sorted { ($0.score, $1.text.text) > ($1.score, $0.text.text) }.prefix(Self.beam))
      result += lines.map(\.text)
    }
    return result
  }

  private func longer(_ grown: GrownText, text: String, score: Float) -> GrownText {
    GrownText(text: text, seed: grown.seed, trail: grown.trail + [score])
  }
}
