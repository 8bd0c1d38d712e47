package import Findings
internal import Probes

/// A candidate that the loop proposes.
package struct FuzzCandidate: Sendable {
  package let input: FuzzInput
  /// The mutator that made it, `seed` or `draw`.
  package let source: String
  /// What it was made from, and what that did.
  let parent: (trigger: Trigger, worth: Float, pieces: [String])?
  let trail: [String]
}

/// How the loop makes candidates.
package enum FuzzStrategy: Sendable, Equatable {
  case scheduled
  /// Draws of so many pieces, whatever earlier ones did: what a search is compared with.
  case blind(pieces: Int)
}

/// The fuzzing loop's decisions: what to measure next, and what is learned from it. It measures nothing itself.
///
/// Same seed, material and measurements: same candidates. No text is proposed twice in a slot.
package struct FuzzLoop: Sendable {
  /// Candidates of a pass: panels are full then.
  package static let batchSize = 64
  /// Tries without anything new after which a batch stays short.
  private static let attempts = 400
  /// Pieces of a text drawn from the alphabet, at most.
  private static let drawnPieces = 2
  /// Share of candidates drawn from the alphabet: while not all of it was tried, and afterwards.
  private static let drawn = (open: (least: 0.25, most: 0.9), passed: (least: 0.1, most: 0.3))
  /// Candidates of a batch that are looked at again on more prompts, at most.
  private static let again = 16
  static let draw = "draw"
  static let seed = "seed"

  package private(set) var corpus = FuzzCorpus()
  private var material: MutationMaterial
  private let mutators: [any Mutator]
  private var schedule: MutatorSchedule
  private let strategy: FuzzStrategy
  private let startSlots: [Slot]
  private var queue: [FuzzInput]
  private var proposed = Set<Trigger>()
  private var generator: SeededGenerator
  private var drawn: (tried: Int, kept: Int) = (0, 0)
  private var seeded: (tried: Int, kept: Int) = (0, 0)

  /// - Parameters:
  ///   - startSlots: slots that drawn texts go to; mutators move texts to the material's others.
  ///   - seeds: inputs that earlier stages found, strongest first.
  package init(
    seed: UInt64, material: MutationMaterial, startSlots: [Slot], seeds: [FuzzInput] = [],
    mutators: [any Mutator] = Mutators.all, strategy: FuzzStrategy = .scheduled
  ) {
    generator = SeededGenerator(seed: seed, stream: "fuzz")
    self.material = material
    self.startSlots = startSlots
    self.mutators = mutators
    self.strategy = strategy
    schedule = MutatorSchedule(mutators.map(\.name), priors: mutators.map(\.prior))
    queue = strategy == .scheduled ? seeds.reversed() : []
  }

  /// What each source of candidates did.
  package var yields: [MutatorYield] {
    [
      MutatorYield(name: Self.seed, tried: seeded.tried, kept: seeded.kept),
      MutatorYield(name: Self.draw, tried: drawn.tried, kept: drawn.kept),
    ].filter { $0.tried > 0 } + schedule.yields
  }

  /// What the run has learned to put in.
  package var learned: LearnedDictionary { material.learned }

  /// The next candidates, none proposed before; fewer than a batch where there is hardly anything new, none where nothing is.
  package mutating func nextBatch() -> [FuzzCandidate] {
    var batch = [FuzzCandidate]()
    material.partners = corpus.leading().map(\.input)
    while batch.count < Self.batchSize, let candidate = next() { batch.append(candidate) }
    return batch
  }

  /// A candidate that was not proposed before; nil where hardly anything is new.
  private mutating func next() -> FuzzCandidate? {
    if case .blind(let count) = strategy { return attempt { $0.fresh($0.blind(count)) } }
    while let seed = queue.popLast() {
      if let candidate = isolated(seed, source: Self.seed) { return candidate }
    }
    // The share is one of new candidates, however many tries each takes.
    let isDrawn = generator.drawTrue(drawShare)
    return attempt { isDrawn ? $0.fresh($0.nextPieces()) : $0.changed() }
      ?? attempt { isDrawn ? $0.changed() : $0.fresh($0.nextPieces()) }
  }

  private mutating func attempt(_ make: (inout FuzzLoop) -> FuzzCandidate?) -> FuzzCandidate? {
    for _ in 0..<Self.attempts {
      if let candidate = make(&self) { return candidate }
    }
    return nil
  }

  /// What a mutator makes of an entry of the corpus, where it is new.
  private mutating func changed() -> FuzzCandidate? {
    guard let place = corpus.draw(using: &generator) else { return nil }
    let open = { [corpus] in corpus.isOpen($0, at: place) }
    guard let index = schedule.draw(using: &generator, where: open) else { return nil }
    let entry = corpus.entries[place], trigger = entry.input.trigger
    material.cursor = entry.cursor
    let input = mutators[index].mutate(entry.input, from: &material, using: &generator)
    corpus.setCursor(material.cursor, at: place)
    let isNew = input.map { proposed.insert($0.trigger).inserted } ?? false
    corpus.note(index, at: place, isNew: isNew)
    guard isNew, let input else { return nil }
    return FuzzCandidate(
      input: input, source: mutators[index].name, parent: (trigger, entry.worth, entry.input.parts.flatMap { $0 }),
      trail: entry.trail + [trigger.text])
  }

  /// The less the corpus promises, the more is drawn afresh.
  private var drawShare: Double {
    let share = material.alphabet.passes == 0 ? Self.drawn.open : Self.drawn.passed
    return min(share.most, max(share.least, 1 / (1 + corpus.promise)))
  }

  /// Pieces of a fresh text. At first each stands alone, where it shows most of what it does; then they come in company.
  private mutating func nextPieces() -> [String] {
    let isOnlyBoth = startSlots.allSatisfy { $0 == .both }
    let count = isOnlyBoth ? 2 : material.alphabet.passes == 0 ? 1 : 1 + generator.drawIndex(Self.drawnPieces)
    return (0..<count).compactMap { _ in material.nextPiece(using: &generator) }
  }

  private mutating func blind(_ count: Int) -> [String] {
    (0..<count).compactMap { _ in material.alphabet.draw(using: &generator) }
  }

  /// A text of these pieces in one of the first slots; in `both` they are shared out.
  private mutating func fresh(_ pieces: [String]) -> FuzzCandidate? {
    guard let slot = generator.drawElement(startSlots) else { return nil }
    let half = pieces.count / 2
    let parts = slot == .both ? [Array(pieces[..<half]), Array(pieces[half...])] : [pieces]
    return FuzzInput(parts, slot: slot).flatMap { isolated($0, source: Self.draw) }
  }

  /// An input that was made from no other, where it is new.
  private mutating func isolated(_ input: FuzzInput, source: String) -> FuzzCandidate? {
    guard proposed.insert(input.trigger).inserted else { return nil }
    return FuzzCandidate(input: input, source: source, parent: nil, trail: [])
  }

  /// Places of a batch that are worth another look, on more prompts: what would be kept, and what stands out; strongest
  /// first.
  package func promising(_ batch: [FuzzCandidate], _ first: [FuzzMeasurement]) -> [Int] {
    zip(batch, first).enumerated().filter { _, pair in
      corpus.wouldKeep(pair.0.input, pair.1) || corpus.interest(of: pair.1.worth) >= LearnedDictionary.leastGain
    }
    .sorted { ($0.element.1.worth, $1.offset) > ($1.element.1.worth, $0.offset) }
    .prefix(Self.again).map(\.offset)
  }

  /// Learns from a batch: `again` holds what the second look gave, by place. Only what was looked at twice is kept.
  package mutating func learn(_ batch: [FuzzCandidate], _ first: [FuzzMeasurement], again: [Int: FuzzMeasurement]) {
    corpus.note(zip(batch, first).filter { $0.0.source == Self.draw }.map(\.1.worth))
    for (place, candidate) in batch.enumerated() {
      var kept = false, paid = false
      if let measurement = again[place] {
        note(candidate, worth: measurement.worth)
        kept = corpus.consider(candidate, measurement)
        paid = kept && corpus.standsOut(candidate.input, worth: measurement.worth)
      }
      if let parent = candidate.parent { corpus.record(child: paid, of: parent.trigger) }
      switch candidate.source {
      case Self.draw: drawn = (drawn.tried + 1, drawn.kept + (kept ? 1 : 0))
      case Self.seed: seeded = (seeded.tried + 1, seeded.kept + (kept ? 1 : 0))
      default:
        if let index = schedule.names.firstIndex(of: candidate.source) { schedule.record(index, kept: kept, paid: paid) }
      }
    }
    corpus.appraise()
  }

  /// Pieces that a candidate has and its parent has not, with what they brought.
  private mutating func note(_ candidate: FuzzCandidate, worth: Float) {
    var old = candidate.parent?.pieces ?? []
    let added = candidate.input.parts.flatMap { $0 }.filter { piece in
      guard let place = old.firstIndex(of: piece) else { return true }
      old.remove(at: place)
      return false
    }
    let before = max(candidate.parent?.worth ?? -.infinity, corpus.scatter.median)
    // Which of several it was is not known yet.
    let gain = (worth - before) / corpus.scatter.deviation / Float(max(1, added.count))
    for piece in Set(added).sorted() { material.learned.learn(piece, gain: gain) }
  }

  mutating func setJudged(_ place: Int) { corpus.setJudged(place) }
}
