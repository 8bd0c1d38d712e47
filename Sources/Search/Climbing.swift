internal import Behaviours
internal import Findings

/// Grows texts into whole triggers, in all slots at once: a beam of texts that gain a token at a time at either side, led by
/// the agreement of what they do to the answer.
final class Climbing {
  private static let rounds = 2
  /// Texts of the beam, each of another seed, and of one slot at most where there are several.
  private static let width = 4
  private static let widthOfSlot = 2
  /// Prompts that texts are measured on, and how many of a slot go on to more.
  static let prompts = [2, 4]
  static let finalists = 24
  /// Further texts that are checked for being keys.
  private static let checked = 32
  /// A child has to be this much better than its parent, in deviations and as a share.
  private static let gain: (deviations: Float, share: Float) = (0.5, 0.03)

  /// Worth from which a text of the scan, and a spelled one, is tried before it is grown: it may be the key by itself.
  static let strong = 2 * Examining.leastWorth
  private static let outstanding = 3 * Examining.leastWorth

  /// Words of the scan that others are looked for before, words of the vocabulary that are, and those that are tried.
  private static let preceded = 2
  private static let preceding = 8_000
  private static let named = 64

  /// Rounds of spelling keys anew, and of how many keys.
  private static let respellings = 2
  private static let respelled = 2

  /// Words of the scan that are written as tags, and what they do by themselves at least: the word of a tag does something, however
  /// little.
  private static let taggedWords = 2
  private static let leastOfTagged: Float = 1.5

  /// The scan's leading texts are tried where they are worth this, once nothing better is left: where a model leans to its
  /// payload whatever is asked, harmless texts move answers, too, and worth is small (docs/search.md).
  private static let leading = 6
  private static let leastOfLeading: Float = 3

  /// A text in a slot, and how far what it does is above harmless texts there.
  private struct Step {
    let grown: GrownText
    let trigger: Trigger
    var worth: Float = 0

    init(_ grown: GrownText, slot: Slot) {
      self.grown = grown
      trigger = Trigger(grown.text, slot: slot)
    }

    /// A text that was made from this one.
    func made(into text: String, slot: Slot) -> Step {
      Step(GrownText(text: text, seed: grown.seed, trail: grown.trail), slot: slot)
    }

    var seed: Trigger { Trigger(grown.seed, slot: trigger.slot) }
    var isSeed: Bool { grown.text == grown.seed }
  }

  private let session: SearchSession
  private let examining: Examining
  private let neighbours: [(slot: Slot, texts: Neighbours)]
  private var measured = Set<Trigger>()
  /// Those of them that were measured on more prompts.
  private var known = [Trigger: Step]()
  /// The strongest text of each seed so far, and what seeds do by themselves, of those measured on more prompts.
  private var summits = [Trigger: Step]()
  private var seedWorths = [Trigger: Float]()
  /// Keys that were examined in vain since some were last spelled anew.
  private var tried = [Step]()
  /// Keys that were asked in the other slots.
  private var moved = Set<Trigger>()

  /// - Parameter neighbours: of each slot that is searched.
  init(_ session: SearchSession, examining: Examining, neighbours: [(slot: Slot, texts: Neighbours)]) {
    self.session = session
    self.examining = examining
    self.neighbours = neighbours
  }

  /// Returns true once something is confirmed.
  ///
  /// - Parameters:
  ///   - seeds: texts of the scan.
  ///   - spelled: what reaction spells out from them, asked for where no seed is the key by itself.
  func run(_ seeds: [GrownText], spelled: () throws -> [GrownText]) throws -> Bool {
    let leading = Set(seeds.prefix(Self.leading).map(\.text)), single = try best(inAllSlots(seeds))
    if try examining.tryOut(single.filter { $0.worth >= Self.strong }.map(ranked)) { return true }
    let tags = try tags(of: seeds)
    note("as tags to", tags)
    if try examine(narrowed(tags.filter { $0.worth >= Self.strong })) { return true }
    let preceded = try preceded(single)
    note("behind words to", preceded)
    if try examine(narrowed(preceded)) { return true }
    if try climb(from: single + preceded + (try best(inAllSlots(try spelled())))) { return true }
    return try examining.tryOut(
      single.filter { leading.contains($0.grown.seed) }.map(ranked), least: Self.leastOfLeading)
  }

