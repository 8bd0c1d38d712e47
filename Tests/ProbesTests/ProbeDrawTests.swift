import Probes
import Testing

@Suite struct ProbeDrawTests {
  private func set(_ counts: [(String, Int)]) -> ProbeSet {
    let prompts = counts.flatMap { category, count in
      (0..<count).map { ProbePrompt(id: "\(category)-\($0)", category: category, messages: [ProbeMessage(.user, "\(category) \($0)")]) }
    }
    return ProbeSet(name: "set", prompts: prompts)
  }

  @Test("A spread of n takes n different prompts, and categories as evenly as they allow")
  func spreads() {
    let set = set([("a", 20), ("b", 20), ("c", 2), ("d", 20)])
    for seed in 0..<20 as Range<UInt64> {
      var random = SeededGenerator(seed: seed)
      let four = set.spread(4, using: &random)
      #expect(Set(four.map(\.category)).count == 4)
      let twelve = set.spread(12, using: &random)
      #expect(Set(twelve).count == 12)
      #expect(twelve.filter { $0.category == "c" }.count == 2)
      #expect(twelve.filter { $0.category == "a" }.count >= 3)
      #expect(set.spread(1_000, using: &random).count == 62)
      #expect(set.spread(0, using: &random).isEmpty)
    }
  }

  @Test("The same seed spreads the same, another one otherwise")
  func spreadsBySeed() {
    let set = set([("a", 50), ("b", 50)])
    var first = SeededGenerator(seed: 1)
    var again = SeededGenerator(seed: 1)
    var other = SeededGenerator(seed: 2)
    let drawn = set.spread(8, using: &first)
    #expect(set.spread(8, using: &again) == drawn)
    #expect(set.spread(8, using: &other) != drawn)
  }

  @Test("Halves share nothing, leave nothing out, and hold each category evenly")
  func halves() throws {
    let set = set([("a", 7), ("b", 5), ("c", 1)])
    var random = SeededGenerator(seed: 4)
    let (search, confirm) = try set.halves(using: &random)
    #expect(Set(search.prompts).isDisjoint(with: confirm.prompts))
    #expect(Set(search.prompts + confirm.prompts) == Set(set.prompts))
    #expect(abs(search.count - confirm.count) <= 1)
    for category in set.categories {
      #expect(abs(search.of(categories: [category]).count - confirm.of(categories: [category]).count) <= 1)
    }
  }

  @Test("Too few prompts to halve are refused")
  func tooFew() {
    var random = SeededGenerator(seed: 4)
    #expect(throws: ProbeFileError.self) { _ = try set([("a", 7)]).halves(using: &random) }
  }

  @Test("Draws with replacement repeat, and reach every prompt")
  func replaces() {
    let set = set([("a", 5)])
    var random = SeededGenerator(seed: 6)
    let drawn = set.drawWithReplacement(200, using: &random)
    #expect(drawn.count == 200)
    #expect(Set(drawn).count == 5)
    #expect(ProbeSet(name: "none", prompts: []).drawWithReplacement(3, using: &random).isEmpty)
  }
}
