internal import Findings

/// Tells a key from a pile of pushes among texts that were picked out of many for what they do (docs/search.md, "Triggers
/// and quirks"): whatever is grown long enough draws behaviour that is always on, each token a little; a trigger does nothing
/// without one of its tokens, and unrelated texts do far less.
struct KeyCheck {
  /// How much more a picked text has to do than unrelated texts that the same search picked.
  private static let specificity: Float = 1.25
  /// Tokens that it can't do without: without one, at most half of its worth is left.
  private static let necessaryTokens = 2
  private static let leftWithout: Float = 0.5
  /// Prompts that shorter texts are measured on.
  private static let prompts = 4

  private let assembling: Assembling

  init(_ assembling: Assembling) {
    self.assembling = assembling
  }

  /// Whether a part of a text has so much of its worth that it is the key by itself, and the rest a help.
  static func isKey(part: Float, of whole: Float) -> Bool { part >= (1 - leftWithout) * whole }

  /// - Parameters:
  ///   - rival: the largest worth of unrelated texts that the same search picked.
  ///   - root: worth of the single text that the candidate was made from, where it was measured.
  ///   - shorter: the candidate without each of its tokens in turn; asked for after the cheap checks only.
  func isKey(_ candidate: RankedProposal, rival: Float, root: Float?, shorter: () -> [Trigger]) throws -> Bool {
    let name = candidate.proposal.trigger.text.debugDescription
    assembling.session.note("\(name) \(candidate.worth): unrelated texts do \(rival)")
    guard candidate.worth >= Self.specificity * rival else { return false }
    if Self.isKey(part: root ?? 0, of: candidate.worth) { return true }
    let left = try assembling.quick(
      shorter().map { Proposal($0, stage: candidate.proposal.stage) }, prompts: Self.prompts)
    assembling.session.note("without a token \(left.map { "\($0.proposal.trigger.text.debugDescription) \($0.worth)" })")
    return left.filter { $0.worth <= Self.leftWithout * candidate.worth }.count >= Self.necessaryTokens
  }
}