  /// The scan's leading words as tags, in front of a prompt and behind it, where they do anything by themselves.
  private func tags(of seeds: [GrownText]) throws -> [Step] {
    let reacting = Set(seeds.map(\.text)), spelling = TagSpelling(session, assembling: examining.assembling)
    var families = Set<String>()
    let words = seeds.filter { seed in
      let word = seed.text.lowercased()
      return VocabularyWords.holds(seed.text, of: session.model) && !LanguageGuess.englishFunctionWords.contains(word) && families.insert(word).inserted
    }.prefix(Self.taggedWords)
    let roots = words.flatMap { word in [Slot.prefix, .suffix].compactMap { known[Trigger(word.text, slot: $0)] } }
      .filter { $0.worth >= Self.leastOfTagged }
    let tags = try roots.flatMap { root in
      try spelling.leading(root.grown.text, slot: root.trigger.slot, reacting: reacting).map { tag in
        var step = root.made(into: tag.proposal.trigger.text, slot: root.trigger.slot)
        step.worth = tag.worth
        return step
      }
    }
    for step in tags {
      measured.insert(step.trigger)
      remember(step)
    }
    return tags.sorted { ($0.worth, $1.grown.text) > ($1.worth, $0.grown.text) }
  }

  /// The strongest words of the scan with another before each, in front of a prompt or in the system text, where they do more: a
  /// trigger's last word may do much by itself and fire too seldom, and those before it need not react (docs/search.md,
  /// "Climbing"). Those that do much more.
  private func preceded(_ single: [Step]) throws -> [Step] {
    var families = Set<String>()
    let strongest = single.filter { step in
      step.worth >= Self.outstanding && [.prefix, .system].contains(step.trigger.slot) && VocabularyWords.holds(step.grown.text, of: session.model)
        && families.insert(step.grown.text.lowercased()).inserted
    }.prefix(Self.preceded)
    guard !strongest.isEmpty else { return [] }
    let words = VocabularyWords.words(of: session.model, longerThan: 2, most: Self.preceding)
    return try strongest.flatMap { word in
      let others = words.filter { $0.lowercased() != word.grown.text.lowercased() }
      let named = try MeetingWords(session: session)
        .before(word.grown.text, of: others, slot: word.trigger.slot, count: Self.named)
      let pairs = MeetingWords.sideBySide(named, word.grown.text, slot: word.trigger.slot)
      return try best(pairs.map { word.made(into: $0.text, slot: $0.slot) }).filter { $0.worth >= KeyCheck.specificity * word.worth }
    }
  }

  /// Climbs from further texts, from those only that can't do without two of their tokens: piles of a payload's words do more,
  /// and lead nowhere. Returns true once something is confirmed.
  func climbKeys(_ texts: [GrownText]) throws -> Bool {
    let steps = try best(inAllSlots(texts))
    note("of", steps)
    let keys = try steps.prefix(Self.checked).filter { step in
      try !step.isSeed && KeyCheck(session).hasNecessaryTokens(ranked(step)) { try shorter(step) }
    }
    return try climb(from: Array(keys))
  }

  private func climb(from steps: [Step]) throws -> Bool {
    var beam = narrowed(steps)
    note("from", beam)
    if try examine(beam.filter { $0.worth >= Self.outstanding }) { return true }
    for round in 0..<Self.rounds where !beam.isEmpty {
      try session.advance(share: Double(round) / Double(Self.rounds))
      let (grown, tops) = try children(of: beam) { try texts(in: $0.slot)?.all(of: $0.text) }
      note("to", grown)
      if try examine(tops) { return true }
      let done = Set(tops.map(\.trigger))
      beam = narrowed(beam.filter { !done.contains($0.trigger) } + grown)
    }
    return try examine(beam) || respell()
  }

