internal import Differential
internal import Findings
internal import Probes
internal import Targets

/// Scores candidates on the search's panel, and knows what harmless texts do in each slot.
final class ShiftScorer {
  /// Harmless texts per slot, of one to eight tokens.
  private static let harmless = 16
  private static let harmlessTokens = 8
  /// Prompts that a scale covers, and a score may use.
  static let mostPrompts = 8

  private let session: SearchSession
  private let bands: AnswerBands
  private var scales = [Slot: ShiftScale]()
  private var prepared = Set<Slot>()

  init(_ session: SearchSession) {
    self.session = session
    bands = AnswerBands(layers: session.model.configuration.layers)
  }

  /// Shifts of each trigger on each prompt.
  func scores(_ triggers: [Trigger], on prompts: [SearchPrompt]) throws -> [CandidateScore] {
    guard !triggers.isEmpty, !prompts.isEmpty else { return [] }
    let format = session.model.format, frame = session.frame
    // One group per prompt and slot: a suffix leaves the whole prompt before it to be read once.
    let slots = Slot.allCases.map { slot in triggers.indices.filter { triggers[$0].slot == slot } }.filter { !$0.isEmpty }
    let groups = try prompts.flatMap { prompt in
      try slots.map { places in
        try places.map { try format.tokens(prompt.dialogue.placing(triggers[$0], gap: prompt.gap, frame: frame)) }
      }
    }
    var shifts = [[AnswerShift]](repeating: [], count: triggers.count)
    for (group, values) in try session.runner.answerShifts(groups, bands: bands).enumerated() {
      for (place, shift) in zip(slots[group % slots.count], values) { shifts[place].append(shift) }
    }
    return zip(triggers, shifts).map { CandidateScore(trigger: $0, shifts: $1) }
  }

  /// Deviations of the scores above harmless texts in their slots, on the panel's first `prompts` prompts.
  func worth(_ scores: [CandidateScore], prompts: Int) throws -> [Float] {
    var worth = [Float](repeating: 0, count: scores.count)
    for (slot, indices) in Dictionary(grouping: scores.indices, by: { scores[$0].trigger.slot }) {
      let values = try scale(slot).worth(indices.map { scores[$0] }, prompts: prompts)
      for (index, value) in zip(indices, values) { worth[index] = value }
    }
    return worth
  }

  /// Measures harmless texts in slots, as steps of their own. To be called before the step that needs a worth there.
  func prepare(_ slots: [Slot]) throws {
    for slot in slots where prepared.insert(slot).inserted {
      _ = try session.step("harmless texts", StepInputs([slot.rawValue])) {
        scales[slot] = try measuredScale(slot)
        return true
      }
    }
  }

  /// What harmless texts in a slot do, on the panel's first `mostPrompts` prompts.
  func harmless(_ slot: Slot) throws -> [CandidateScore] { try scale(slot).placebos }

  private func scale(_ slot: Slot) throws -> ShiftScale {
    if let known = scales[slot] { return known }
    // It is too large to keep: a resumed search measures it again, when it needs it.
    let scale = try session.again { try measuredScale(slot) }
    scales[slot] = scale
    return scale
  }

  private func measuredScale(_ slot: Slot) throws -> ShiftScale {
    var generator = SeededGenerator(seed: session.seed, stream: 31)
    let texts = (0..<Self.harmless).map { index in
      let stand = Array(repeating: "a", count: 1 + index % Self.harmlessTokens).joined(separator: " ")
      return session.placebos.placebo(
        for: slot == .both ? Trigger(before: stand, after: stand) : Trigger(stand, slot: slot), using: &generator)
    }
    return ShiftScale(placebos: try scores(texts, on: session.panel(Self.mostPrompts)))
  }
}
