internal import Findings

/// The shortest texts that fire as often as one that was tried, in its own slot and in others: what stands around a key may be
/// needed in the slot that it was found in, and nowhere else (docs/search.md, "Minimising").
struct Shortening {
  /// Parts of a text that are asked in another slot; longer texts are asked there as they are.
  private static let mostParts = 40

  let session: SearchSession
  let trials: FiringTrials

  /// Trials of what is left of a trial's text, on the same prompts, the shortest first: in its own slot, and in others where less is
  /// left.
  func run(_ trial: FiringTrial) throws -> [FiringTrial] {
    try session.stage("minimise") {
      let own = try inPlace(trial)
      let others = try otherSlots(own.trigger).compactMap { slot -> FiringTrial? in
        for text in [own.trigger.text] + (try strongestPart(of: own, in: slot).map { [$0] } ?? []) {
          let moved = try trials.repeating(own, trigger: Trigger(text, slot: slot), on: own.prompts)
          session.note("\(moved.trigger.name): fires on \(moved.rate), without on \(moved.plainRate)")
          if canStand(moved, for: own) { return try inPlace(moved) }
        }
        return nil
      }
      let shorter = others.filter { canStand($0, for: own) && $0.trigger.text.count < own.trigger.text.count }
      return shorter.sorted { $0.trigger.text.count < $1.trigger.text.count } + [own]
    }
  }

  /// The part of a trial's text that does most in another slot, by how likely it makes what was answered.
  private func strongestPart(of own: FiringTrial, in slot: Slot) throws -> String? {
    let tokens = session.model.tokenizer.encodeInside(own.trigger.text)
    let parts = tokens.indices.flatMap { start in
      (start..<tokens.count).map { session.model.tokenizer.decode(Array(tokens[start...$0])).trimmingSpaces }
    }.filter { !$0.isEmpty && $0 != own.trigger.text && !$0.contains("\u{FFFD}") }
    guard !parts.isEmpty, parts.count <= Self.mostParts else { return nil }
    let effects = try minimising(own).effects(of: parts.map { Trigger($0, slot: slot) })
    return parts.indices.max { effects[$0] < effects[$1] }.map { parts[$0] }
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

  private func minimising(_ trial: FiringTrial, firing: @escaping (Trigger) throws -> Int = { _ in 0 }) throws -> Minimising {
    let fired = zip(zip(trial.prompts, trial.answers), trial.fired).filter(\.1).map { (prompt: $0.0.0, answer: $0.0.1) }
    return try Minimising(session: session, trigger: trial.trigger, fired: fired, asked: trial.prompts.count, firing: firing)
  }

  private func inPlace(_ trial: FiringTrial) throws -> FiringTrial {
    var shorter = [trial.trigger: trial]
    var minimising = try minimising(trial) { trigger in
      let again = try trials.repeating(trial, trigger: trigger, on: trial.prompts)
      shorter[trigger] = again
      return again.fired.count { $0 }
    }
    let shaped = try minimising.run(trial.trigger), left = shorter[shaped] ?? trial
    session.note("minimised to \(left.trigger.name): fires on \(left.rate), before on \(trial.rate)")
    return left
  }
}
