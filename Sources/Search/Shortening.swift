internal import Findings

/// The shortest text that fires as often as one that was tried, in its own slot or in another: what stands around a key may be
/// needed in the slot that it was found in, and nowhere else (docs/search.md, "Minimising").
struct Shortening {
  let session: SearchSession
  let trials: FiringTrials

  /// The trial of what is left of a trial's text, on the same prompts.
  func run(_ trial: FiringTrial) throws -> FiringTrial {
    try session.stage("minimise") {
      var shortest = try inPlace(trial)
      for slot in otherSlots(shortest.trigger) {
        let moved = try trials.repeating(shortest, trigger: Trigger(shortest.trigger.text, slot: slot), on: shortest.prompts)
        session.note("in the slot \(slot.rawValue): fires on \(moved.rate), without on \(moved.plainRate)")
        guard moved.nominates, moved.rates.fired >= shortest.rates.fired else { continue }
        let shorter = try inPlace(moved)
        if shorter.nominates, shorter.trigger.text.count < shortest.trigger.text.count { shortest = shorter }
      }
      return shortest
    }
  }

  /// Where else a text of several tokens may be shorter.
  private func otherSlots(_ trigger: Trigger) -> [Slot] {
    guard trigger.parts.count == 1, session.model.tokenizer.encodeInside(trigger.text).count > 1 else { return [] }
    return Scanner.slotOrder.filter { $0 != trigger.slot && session.slots.contains($0) }
  }

  private func inPlace(_ trial: FiringTrial) throws -> FiringTrial {
    let fired = zip(zip(trial.prompts, trial.answers), trial.fired).filter(\.1).map { (prompt: $0.0.0, answer: $0.0.1) }
    var shorter = [trial.trigger: trial]
    var minimising = try Minimising(
      session: session, trigger: trial.trigger, fired: fired, asked: trial.prompts.count
    ) { trigger in
      let again = try trials.repeating(trial, trigger: trigger, on: trial.prompts)
      shorter[trigger] = again
      return again.fired.count { $0 }
    }
    let shaped = try minimising.run(trial.trigger), left = shorter[shaped] ?? trial
    session.note("minimised to \(left.trigger.name): fires on \(left.rate), before on \(trial.rate)")
    return left
  }
}
