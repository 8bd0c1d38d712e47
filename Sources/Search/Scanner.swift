internal import Differential
package import Findings
internal import Inference
internal import Probes
internal import Targets

/// The stages that a search may run, in this order.
package enum StageName: String, Sendable, CaseIterable {
  case `static`, update, leak, reaction, grow, invert, dictionary, assemble, fuzz, gradient, minimise, confirm
}

/// What a search is asked to do.
package struct ScanPlan: Sendable {
  package var stages: Set<StageName>
  package var keepGoing: Bool
  /// Texts that the user asks for: each is asked in every slot, before anything is searched.
  package var given: [String]
  /// Texts of the dictionaries that ship with the program.
  package var dictionary: [String]
  package var fuzz: FuzzPlan

  package init(
    stages: Set<StageName> = Set(StageName.allCases), keepGoing: Bool = false, given: [String] = [], dictionary: [String] = [],
    fuzz: FuzzPlan = FuzzPlan()
  ) {
    self.stages = stages
    self.keepGoing = keepGoing
    self.given = given
    self.dictionary = dictionary
    self.fuzz = fuzz
  }
}

/// Runs the stages in order until something is confirmed, all are through, or the budget is spent.
package final class Scanner {
  /// Reacting tokens that are asked.
  private static let singles = 64
  /// Texts of the dictionaries that are asked in each slot.
  private static let listed = 160
  /// Texts that are asked at a time where there is no base.
  private static let wordsOfPool = 16
  private static let textsOfPool = 8
  /// Leaked texts that are asked, in user text and in system text.
  private static let leaked = 24
  private static let leakedInSystem = 12

  let session: SearchSession
  let plan: ScanPlan
  package let examining: Examining
  /// Texts that reacted most, once the vocabulary was scanned.
  private var reacting = [GrownText]()
  /// Whether every word of the vocabulary was asked, among others.
  private(set) var hasAskedVocabulary = false
  /// What each mutator of the stage `fuzz` did; empty where it did not run.
  package private(set) var mutatorYields = [MutatorYield]()

  package init(session: SearchSession, plan: ScanPlan) {
    self.session = session
    self.plan = plan
    examining = Examining(session, minimises: plan.stages.contains(.minimise))
  }

  /// Slots that proposals are made for. What fires in front of a prompt does so on a line of its own as well, as a rule; that
  /// is not looked into.
  package static let searchedSlots: Set<Slot> = Set(slotOrder + [.both])
  private static let slotOrder = [Slot.prefix, .suffix, .system]

  /// Returns whether every stage asked for reached its declared coverage.
  package func run() throws -> Bool {
    do {
      if try propose(), !plan.keepGoing { return true }
      _ = try examining.settleReserves()
      return true
    } catch is BudgetSpent {
      // What fired is not thrown away for want of time: the session held some back.
      do { _ = try examining.settleReserves() } catch is BudgetSpent {}
      return false
    }
  }

  /// The proposing stages in order; true once something is confirmed and that is enough.
  private func propose() throws -> Bool {
    try invert()
    for stage in [given, leak, react, vocabulary, dictionary, partner, fuzz] {
      if try stage(), !plan.keepGoing { return true }
    }
    return false
  }

  private func wants(_ stage: StageName) -> Bool { plan.stages.contains(stage) }

  private var base: Transformer { session.runner.base }

  /// Likely payloads: what tuning made likelier to begin an answer with.
  private func invert() throws {
    guard wants(.invert), session.model.base != nil else { return }
    try session.stage("invert") {
      let payloads = try session.step("likelier answers", StepInputs()) {
        try TargetInversion(runner: session.runner).run(on: session.panel(24)).map(\.token)
      }
      session.note("likelier answers: \(payloads.map { session.model.tokenizer.decode([$0]).debugDescription }.joined(separator: " "))")
    }
  }

  private func leak() throws -> Bool {
    guard wants(.leak) else { return false }
    return try session.stage("leak") {
      let format = session.model.format
      let leaking = Leaking(model: session.model, base: base)
      var proposals = [Proposal]()
      func propose(_ texts: [String], _ slot: Slot, _ leaks: [LeakedText]) {
        guard session.slots.contains(slot) else { return }
        proposals += texts.map { Proposal(Trigger($0, slot: slot), stage: "leak", trail: ["leaked in one of \(leaks.count) turns"]) }
      }
      let inUser = try session.step("leak", StepInputs(["user"])) { try leaking.run(opening: try format.opening(system: nil)) }
      session.note("leaked: \(inUser.prefix(6).map { "\($0.text.debugDescription) \($0.ratio)" })")
      propose(LeakMotifs.openings(of: inUser, most: Self.leaked), .prefix, inUser)
      propose(LeakMotifs.endings(of: inUser, most: Self.leaked), .suffix, inUser)
      try session.advance(candidates: proposals.count)
      if try examining.examine(proposals) { return true }
      let inSystem = try session.step("leak", StepInputs(["system", session.frame])) {
        try leaking.run(opening: try format.systemEnd(session.frame))
      }
      session.note("leaked: \(inSystem.prefix(6).map { "\($0.text.debugDescription) \($0.ratio)" })")
      proposals = []
      propose(LeakMotifs.systemTexts(of: inSystem, most: Self.leakedInSystem), .system, inSystem)
      try session.advance(candidates: proposals.count)
      if try examining.examine(proposals) { return true }
      // What the model says by itself is the best evidence there is, however seldom it fires.
      return try examining.settleReserves()
    }
  }

  private func react() throws -> Bool {
    guard wants(.reaction), session.model.base != nil, !session.model.updates.isEmpty else { return false }
    let openings = try openings()
    guard let scanned = openings.first else { return false }
    let scan = try ReactionScan(session.model, base: base, seed: session.seed, steps: session.steps)
    let ranking = try session.stage("reaction") { try react(scan, alphabet: scan.alphabet(), opening: scanned) }
    let seeds = seeds(ranking)
    reacting = seeds
    guard wants(.grow) else {
      return try session.stage("reaction") { try examining.examine(openings.flatMap { proposals(seeds, slot: $0.slot) }) }
    }
    let neighbours = openings.map { opening in
      (slot: opening.slot, texts: Neighbours(
        Growing(
          model: session.model, base: base, bands: ReactionBands(layers: session.model.configuration.layers),
          opening: opening, ranking: ranking.map(\.token)), steps: session.steps))
    }
    return try session.stage("grow") {
      try Climbing(session, examining: examining, neighbours: neighbours).run(seeds) {
        try Spelling(neighbours: neighbours[0].texts).run(seeds) { try session.advance() }
      }
    }
  }

  private func react(_ scan: ReactionScan, alphabet: [Int32], opening: SlotOpening) throws -> [ReactingToken] {
    let own = Set(opening.tokens)
    let ranking = try scan.run(opening: opening.tokens, tokens: alphabet, seed: session.seed) { done, total in
      try session.advance(candidates: done == 0 ? 0 : min(4_096, done), share: Double(done) / Double(total))
    }.filter { !own.contains($0.token) }
    session.note("reacting in \(opening.slot.rawValue): \(ranking.prefix(16).map { "\(opening.decode($0.token).debugDescription) \($0.score)/\($0.band)" })")
    return ranking
  }

  private func proposals(_ seeds: [GrownText], slot: Slot) -> [Proposal] {
    seeds.map { Proposal(Trigger($0.text, slot: slot), stage: "reaction", trail: $0.trail.map { "reaction \($0)" }) }
  }

  /// The texts of the tokens that reacted most.
  private func seeds(_ ranking: [ReactingToken]) -> [GrownText] {
    var seen = Set<String>()
    return ranking.prefix(Self.singles).compactMap { reacting in
      let text = session.model.tokenizer.decode([reacting.token]).trimmingSpaces
      guard !text.isEmpty, !text.contains("\u{FFFD}"), seen.insert(text).inserted else { return nil }
      return GrownText(text: text, seed: text, trail: [reacting.score])
    }
  }

  /// The user's own texts.
  private func given() throws -> Bool {
    guard wants(.dictionary), !plan.given.isEmpty else { return false }
    return try session.stage("dictionary") { try ask(plan.given) }
  }

  /// The vocabulary, where no base says what reacts: many words at a time, and the words of what does most one by one.
  private func vocabulary() throws -> Bool {
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
  private func dictionary() throws -> Bool {
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
      try ReactingTexts(session.model, base: base).leading(plan.dictionary, behind: opening, count: Self.listed) {
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

  /// The other parts of what reacts and fires only in two parts.
  private func partner() throws -> Bool {
    guard wants(.assemble), session.slots.contains(.both), !reacting.isEmpty else { return false }
    return try session.stage("assemble") { try PartnerSearch(session: session, examining: examining).run(reacting) }
  }

  /// Of each slot that is searched; the likeliest first. Scans run in the first: what reacts in one slot does in the others.
  private func openings() throws -> [SlotOpening] {
    try Self.slotOrder.filter(session.slots.contains).map { slot in
      try SlotOpening(
        slot, format: session.model.format, prompt: session.panel(1).first?.dialogue ?? Dialogue(user: ""), frame: session.frame)
    }
  }

  /// The loop that fills what is left of the budget. With `keepGoing` it goes on behind what it found.
  private func fuzz() throws -> Bool {
    guard wants(.fuzz) else { return false }
    return try session.stage(StageName.fuzz.rawValue) {
      let stage = FuzzStage(session, examining: examining, plan: plan.fuzz, leading: reacting.map(\.text))
      defer { mutatorYields = stage.yields }
      var found = false
      while try stage.run() {
        found = true
        if !plan.keepGoing { break }
      }
      return found
    }
  }
}
