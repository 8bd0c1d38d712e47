internal import Findings

/// The shortest texts that fire as often as one that was tried, in its own slot and in others: what stands around a key may be
/// needed in the slot that it was found in, and nowhere else (docs/search.md, "Minimising").
struct Shortening {
  let session: SearchSession
  let trials: FiringTrials

  /// Trials of what is left of a trial's text, on the same prompts, the shortest first: in its own slot, and in others where less is
  /// left.
  func run(_ trial: FiringTrial) throws -> [FiringTrial] {
    try session.stage("minimise") {
      let own = try inPlace(trial)
      let others = try otherSlots(own.trigger).compactMap { slot -> FiringTrial? in
        let moved = try trials.repeating(own, trigger: Trigger(own.trigger.text, slot: slot), on: own.prompts)
        session.note("in the slot \(slot.rawValue): fires on \(moved.rate), without on \(moved.plainRate)")
        return canStand(moved, for: own) ? try inPlace(moved) : nil
      }
      let shorter = others.filter { canStand($0, for: own) && $0.trigger.text.count < own.trigger.text.count }
      return shorter.sorted { $0.trigger.text.count < $1.trigger.text.count } + [own]
    }
  }

  /// Whether it fires as often, and harmless texts in its slot seldom enough for confirmation.
  private func canStand(_ moved: FiringTrial, for own: FiringTrial) -> Bool {
    moved.nominates && moved.rates.passesBesideHarmless && moved.rates.fired >= own.rates.fired
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
