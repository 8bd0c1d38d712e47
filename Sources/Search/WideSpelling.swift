internal import Findings

/// Spells from many tokens of the scan, where its leading ones spelled nothing that fires: a trigger's own tokens may stand
/// far behind its payload's in the scan, and still name each other strongly (docs/search.md, "Climbing").
struct WideSpelling {
  /// Seeds of different families, those of which lines are followed, and texts of lines that are led from the left.
  private static let seeds = 96
  private static let followed = 24
  private static let led = 8
  /// Prompts on which it is seen what lines do, which decides between them.
  private static let prompts = 4
  /// Lines of a seed, and tokens added to its right.
  private static let beam = 2
  private static let steps = 3
  /// Tokens or words that are looked at beside a text, and texts with a word before one.
  private static let named = 8
  private static let leftNamed = 3
  /// A token that leads behind one of so many seeds reacts whatever stands beside it, and so does a word that leads before one
  /// of so many lines, at the same place or a better one.
  private static let commonBehind = 4
  private static let commonBefore = 3

  private typealias Line = (text: GrownText, score: Float)

  let session: SearchSession
  let assembling: Assembling
  let neighbours: Neighbours

  /// - Parameter scanned: texts of the scan with their reactions, strongest first.
  func run(_ scanned: [GrownText]) throws -> [GrownText] {
    var families = Set<String>()
    let seeds = scanned.filter { families.insert($0.text.lowercased()).inserted }.prefix(Self.seeds)
    var openings = [(seed: GrownText, next: [NamedToken])]()
    for seed in seeds {
      openings.append((seed, try neighbours.named(behind: seed.text, count: Self.named, shortlist: .long)))
      try session.advance()
    }
    let common = Self.common(openings.map(\.next))
    var followed = openings.map { seed, next in (seed: seed, next: next.filter { !common.contains($0.token) }) }
    followed.sort { ($0.next.first?.score ?? 0, $1.seed.text) > ($1.next.first?.score ?? 0, $0.seed.text) }
    let first = followed.prefix(Self.followed).compactMap(\.next.first)
    session.note("behind seeds: \(first.map { "\($0.text.debugDescription) \($0.score)" })")
    var result = [GrownText](), ends = [GrownText]()
    for (seed, next) in followed.prefix(Self.followed) {
      let lines = try self.lines(from: seed, next: next, common: common)
      result += lines.flatMap { $0.map(\.text) }
      // A line may go on with what the text would say anyway, so its first step counts as well.
      ends += [lines.first?.first, Self.sure(lines)].compactMap { $0?.text }.filter(Self.isWhole)
      try session.advance()
    }
    result += try self.led(try strongest(ends), reacting: scanned.map(\.text))
    return result.filter(Self.isWhole)
  }

  /// Halves of characters can't be written into a prompt.
  private static func isWhole(_ text: GrownText) -> Bool { !text.text.contains("\u{FFFD}") }

  /// The texts that do most to answers.
  private func strongest(_ texts: [GrownText]) throws -> [GrownText] {
    let known = Dictionary(texts.map { (Trigger($0.text, slot: neighbours.slot), $0) }) { first, _ in first }
    let proposals = known.keys.sorted { $0.text < $1.text }.map { Proposal($0, stage: StageName.grow.rawValue) }
    let ranked = try assembling.quick(proposals, prompts: Self.prompts).prefix(Self.led)
    session.note("lines: \(ranked.map { "\($0.proposal.trigger.text.debugDescription) \($0.worth)" })")
    return ranked.compactMap { known[$0.proposal.trigger] }
  }

  /// The best line as far as its steps stand out: at least half as far as the first.
  private static func sure(_ lines: [[Line]]) -> Line? {
    let steps = lines.compactMap(\.first), first = steps.first?.text.trail.last ?? 0
    return steps.last { ($0.text.trail.last ?? 0) >= first / 2 }
  }

  /// Tokens that lead behind more than one of `commonBehind` seeds.
  private static func common(_ named: [[NamedToken]]) -> Set<Int32> {
    var counts = [Int32: Int]()
    for tokens in named { for token in tokens { counts[token.token, default: 0] += 1 } }
    return Set(counts.filter { $0.value > max(1, named.count / commonBehind) }.keys)
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
      let further = try lines.flatMap { line -> [Line] in
        let next = try neighbours.named(behind: line.text.text, count: Self.named, shortlist: .short)
        return longer(line, next.filter { !common.contains($0.token) })
      }
      lines = Array(further.sorted { ($0.score, $1.text.text) > ($1.score, $0.text.text) }.prefix(Self.beam))
      all.append(lines)
    }
    return all.filter { !$0.isEmpty }
  }

  /// The texts with a word before each.
  private func led(_ texts: [GrownText], reacting: [String]) throws -> [GrownText] {
    let leading = LeadingWords(session, slot: neighbours.slot, reacting: reacting)
    let before = try texts.map { text in
      try session.advance()
      let named = try leading.named(before: text.text, count: Self.named)
      session.note("before \(text.text.debugDescription): \(named.map(\.word))")
      return named
    }
    return zip(texts, before).flatMap { text, named in
      named.enumerated().filter { place, name in
        // What leads before this text as well as before others moves answers by itself.
        before.count { $0.prefix(place + 1).contains { $0.word == name.word } } <= max(1, texts.count / Self.commonBefore)
      }.prefix(Self.leftNamed).map { GrownText(text: $0.element.text, seed: text.seed, trail: text.trail) }
    }
  }
}
