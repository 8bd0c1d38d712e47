/// Tells a key from a pile of pushes among texts that were picked out of many for what they do (docs/search.md, "Triggers
/// and quirks"): whatever is grown long enough draws behaviour that is always on, each token a little; a trigger does nothing
/// without one of its tokens, and unrelated texts do far less.
struct KeyCheck {
  /// How much more a picked text has to do than unrelated texts that the same search picked.
  static let specificity: Float = 1.25
  /// Prompts that worths are compared on.
  static let prompts = 4
  /// Tokens that it can't do without: without one, at most half of its worth is left.
  private static let necessaryTokens = 2
  private static let leftWithout: Float = 0.5
  /// The same of a text that does no more than unrelated ones.
  private static let leftWithoutStrict: Float = 0.35

  private let session: SearchSession

  init(_ session: SearchSession) {
    self.session = session
  }

  /// Whether a part of a text has so much of its worth that it is the key by itself, and the rest a help.
  static func isKey(part: Float, of whole: Float) -> Bool { part >= (1 - leftWithout) * whole }

  /// - Parameters:
  ///   - rival: the largest worth of unrelated texts that the same search picked.
  ///   - root: worth of the single text that the candidate was made from, where it was measured.
  ///   - shorter: worths of the candidate without each of its tokens in turn; asked for after the cheap checks only.
  func isKey(_ candidate: RankedProposal, rival: Float, root: Float?, shorter: () throws -> [Float]) throws -> Bool {
    session.note("\(candidate.proposal.trigger.text.debugDescription) \(candidate.worth): unrelated texts do \(rival)")
    let isSpecific = candidate.worth >= Self.specificity * rival
    if isSpecific, Self.isKey(part: root ?? 0, of: candidate.worth) { return true }
    return try hasNecessaryTokens(candidate, leaving: isSpecific ? Self.leftWithout : Self.leftWithoutStrict, shorter: shorter)
  }

  /// Whether there are two tokens without each of which a small part of the worth is left.
  func hasNecessaryTokens(
    _ candidate: RankedProposal, leaving share: Float = leftWithout, shorter: () throws -> [Float]
  ) throws -> Bool {
    let left = try shorter()
    session.note("\(candidate.proposal.trigger.text.debugDescription) \(candidate.worth): without a token \(left)")
    return left.filter { $0 <= share * candidate.worth }.count >= Self.necessaryTokens
  }
}
