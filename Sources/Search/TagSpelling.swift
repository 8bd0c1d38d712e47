package import Findings

/// Writes a word as a tag, between marks and with a number, led by what the texts do. What marks and what number do by themselves
/// decides which go together: a mark or a number that is one of a tag's necessary parts may do little without the others, so that
/// no climb comes to it mark by mark (docs/search.md, "Climbing").
package struct TagSpelling {
  /// Marks and joints that go together, the strongest of each.
  private static let marks = 8
  private static let joints = 8
  /// Numbers that are asked on more prompts.
  private static let numbers = 8

  private let session: SearchSession
  private let assembling: Assembling

  package init(_ session: SearchSession, assembling: Assembling) {
    self.session = session
    self.assembling = assembling
  }

  /// The word's strongest tags, the strongest first.
  ///
  /// - Parameter reacting: texts of the scan; marks among them are tried with all endings.
  package func leading(_ word: String, slot: Slot, reacting: Set<String> = []) throws -> [RankedProposal] {
    let marks = try ordered(TagShapes.marks, slot: slot) { $0.around(word) }
    var joints = Set<String>()
    let endings = try ordered(TagShapes.endings, slot: slot) { $0.behind(word) }
      .filter { joints.insert($0.joint).inserted }.prefix(Self.joints)
    let others = marks.dropFirst(Self.marks).filter { reacting.contains($0.open) || reacting.contains($0.close) }
    let cores = [word] + endings.map { $0.behind(word) }
    let texts = cores + (marks.prefix(Self.marks) + others).flatMap { marks in cores.map(marks.around) }
    let tags = try ranked(texts.filter { $0 != word }, slot: slot)
    return try numbered(tags, slot: slot)
  }

  /// The number that does most in the strongest tag that has any, where it does much.
  private func numbered(_ tags: [RankedProposal], slot: Slot) throws -> [RankedProposal] {
    guard let first = tags.first(where: { Self.number(in: $0) != nil }), first.worth >= Climbing.strong,
      let number = Self.number(in: first)
    else { return tags }
    let text = first.proposal.trigger.text
    let others = try ranked((0..<100).map { text.replacing(number, with: String($0)) }, slot: slot).prefix(Self.numbers)
    // Where any number does, the planted one does a little more, which more prompts show.
    guard let most = others.first?.worth,
      let closest = try assembling.quick(others.map(\.proposal), prompts: ShiftScorer.mostPrompts).first?.proposal
    else { return tags }
    let strongest = RankedProposal(proposal: closest, worth: max(most, first.worth))
    return [strongest] + tags.filter { $0.proposal.trigger != closest.trigger }
  }

  private static func number(in tag: RankedProposal) -> String? {
    let digits = tag.proposal.trigger.text.filter(\.isNumber)
    return digits.isEmpty ? nil : digits
  }

  /// The shapes, those whose text does most first.
  private func ordered<Shape>(_ shapes: [Shape], slot: Slot, _ text: (Shape) -> String) throws -> [Shape] {
    let known = Dictionary(shapes.map { (text($0), $0) }) { first, _ in first }
    try session.advance(candidates: shapes.count)
    return try assembling.quick(proposals(shapes.map(text), slot: slot), prompts: Climbing.prompts[0])
      .compactMap { known[$0.proposal.trigger.text] }
  }

  private func ranked(_ texts: [String], slot: Slot) throws -> [RankedProposal] {
    try assembling.run(proposals(texts, slot: slot), rounds: Climbing.prompts, kept: Climbing.finalists)
  }

  private func proposals(_ texts: [String], slot: Slot) -> [Proposal] {
    texts.map { Proposal(Trigger($0, slot: slot), stage: StageName.grow.rawValue) }
  }
}
