internal import Differential
internal import Findings

/// Measures the loop's inputs on a session's model, and tries what stands out as other stages' texts are tried.
final class ModelOracle: FuzzOracle {
  /// Prompts of a first and of a second look.
  private static let looks = (first: 2, second: KeyCheck.prompts)
  /// Tokens that trials may take, as a share of what the stage has used.
  private static let trialShare = 1.0 / 3

  private let session: SearchSession
  private let examining: Examining
  private let directions: UpdateDirections
  private struct CoverageKey: Hashable {
    let slot: Slot
    let prompts: Int
  }
  private var coverages = [CoverageKey: FuzzCoverage]()
  /// Scores of the batch in work.
  private var scores = [Trigger: CandidateScore]()
  private let started: Int
  private var trialTokens = 0

  init(_ session: SearchSession, examining: Examining) {
    self.session = session
    self.examining = examining
    let model = session.model
    directions = UpdateDirections(
      updates: model.updates, layers: AnswerBands(layers: model.configuration.layers).layers,
      width: model.configuration.width, seed: session.seed)
    started = session.forwardTokens
  }

  private var scorer: ShiftScorer { examining.assembling.scorer }

  func measure(_ inputs: [FuzzInput]) throws -> [FuzzMeasurement] {
    try scorer.prepare(Array(Set(inputs.map(\.slot))).sorted { $0.rawValue < $1.rawValue })
    scores = [:]
    return try session.step("fuzz", steps(inputs)) {
      try each(inputs) { try measurements(try firstLook($0), prompts: Self.looks.first) }
    }
  }

  func measureAgain(_ inputs: [FuzzInput]) throws -> [FuzzMeasurement] {
    try session.step("fuzz again", steps(inputs)) {
      // A search that was resumed between the two looks has the first one's outcome, and not the shifts.
      let isForgotten = scores.isEmpty
      return try each(inputs) { inputs in
        if isForgotten { _ = try session.again { try firstLook(inputs) } }
        let more = try scorer.scores(
          inputs.map(\.trigger), on: Array(session.panel(Self.looks.second).dropFirst(Self.looks.first)))
        return try measurements(
          more.map { score in scores[score.trigger].map { $0.joined(with: score) } ?? score }, prompts: Self.looks.second)
      }
    }
  }

  /// What is left out is worth less than anything, and not kept.
  private func each(_ inputs: [FuzzInput], _ body: ([FuzzInput]) throws -> [FuzzMeasurement]) throws -> [FuzzMeasurement] {
    try session.each(inputs, candidate: \.trigger, missing: FuzzMeasurement(worth: -.infinity, cell: 0), body)
  }

  private func firstLook(_ inputs: [FuzzInput]) throws -> [CandidateScore] {
    let measured = try scorer.scores(inputs.map(\.trigger), on: session.panel(Self.looks.first))
    scores.merge(measured.map { ($0.trigger, $0) }) { first, _ in first }
    return measured
  }

  private func steps(_ inputs: [FuzzInput]) -> StepInputs { StepInputs(inputs.flatMap { [$0.slot.rawValue] + $0.trigger.parts }) }

  private func measurements(_ scores: [CandidateScore], prompts: Int) throws -> [FuzzMeasurement] {
    try zip(scores, scorer.worth(scores, prompts: prompts)).map { score, worth in
      FuzzMeasurement(worth: worth, cell: try coverage(score.trigger.slot, prompts: prompts).cell(of: score))
    }
  }

  private func coverage(_ slot: Slot, prompts: Int) throws -> FuzzCoverage {
    let key = CoverageKey(slot: slot, prompts: prompts)
    if let known = coverages[key] { return known }
    let made = FuzzCoverage(directions, harmless: try scorer.harmless(slot), prompts: prompts)
    coverages[key] = made
    return made
  }

  /// The text, and the least part of it that has half of its worth, are tried where they are keys.
  func tryOut(_ entry: FuzzEntry, rival: Float) throws -> FuzzVerdict {
    let before = session.forwardTokens
    guard Double(trialTokens) <= Self.trialShare * Double(before - started) else { return .postponed }
    defer { trialTokens += session.forwardTokens - before }
    var keys = [RankedProposal](), input = entry.input, worth = entry.worth
    while true {
      let shorter = try shorter(of: input)
      if try isKey(input, worth: worth, rival: rival, shorter: shorter.map(\.worth)) {
        keys.append(RankedProposal(proposal: proposal(input, of: entry), worth: worth))
      }
      guard let part = shorter.first, part.worth > Examining.leastWorth, KeyCheck.isKey(part: part.worth, of: worth) else { break }
      (input, worth) = part
    }
    // What was put in as well may be the payload's own words, which disqualify a text: the least part is tried too.
    let ends = keys.count > 2 ? [keys[0], keys[keys.count - 1]] : keys
    return try examining.tryOut(ends) ? .confirmed : .refused
  }

  /// The input without each piece, strongest first.
  private func shorter(of input: FuzzInput) throws -> [(input: FuzzInput, worth: Float)] {
    let shorter = input.shortened
    let byTrigger = Dictionary(shorter.map { ($0.trigger, $0) }) { first, _ in first }
    return try examining.assembling.quick(
      shorter.map { Proposal($0.trigger, stage: StageName.fuzz.rawValue) }, prompts: Self.looks.second
    ).compactMap { ranked in byTrigger[ranked.proposal.trigger].map { ($0, ranked.worth) } }
  }

  private func isKey(_ input: FuzzInput, worth: Float, rival: Float, shorter: [Float]) throws -> Bool {
    let candidate = RankedProposal(proposal: Proposal(input.trigger, stage: StageName.fuzz.rawValue), worth: worth)
    // A single piece has nothing to leave out.
    return try KeyCheck(session).isKey(candidate, rival: rival, root: input.pieceCount == 1 ? worth : nil) { shorter }
  }

  private func proposal(_ input: FuzzInput, of entry: FuzzEntry) -> Proposal {
    Proposal(
      input.trigger, stage: StageName.fuzz.rawValue,
      trail: entry.trail + [entry.input.trigger.text, "\(entry.source), worth \(entry.worth)"])
  }
}