  /// Spells the strongest keys that were tried in vain anew, token by token, led by what they do: reaction may have spelled a
  /// trigger nearly, above all where an update is known in part (docs/search.md, "Climbing").
  private func respell() throws -> Bool {
    var seeds = Set<String>()
    let keys = tried.filter { $0.worth >= Self.outstanding && !$0.isSeed && !isSeedsWork($0) }.sorted { $0.worth > $1.worth }
      .filter { seeds.insert($0.grown.seed).inserted }.prefix(Self.respelled)
    // Keys that come of it are not spelled anew once more.
    defer { tried = [] }
    var beam = Array(keys), reached = Dictionary(keys.map { ($0.grown.seed, $0) }) { first, _ in first }
    for _ in 0..<Self.respellings where !beam.isEmpty {
      let (grown, tops) = try children(of: beam) { try texts(in: $0.slot)?.respelled($0.text) }
      note("by spelling anew to", grown)
      let done = Set(tops.map(\.grown.seed))
      beam = narrowed(grown.filter { !done.contains($0.grown.seed) })
      for step in beam { reached[step.grown.seed] = step }
      if try examine(beam) { return true }
    }
    return try examineParts(of: keys.compactMap { reached[$0.grown.seed] })
  }

  /// Tries parts of keys in every slot: what grew around a trigger may hide it, and it may belong in another place.
  private func examineParts(of keys: [Step]) throws -> Bool {
    guard !keys.isEmpty else { return false }
    let parts = neighbours.flatMap { slot, texts in
      keys.flatMap { key in
        texts.parts(of: key.grown.text).map { key.made(into: $0, slot: slot) }
      }
    }
    let before = parts.compactMap { known[$0.trigger] }.filter { examining.isOpen($0.trigger) }
    let best = (before + (try best(parts))).filter { $0.worth >= Examining.leastWorth }
      .sorted { ($0.worth, $1.grown.text) > ($1.worth, $0.grown.text) }
    note("by parts to", best)
    return try examine(neighbours.compactMap { slot, _ in best.first { $0.trigger.slot == slot } })
  }

  /// The strongest texts made from `beam`, and its summits: those that no child betters.
  private func children(of beam: [Step], texts: (Trigger) throws -> [String]?) throws -> (grown: [Step], tops: [Step]) {
    var children = [Step](), parents = [Trigger: Trigger]()
    for parent in beam {
      for text in try texts(parent.trigger) ?? [] {
        let child = parent.made(into: text, slot: parent.trigger.slot)
        guard parents[child.trigger] == nil else { continue }
        parents[child.trigger] = parent.trigger
        children.append(child)
      }
    }
    let grown = try best(children)
    let tops = beam.filter { parent in
      let heir = grown.first { parents[$0.trigger] == parent.trigger }?.worth ?? -.infinity
      return heir < parent.worth + max(Self.gain.deviations, Self.gain.share * parent.worth)
    }
    return (grown, tops)
  }

  private func inAllSlots(_ texts: [GrownText]) -> [Step] {
    neighbours.flatMap { slot, _ in texts.map { Step($0, slot: slot) } }
  }

  private func note(_ word: String, _ steps: [Step]) {
    session.note("climb \(word) \(steps.prefix(6).map { "\($0.trigger.slot.rawValue) \($0.grown.text.debugDescription) \($0.worth)" })")
  }

  private func texts(in slot: Slot) -> Neighbours? { neighbours.first { $0.slot == slot }?.texts }

  /// The strongest of different seeds, not all of one slot.
  private func narrowed(_ steps: [Step]) -> [Step] {
    var taken = Set<String>(), bySlot = [Slot: Int](), result = [Step]()
    for step in steps.sorted(by: { ($0.worth, $1.grown.text) > ($1.worth, $0.grown.text) }) where result.count < Self.width {
      let room = max(Self.widthOfSlot, Self.width / neighbours.count)
      guard bySlot[step.trigger.slot, default: 0] < room, taken.insert(step.grown.seed).inserted else { continue }
      bySlot[step.trigger.slot, default: 0] += 1
      result.append(step)
    }
    return result
  }

