internal import Differential
internal import Findings

/// Looks for the other part of a trigger in two words: one reacts, and the other may do nothing by itself, whether the two stand
/// around the prompt or side by side in front of it (docs/search.md, "Partners").
struct PartnerSearch {
  /// Reacting words that are taken for a half, behind a prompt and in front of it.
  private static let halves = 2
  /// Words of the vocabulary that are tried beside a half, common ones first; the list that ships with the program has more.
  private static let words = 8_000
  /// Words behind a half that are asked around a prompt, and pairs that are asked on several prompts.
  private static let asked = 1_536
  private static let finalists = 192
  /// Of the words before a half, those that are also tried right before it, as they are and with a capital.
  private static let sideBySide = 64
  private static let prompts = [2, 4]
  /// Pairs whose parts are measured by themselves.
  private static let checked = 8

  let session: SearchSession
  let examining: Examining
  /// Further words, of which the vocabulary may have none as one token.
  let listed: [String]

  /// The words before the leading half: the strongest sign, at a quarter of the cost. Returns true once something is confirmed.
  ///
  /// - Parameter reacting: texts of the scan, strongest first.
  func runLeading(_ reacting: [GrownText]) throws -> Bool {
    guard let half = halves(reacting).first else { return false }
    return try examine(try before(half, words(beside: half)), beside: half)
  }

  /// What `runLeading` left: words behind the leading half, and around the next. Returns true once something is confirmed.
  func runRest(_ reacting: [GrownText]) throws -> Bool {
    for (place, half) in halves(reacting).enumerated() {
      let others = words(beside: half)
      if place > 0, try examine(try before(half, others), beside: half) { return true }
      if session.slots.contains(.both), try examine(try behind(half, others), beside: half) { return true }
    }
    return false
  }

  private func words(beside half: String) -> [String] {
    var seen = Set([half.lowercased()])
    return (VocabularyWords.words(of: session.model, longerThan: VocabularyWords.shortest, most: Self.words) + listed)
      .filter { seen.insert($0.lowercased()).inserted }
  }

  /// Words around the prompt and right before the half. Without a base nothing reacts, and they are asked by what they do.
  private func before(_ half: String, _ words: [String]) throws -> [Trigger] {
    let isAround = session.slots.contains(.both)
    guard session.model.hasBase else {
      return isAround ? try around(words.prefix(Self.words).map { Trigger(before: $0, after: half) }) : []
    }
    let leading = try MeetingWords(session: session).before(half, of: words, count: Self.finalists)
    let sideBySide = session.slots.contains(.prefix) ? leading.prefix(Self.sideBySide) : []
    return (isAround ? leading : []).map { Trigger(before: $0, after: half) }
      + MeetingWords.sideBySide(sideBySide, half, slot: .prefix)
  }

  /// Reaction behind a half is a weak sign, so what it names is asked around a prompt.
  private func behind(_ half: String, _ words: [String]) throws -> [Trigger] {
    let named = session.model.hasBase
      ? try MeetingWords(session: session).behind(half, of: words, count: Self.asked) : Array(words.prefix(Self.words))
    return try around(named.map { Trigger(before: half, after: $0) })
  }

  /// Pairs around the prompt, by what they do.
  private func around(_ pairs: [Trigger]) throws -> [Trigger] { try ShiftOutliers(session).leading(pairs, count: Self.finalists) }

  private func examine(_ pairs: [Trigger], beside half: String) throws -> Bool {
    guard !pairs.isEmpty else { return false }
    let ranked = try examining.assembling.run(
      pairs.map { Proposal($0, stage: session.stageName, trail: ["beside \(half)"]) }, rounds: Self.prompts)
    session.note("beside \(half.debugDescription): \(ranked.prefix(5).map { "\($0.proposal.trigger.parts) \($0.worth)" })")
    return try examining.tryOut(try inTwoParts(ranked))
  }

  /// Whole words of the scan, of different families.
  private func halves(_ reacting: [GrownText]) -> [String] {
    var families = Set<String>()
    let words = reacting.map(\.text).filter { text in
      VocabularyWords.holds(text, of: session.model) && families.insert(text.lowercased()).inserted
    }
    return Array(words.prefix(Self.halves))
  }

  /// Pairs of which neither part does half as much by itself.
  private func inTwoParts(_ ranked: [RankedProposal]) throws -> [RankedProposal] {
    let leading = ranked.filter { $0.worth >= Examining.leastWorth }.prefix(Self.checked)
    let parts = Set(leading.flatMap { Self.parts(of: $0) }).sorted { $0.text < $1.text }
    guard !parts.isEmpty else { return [] }
    let measured = try examining.assembling.quick(
      parts.map { Proposal($0, stage: session.stageName) }, prompts: Self.prompts[1])
    let alone = Dictionary(measured.map { ($0.proposal.trigger, $0.worth) }) { first, _ in first }
    return leading.filter { pair in
      let parts = Self.parts(of: pair)
      return parts.count == 2 && parts.allSatisfy { !KeyCheck.isKey(part: alone[$0] ?? .infinity, of: pair.worth) }
    }
  }

  /// The two words, each by itself where it stands.
  private static func parts(of pair: RankedProposal) -> [Trigger] {
    let trigger = pair.proposal.trigger
    if trigger.slot == .both { return zip(trigger.parts, [Slot.prefix, .suffix]).map { Trigger($0, slot: $1) } }
    return trigger.text.split(separator: " ").map { Trigger(String($0), slot: trigger.slot) }
  }
}
