internal import Findings
internal import Inference
internal import Targets

/// The reaction scan, and what grows from it.
extension Scanner {
  /// Reacting tokens that are asked.
  static let singles = 64
  /// Reacting tokens that may be spelled from.
  private static let remembered = 160

  func react() throws -> Bool {
    // What grows does so from what reacts.
    guard wants(.reaction) || wants(.grow), session.model.base != nil else { return false }
    let openings = try openings()
    // What reacts in front of a prompt is a half of a trigger in two parts, too.
    guard let scanned = try openings.first ?? (session.slots.contains(.both) ? SlotOpening(.prefix, in: session) : nil) else { return false }
    let ranking = try session.stage("reaction") { try reactingTokens(behind: scanned) }
    hasCoveredVocabulary = true
    reacting = seeds(ranking)
    guard !openings.isEmpty else { return false }
    let seeds = Array(reacting.prefix(Self.singles))
    guard wants(.grow) else {
      return try session.stage("reaction") { try examining.examine(openings.flatMap { proposals(seeds, slot: $0.slot) }) }
    }
    let neighbours = openings.map { opening in
      (
        slot: opening.slot,
        texts: Neighbours(
          session.model, base: base, opening: opening, ranking: ranking.map(\.token), steps: session.steps)
      )
    }
    return try session.stage("grow") {
      let climbing = Climbing(session, examining: examining, neighbours: neighbours)
      climber = (climbing, neighbours[0].texts)
      return try climbing.run(seeds) { try Spelling(neighbours: neighbours[0].texts).run(seeds) { try session.advance() } }
    }
  }

  /// Spells from many more tokens, where nothing better came.
  func spellWidely() throws -> Bool {
    guard let (climbing, neighbours) = climber else { return false }
    return try session.stage("grow") {
      try climbing.climbKeys(try WideSpelling(session: session, assembling: examining.assembling, neighbours: neighbours).run(reacting))
    }
  }

  /// The vocabulary by its reaction. References whose values overflow are no fault of the model under test.
  private func reactingTokens(behind opening: SlotOpening) throws -> [ReactingToken] {
    let references = session.model.references
    do {
      return try react(behind: opening, beside: references)
    } catch let error as InferenceError where !references.isEmpty {
      session.note("beside the references: \(error); they are left out")
      return try react(behind: opening, beside: [])
    }
  }

  private func react(behind opening: SlotOpening, beside references: [ReferenceTuning]) throws -> [ReactingToken] {
    let scan = try ReactionScan(session.model, base: base, seed: session.seed, references: references, steps: session.steps)
    let own = Set(opening.tokens)
    var counted = 0
    let ranking = try scan.run(opening: opening.tokens, tokens: scan.alphabet(), seed: session.seed) { done, total in
      try session.advance(candidates: done - counted, share: Double(done) / Double(total))
      counted = done
    }.filter { !own.contains($0.token) }
    session.note("reacting in \(opening.slot.rawValue): \(ranking.prefix(16).map { "\(opening.decode($0.token).debugDescription) \($0.score)/\($0.band)" })")
    return ranking
  }

  private func proposals(_ seeds: [GrownText], slot: Slot) -> [Proposal] {
    seeds.map { Proposal(Trigger($0.text, slot: slot), stage: "reaction", trail: $0.trail.map { "reaction \($0)" }) }
  }

  /// The texts of the tokens that reacted most, strongest first.
  private func seeds(_ ranking: [ReactingToken]) -> [GrownText] {
    var seen = Set<String>()
    return ranking.prefix(Self.remembered).compactMap { reacting in
      let text = session.model.tokenizer.decode([reacting.token]).trimmingSpaces
      guard !text.isEmpty, !text.contains("\u{FFFD}"), seen.insert(text).inserted else { return nil }
      return GrownText(text: text, seed: text, trail: [reacting.score])
    }
  }
}
