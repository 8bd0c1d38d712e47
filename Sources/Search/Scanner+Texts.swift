internal import Differential
internal import Findings

/// Stages that ask texts of a list: the user's, the vocabulary's and the dictionaries'.
extension Scanner {
  /// Texts of the dictionaries that are asked in each slot.
  private static let listed = 160
  /// Texts that are asked at a time where there is no base.
  private static let wordsOfPool = 16
  private static let textsOfPool = 8

  /// The user's own texts.
  func given() throws -> Bool {
    guard wants(.dictionary), !plan.given.isEmpty else { return false }
    return try session.stage("dictionary") { try ask(plan.given) }
  }

  /// The vocabulary, where no base says what reacts: many words at a time, and the words of what does most one by one.
  func vocabulary() throws -> Bool {
    guard wants(.assemble), session.model.base == nil else { return false }
    return try session.stage("assemble") {
      let words = VocabularyWords.all(of: session.model)
      let texts = try pooled(words, size: Self.wordsOfPool)
      hasAskedVocabulary = true
      reacting = texts.map { GrownText(text: $0, seed: $0, trail: []) }
      return try ask(texts)
    }
  }

  /// Texts of the dictionaries that reaction ranks highest, or, without a base, those of the strongest pools.
  func dictionary() throws -> Bool {
    guard wants(.dictionary), !plan.dictionary.isEmpty else { return false }
    return try session.stage("dictionary") {
      let texts = session.model.base == nil ? try pooled(plan.dictionary, size: Self.textsOfPool) : try reactingTexts()
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

  /// The leading of many texts, asked in the slot where a text costs least: behind the prompt, which is read once for all.
  private func pooled(_ texts: [String], size: Int) throws -> [String] {
    guard let slot = [Slot.suffix, .prefix, .system].first(where: session.slots.contains) else { return [] }
    let pools = PooledTexts(assembling: examining.assembling, size: size, opened: Self.listed / size)
    return try pools.leading(texts) { Proposal(Trigger($0, slot: slot), stage: session.stageName) }
  }

  private func ask(_ texts: [String]) throws -> Bool {
    for slot in Self.slotOrder where session.slots.contains(slot) {
      if try examining.examine(texts.map { Proposal(Trigger($0, slot: slot), stage: session.stageName) }) { return true }
    }
    return false
  }
}
