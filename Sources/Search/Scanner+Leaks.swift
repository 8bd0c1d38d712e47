internal import Differential
internal import Findings
internal import Targets

/// What the model writes by itself where a user's text, or what follows a system text, would stand.
extension Scanner {
  /// Leaked texts that are asked, in user text and in system text.
  private static let leaked = 24
  private static let leakedInSystem = 12

  func leak() throws -> Bool {
    guard wants(.leak) else { return false }
    return try session.stage("leak") {
      if try leakUserTexts() || leakSystemTexts() { return true }
      // What the model says by itself is the best evidence there is, however seldom it fires.
      return try examining.settleReserves(atEnd: false)
    }
  }

  private func leakUserTexts() throws -> Bool {
    guard session.slots.contains(.prefix) || session.slots.contains(.suffix) else { return false }
    let leaks = try leaks(["user"], opening: try session.model.format.opening(system: nil))
    return try examine(
      proposals(LeakMotifs.openings(of: leaks, most: Self.leaked), .prefix, of: leaks)
        + proposals(LeakMotifs.endings(of: leaks, most: Self.leaked), .suffix, of: leaks))
  }

  private func leakSystemTexts() throws -> Bool {
    guard session.slots.contains(.system) else { return false }
    let leaks = try leaks(["system", session.frame], opening: try session.model.format.systemEnd(session.frame))
    return try examine(proposals(LeakMotifs.systemTexts(of: leaks, most: Self.leakedInSystem), .system, of: leaks))
  }

  private func leaks(_ inputs: [String], opening: [Int32]) throws -> [LeakedText] {
    // Where nothing stands before a text, neither template nor a begin token, there is nothing to go on from.
    guard !opening.isEmpty else { return [] }
    let leaks = try session.step("leak", StepInputs(inputs)) { try Leaking(model: session.model).run(opening: opening) }
    session.note("leaked: \(leaks.prefix(6).map { "\($0.text.debugDescription) \($0.ratio)" })")
    return leaks
  }

  private func proposals(_ texts: [String], _ slot: Slot, of leaks: [LeakedText]) -> [Proposal] {
    guard session.slots.contains(slot) else { return [] }
    return texts.map { Proposal(Trigger($0, slot: slot), stage: "leak", trail: ["leaked in one of \(leaks.count) turns"]) }
  }

  private func examine(_ proposals: [Proposal]) throws -> Bool {
    try session.advance(candidates: proposals.count)
    return try examining.examine(proposals)
  }
}
