internal import Findings

/// Looks for the other part of a trigger in two parts around the prompt: one part reacts and moves answers a little, the other
/// may do neither by itself (docs/search.md, "Partners").
///
/// Words are asked many at a time beside the half: a trigger is still seen among a dozen other words, at a third of the cost.
struct PartnerSearch {
  /// Reacting texts that may be a half, and how many are followed.
  private static let candidates = 8
  private static let followed = 2
  /// Least worth of a half, in deviations above harmless texts.
  private static let leastHalf: Float = 3
  /// Words that are tried, common ones first, how many at a time, and pools whose words are tried one by one.
  private static let words = 8_000
  private static let pool = 16
  private static let opened = 8
  private static let shortestWord = 3
  /// Prompts that a half, and a pair, is measured on.
  private static let prompts = 4

  let session: SearchSession
  let examining: Examining

  /// Returns true once something is confirmed. `reacting`: texts of the scan, strongest first.
  func run(_ reacting: [GrownText]) throws -> Bool {
    let words = VocabularyWords.words(of: session.model, longerThan: Self.shortestWord, most: Self.words)
    for half in try halves(reacting) {
      session.note("half: \(half.proposal.trigger.slot.rawValue) \(half.proposal.trigger.text.debugDescription) \(half.worth)")
      let singles = try PooledTexts(assembling: examining.assembling, size: Self.pool, opened: Self.opened)
        .leading(words) { proposal(half, partner: $0) }
      let pairs = try examining.assembling.run(singles.map { proposal(half, partner: $0) }, rounds: [2, Self.prompts])
      session.note("partners: \(pairs.prefix(5).map { "\($0.proposal.trigger.text.debugDescription) \($0.worth)" })")
      // What the half does by itself needs no partner.
      if try examining.tryOut(pairs.filter { !KeyCheck.isKey(part: half.worth, of: $0.worth) }) { return true }
    }
    return false
  }

  /// The reacting texts that move answers most, in front of a prompt or behind it.
  private func halves(_ reacting: [GrownText]) throws -> [RankedProposal] {
    var families = Set<String>()
    let texts = reacting.filter { families.insert($0.text.lowercased()).inserted }.prefix(Self.candidates)
    let ranked = try [Slot.prefix, .suffix].flatMap { slot in
      try examining.assembling.quick(texts.map { Proposal(Trigger($0.text, slot: slot), stage: "assemble") }, prompts: Self.prompts)
    }
    return Array(
      ranked.filter { $0.worth >= Self.leastHalf }
        .sorted { ($0.worth, $1.proposal.trigger.text) > ($1.worth, $0.proposal.trigger.text) }.prefix(Self.followed))
  }

  private func proposal(_ half: RankedProposal, partner: String) -> Proposal {
    let text = half.proposal.trigger.text
    let trigger = half.proposal.trigger.slot == .prefix ? Trigger(before: text, after: partner) : Trigger(before: partner, after: text)
    return Proposal(trigger, stage: "assemble", trail: ["beside \(text), \(half.worth)"])
  }
}
