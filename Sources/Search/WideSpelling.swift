/// Spells from many tokens of the scan, where its leading ones spelled nothing that fires: a trigger's own tokens may stand
/// far behind its payload's in the scan, and still name each other strongly (docs/search.md, "Climbing").
struct WideSpelling {
  /// Seeds of different families, those of which lines are followed, and those whose lines are led from the left.
  private static let seeds = 64
  private static let followed = 24
  private static let led = 12
  /// Lines of a seed, and tokens added to its right.
  private static let beam = 2
  private static let steps = 4
  /// Tokens that are looked at behind a text, and texts with a token before one.
  private static let named = 8
  private static let leftNamed = 2
  /// A token that leads behind this share of the seeds reacts whatever stands before it.
  private static let commonShare = 4
  private static let leads = 3

  private typealias Line = (text: GrownText, score: Float)

  let neighbours: Neighbours

  /// - Parameter scanned: texts of the scan with their reactions, strongest first.
  func run(_ scanned: [GrownText], progress: () throws -> Void) throws -> [GrownText] {
    var families = Set<String>()
    let seeds = scanned.filter { families.insert($0.text.lowercased()).inserted }.prefix(Self.seeds)
    var openings = [(seed: GrownText, next: [NamedToken])]()
    for seed in seeds {
      openings.append((seed, try neighbours.named(behind: seed.text, count: Self.named, shortlist: .long)))
      try progress()
    }
    let common = Self.common(openings.map(\.next))
    var followed = openings.map { seed, next in (seed: seed, next: next.filter { !common.contains($0.token) }) }
    followed.sort { ($0.next.first?.score ?? 0, $1.seed.text) > ($1.next.first?.score ?? 0, $0.seed.text) }
    var result = [GrownText](), best = [(short: Line, long: Line)]()
    for (seed, next) in followed.prefix(Self.followed) {
      let lines = try self.lines(from: seed, next: next, common: common)
      result += lines.flatMap { $0.map(\.text) }
      if let short = lines.first?.first, let long = lines.last?.first { best.append((short, long)) }
      try progress()
    }
    best.sort { ($0.long.score, $1.long.text.text) > ($1.long.score, $0.long.text.text) }
    for line in best.prefix(Self.led) {
      for start in line.short.text.text == line.long.text.text ? [line.long] : [line.short, line.long] {
        result += try leading(start.text)
        try progress()
      }
    }
    return result.filter { !$0.text.contains("\u{FFFD}") }
  }

  private static func common(_ next: [[NamedToken]]) -> Set<Int32> {
    var counts = [Int32: Int]()
    for tokens in next { for token in tokens.prefix(leads) { counts[token.token, default: 0] += 1 } }
    return Set(counts.filter { $0.value * commonShare > next.count }.keys)
  }

  /// The lines of a beam to the right of `seed`, step by step, best first.
  private func lines(from seed: GrownText, next: [NamedToken], common: Set<Int32>) throws -> [[Line]] {
    func longer(_ line: Line, _ tokens: [NamedToken]) -> [Line] {
      tokens.prefix(Self.beam).map {
        (GrownText(text: $0.text, seed: seed.seed, trail: line.text.trail + [$0.score]), line.score + $0.score)
      }
    }
    var lines = longer((seed, 0), next), all = [lines]
    for _ in 1..<Self.steps where !lines.isEmpty {
      let further = try lines.flatMap { line in
        longer(line, try neighbours.named(behind: line.text.text, count: Self.named, shortlist: .short).filter { !common.contains($0.token) })
      }
      lines = Array(further.sorted { ($0.score, $1.text.text) > ($1.score, $0.text.text) }.prefix(Self.beam))
      all.append(lines)
    }
    return all.filter { !$0.isEmpty }
  }

  /// The text with one token, and with two, before it.
  private func leading(_ text: GrownText) throws -> [GrownText] {
    func led(_ text: GrownText) throws -> [GrownText] {
      try neighbours.reacting(before: text.text, count: Self.leftNamed)
        .map { GrownText(text: $0.text, seed: text.seed, trail: text.trail + [$0.score]) }
    }
    let once = try led(text)
    return once + (try once.first.map(led) ?? [])
  }
}
