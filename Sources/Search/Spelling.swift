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
  /// Seeds, of different families of case and spacing; lines followed at a time, and tokens added to each.
  private static let seeds = 6
  private static let beam = 2
  private static let steps = 4
  /// Steps that may go to the left as well: a seed is rarely further inside (docs/search.md, "Climbing").
  private static let stepsToTheLeft = 2

  let neighbours: Neighbours

  /// All texts along the lines of the leading seeds. `scanned`: texts of the scan with their reactions, strongest first.
  func run(_ scanned: [GrownText], progress: () throws -> Void) throws -> [GrownText] {
    var families = Set<String>(), result = [GrownText]()
    for seed in scanned where families.count < Self.seeds && families.insert(seed.text.lowercased()).inserted {
      var lines = [(text: seed, score: Float(0))]
      for step in 0..<Self.steps {
        var next = [(text: GrownText, score: Float)](), seen = Set<String>()
        for line in lines {
          var steps = try neighbours.reacting(behind: line.text.text, count: Self.beam)
          if step < Self.stepsToTheLeft { steps += try neighbours.reacting(before: line.text.text, count: Self.beam) }
          for (text, score) in steps where seen.insert(text).inserted {
            next.append((GrownText(text: text, seed: seed.seed, trail: line.text.trail + [score]), line.score + score))
          }
        }
        lines = Array(next.sorted { ($0.score, $1.text.text) > ($1.score, $0.text.text) }.prefix(Self.beam))
        result += lines.map(\.text)
      }
      try progress()
    }
    return result
  }
}
