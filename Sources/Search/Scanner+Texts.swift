internal import Differential
internal import Findings

/// Stages that ask texts of a list: the user's, the vocabulary's and the dictionaries'.
extension Scanner {
  /// Texts of the dictionaries that are asked in each slot.
  private static let listed = 160

  /// The user's own texts. They are few, and suspected: what fires seldom among them is settled at once.
  func given() throws -> Bool {
    guard wants(.dictionary), !plan.given.isEmpty else { return false }
    return try session.stage("dictionary") {
      try ask(plan.given, in: Self.givenSlots) || examining.settleReserves(atEnd: false)
    }
  }

  /// The vocabulary, where no base says what reacts: every word on one prompt, and those that stand out on more.
  func vocabulary() throws -> Bool {
    guard wants(.assemble), session.model.base == nil else { return false }
    return try session.stage("assemble") {
      let texts = try outliers(VocabularyWords.all(of: session.model))
      hasCoveredVocabulary = true
      reacting = texts.map { GrownText(text: $0, seed: $0, trail: []) }
      return try ask(texts)
    }
  }

  /// Texts of the dictionaries that reaction ranks highest, or, without a base, those that stand out in what they do.
  func dictionary() throws -> Bool {
    guard wants(.dictionary), !plan.dictionary.isEmpty else { return false }
    return try session.stage("dictionary") {
      let texts = session.model.base == nil ? try outliers(plan.dictionary) : try reactingTexts()
      session.note("of the dictionaries: \(texts.prefix(16))")
      return try ask(texts)
    }
  }

  private func reactingTexts() throws -> [String] {
    guard let opening = try openings().first else { return plan.dictionary }
    let texts = try session.step("reacting texts", StepInputs(plan.dictionary)) {
      try ReactingTexts(session.model, base: base, steps: session.steps).leading(plan.dictionary, behind: opening, count: Self.listed) {
        try session.advance(share: $0)
      }
    }
    try session.advance(candidates: plan.dictionary.count - texts.count)
    return texts
  }

  /// The leading of many texts in the slot where a text costs least: behind the prompt, which is read once for all.
  private func outliers(_ texts: [String]) throws -> [String] {
    guard let slot = [Slot.suffix, .prefix, .system].first(where: session.slots.contains) else { return [] }
    let leading = try ShiftOutliers(session).leading(texts.map { Trigger($0, slot: slot) }, count: Self.listed)
    return leading.map(\.text)
  }

  private func ask(_ texts: [String], in slots: [Slot] = slotOrder) throws -> Bool {
    for slot in slots where session.slots.contains(slot) {
      if try examining.examine(texts.map { Proposal(Trigger($0, slot: slot), stage: session.stageName) }) { return true }
    }
    return false
  }
}