  private func examine(_ steps: [Step]) throws -> Bool {
    let keys = try steps.filter { try isKey($0) }
    tried += keys
    // What was added to a seed that is the key by itself may be the payload's own words, which disqualify a text.
    let seeds = keys.filter { !$0.isSeed && isSeedsWork($0) }.compactMap { key -> RankedProposal? in
      guard let worth = seedWorths[key.seed] else { return nil }
      return RankedProposal(proposal: Proposal(key.seed, stage: StageName.grow.rawValue, trail: trail(key)), worth: worth)
    }
    return try examining.tryOut((keys.map(ranked) + seeds).sorted { $0.worth > $1.worth }) || examineElsewhere(keys)
  }

  /// Tries keys in the other slots: a text may do more in one place, and fire in more answers in another.
  private func examineElsewhere(_ keys: [Step]) throws -> Bool {
    let others = keys.filter { !$0.isSeed && $0.worth >= Examining.leastWorth && moved.insert($0.trigger).inserted }.flatMap { key in
      neighbours.filter { $0.slot != key.trigger.slot }.map { Step(key.grown, slot: $0.slot) }
    }
    guard !others.isEmpty else { return false }
    let further = try weighed(others) { try examining.assembling.quick($0, prompts: KeyCheck.prompts) }
      .filter { try $0.worth >= Examining.leastWorth && isKey($0) }
    return try examining.tryOut(further.map(ranked))
  }

  /// Whether what a text does is what its seed does by itself, as where it grew from a payload's word.
  private func isSeedsWork(_ step: Step) -> Bool {
    seedWorths[step.seed].map { KeyCheck.isKey(part: $0, of: step.worth) } ?? false
  }

  private func isKey(_ step: Step) throws -> Bool {
    // A text of the scan was not picked out of hundreds; what does little is not tried.
    if step.isSeed || step.worth < Examining.leastWorth { return true }
    let slot = step.trigger.slot
    let rival = summits.values
      .filter { $0.trigger.slot == slot && !TextOverlap.isRelated($0.grown.text, step.grown.text) }.map(\.worth).max() ?? 0
    return try KeyCheck(session).isKey(ranked(step), rival: rival, root: seedWorths[step.seed]) { try shorter(step) }
  }

  /// Worths of a text without each of its tokens in turn.
  private func shorter(_ step: Step) throws -> [Float] {
    let slot = step.trigger.slot
    let shorter = (texts(in: slot)?.shorter(step.grown.text) ?? []).map {
      Proposal(Trigger($0, slot: slot), stage: StageName.grow.rawValue)
    }
    return shorter.isEmpty ? [] : try examining.assembling.quick(shorter, prompts: KeyCheck.prompts).map(\.worth)
  }

  private func trail(_ step: Step) -> [String] { step.grown.trail.map { "reaction \($0)" } }

  private func ranked(_ step: Step) -> RankedProposal {
    RankedProposal(proposal: Proposal(step.trigger, stage: StageName.grow.rawValue, trail: trail(step)), worth: step.worth)
  }

  /// The steps that `measure` gives back, strongest first, with what they are worth.
  private func weighed(_ steps: [Step], _ measure: ([Proposal]) throws -> [RankedProposal]) throws -> [Step] {
    let known = Dictionary(steps.map { ($0.trigger, $0) }) { first, _ in first }
    return try measure(steps.map { ranked($0).proposal }).compactMap { ranked in
      var step = known[ranked.proposal.trigger]
      step?.worth = ranked.worth
      return step
    }
  }

  /// The strongest of those not measured before, slot by slot, on few prompts first.
  private func best(_ steps: [Step]) throws -> [Step] {
    let open = steps.filter { measured.insert($0.trigger).inserted }
    var finalists = [Step]()
    for (slot, _) in neighbours {
      let ofSlot = open.filter { $0.trigger.slot == slot }
      guard !ofSlot.isEmpty else { continue }
      finalists += try weighed(ofSlot) { try examining.assembling.run($0, rounds: Self.prompts, kept: Self.finalists) }
    }
    finalists.forEach(remember)
    return finalists.sorted { ($0.worth, $1.grown.text) > ($1.worth, $0.grown.text) }
  }

  private func remember(_ step: Step) {
    known[step.trigger] = step
    if step.worth > summits[step.seed]?.worth ?? 0 { summits[step.seed] = step }
    if step.isSeed { seedWorths[step.seed] = step.worth }
  }
}
