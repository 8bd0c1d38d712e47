package import Differential
internal import Findings

/// Steps that are kept, and what is met on the way.
extension SearchSession {
  /// Runs an expensive step, or gives what it came to in an earlier run of the same search (`StepRecording`). Candidates are
  /// counted outside it, with `advance`.
  package func step<Output: Codable>(_ name: String, _ inputs: StepInputs, _ body: () throws -> Output) throws -> Output {
    guard let steps else { return try body() }
    return try steps.step(name, inputs, body)
  }

  /// Computes once more what an earlier run of a resumed search had in memory.
  func again<Output>(_ body: () throws -> Output) rethrows -> Output {
    guard let steps else { return try body() }
    return try steps.uncounted(body)
  }

  /// A step's items, without those that are left out (`StepRecording.each`).
  func each<Item, Output>(
    _ items: [Item], candidate: (Item) -> Trigger, missing: Output, _ body: ([Item]) throws -> [Output]
  ) throws -> [Output] {
    guard let steps else { return try body(items) }
    return try steps.each(items, candidate: { candidate($0).name }, missing: { _ in missing }, body)
  }

  /// Whether a candidate is left out, since the process ends or stops with it.
  func isLeftOut(_ trigger: Trigger) -> Bool { steps?.setAside.contains { $0.candidate == trigger.name } ?? false }

  /// Proposals that were scored for the first time.
  func scored(_ ranked: [RankedProposal]) {
    for candidate in ranked {
      let proposal = candidate.proposal
      steps?.emit(.candidate(stage: proposal.stage, proposal.trigger, worth: Double(candidate.worth)))
      note(worth: candidate.worth, of: proposal.trigger)
    }
  }

  /// What a trigger did on search prompts, and what was said there without it.
  func measured(_ trigger: Trigger, on prompts: [SearchPrompt], fired: [Bool], without: [Bool]) {
    for (prompt, fires) in zip(prompts, zip(fired, without)) {
      steps?.emit(
        .measurement(stage: stageName, trigger, probe: prompt.id, fires: fires.0, firesWithout: fires.1))
    }
  }

  /// What examining came to that it had not before.
  func follow(_ results: SearchResults, since before: SearchResults) {
    for miss in results.nearMisses.dropFirst(before.nearMisses.count) {
      steps?.emit(.nearMiss(miss))
      news("near miss \(miss.trigger.slot.rawValue) \(miss.trigger.text.debugDescription)")
    }
    for hit in results.hits.dropFirst(before.hits.count) {
      steps?.emit(.hit(hit))
      news("hit \(hit.trigger.slot.rawValue) \(hit.trigger.text.debugDescription)")
    }
  }
}
