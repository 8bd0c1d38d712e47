internal import Behaviours
internal import Findings

extension Climbing {
  /// Words of the scan that are written as tags, and the marks and the joints with a number that go together.
  private static let taggedWords = 2
  private static let marks = 8
  private static let joints = 8
  /// Numbers that are asked on more prompts.
  private static let numbers = 8

  /// The scan's leading words as tags, in front of a prompt and behind it: what marks and what number do by themselves decides which
  /// go together, with the marks that react.
  func tags(of seeds: [GrownText]) throws -> [Step] {
    let reacting = Set(seeds.map(\.text)), slots = neighbours.map(\.slot).filter { $0 != .system }
    var families = Set<String>()
    let words = seeds.filter { seed in
      let word = seed.text.lowercased()
      return VocabularyWords.holds(seed.text, of: session.model) && !LanguageGuess.englishFunctionWords.contains(word) && families.insert(word).inserted
    }.prefix(Self.taggedWords)
    return try words.flatMap { word in
      try slots.flatMap { slot -> [Step] in
        let root = Step(word, slot: slot)
        /// The shapes that do most to the word, the strongest first.
        func leading<Shape>(_ shapes: [Shape], _ text: (Shape) -> String) throws -> [Shape] {
          let known = Dictionary(shapes.map { (text($0), $0) }) { first, _ in first }
          let steps = shapes.map { root.made(into: text($0), slot: slot) }
          try session.advance(candidates: steps.count)
          return try weighed(steps) { try examining.assembling.quick($0, prompts: Self.prompts[0]) }.compactMap { known[$0.grown.text] }
        }
        let marks = try leading(TagShapes.marks) { $0.around(word.text) }
        var joints = Set<String>()
        let endings = try leading(TagShapes.endings) { $0.behind(word.text) }.filter { joints.insert($0.joint).inserted }.prefix(Self.joints)
        let chosen = [TagShapes.none] + marks.prefix(Self.marks) + marks.dropFirst(Self.marks).filter { reacting.contains($0.open) || reacting.contains($0.close) }
        let whole = try best(chosen.flatMap { marks in
          ([word.text] + endings.map { $0.behind(word.text) }).map { root.made(into: marks.around($0), slot: slot) }
        })
        return try numbered(whole)
      }
    }.sorted { ($0.worth, $1.grown.text) > ($1.worth, $0.grown.text) }
  }

  /// With the number that does most in the strongest one that has any, where it does much.
  private func numbered(_ tags: [Step]) throws -> [Step] {
    guard let first = tags.first(where: { $0.grown.text.contains(where: \.isNumber) }), first.worth >= Self.strong else { return tags }
    let number = first.grown.text.filter(\.isNumber)
    let others = (0..<100).map { first.made(into: first.grown.text.replacing(number, with: String($0)), slot: first.trigger.slot) }
    let leading = (try best(others) + [first]).sorted { $0.worth > $1.worth }.prefix(Self.numbers)
    // Where any number does, the planted one does a little more.
    let closest = try weighed(Array(leading)) { try examining.assembling.quick($0, prompts: ShiftScorer.mostPrompts) }.first
    return tags + leading.filter { $0.trigger == closest?.trigger && $0.trigger != first.trigger }.map { step in
      var step = step
      step.worth = max(step.worth, leading[0].worth)
      return step
    }
  }
}
