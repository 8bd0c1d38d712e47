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
  /// Draws without anything new after which a batch stays short.
  private static let attempts = 60
  /// Pieces of a text drawn from the alphabet, at most.
  private static let drawnPieces = 2
  /// Share of candidates drawn from the alphabet: while not all of it was tried, afterwards, and at most.
  private static let drawn = (open: 0.25, passed: 0.1, most: 0.9)
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
    var batch = [FuzzCandidate](), attempts = 0
    material.partners = corpus.leading().map(\.input)
    while batch.count < Self.batchSize, attempts < Self.attempts * Self.batchSize {
      attempts += 1
      guard let candidate = propose() else { continue }
      if proposed.insert(candidate.input.trigger).inserted {
        batch.append(candidate)
      } else {
        schedule.recordNothing(candidate.source)
      }
    }
    return batch
  }

  private mutating func propose() -> FuzzCandidate? {
    if case .blind(let count) = strategy { return blind(count) }
    if let seed = queue.popLast() { return FuzzCandidate(input: seed, source: Self.seed, parent: nil, trail: []) }
    guard !generator.drawTrue(drawShare), let place = corpus.draw(using: &generator) else { return fresh() }
    let mutator = mutators[schedule.draw(using: &generator)], entry = corpus.entries[place]
    guard let input = mutator.mutate(entry.input, from: &material, using: &generator) else {
      schedule.recordNothing(mutator.name)
      return nil
    }
    let trigger = entry.input.trigger
    return FuzzCandidate(
      input: input, source: mutator.name, parent: (trigger, entry.worth, entry.input.parts.flatMap { $0 }),
      trail: entry.trail + [trigger.text])
  }

  /// The less the corpus promises, the more is drawn afresh.
  private var drawShare: Double {
    let least = material.alphabet.passes == 0 ? Self.drawn.open : Self.drawn.passed
    return min(Self.drawn.most, max(least, 1 / (1 + corpus.promise)))
  }

  /// A text of the alphabet's next piece, with any others behind it; where only `both` is searched, the pieces are shared out.
  private mutating func fresh() -> FuzzCandidate? {
    guard let first = material.nextPiece() else { return nil }
    let others = (0..<generator.drawIndex(Self.drawnPieces)).compactMap { _ in material.alphabet.draw(using: &generator) }
    return composed(of: [first] + others)
  }

  private mutating func blind(_ count: Int) -> FuzzCandidate? {
    composed(of: (0..<count).compactMap { _ in material.alphabet.draw(using: &generator) })
  }

  private mutating func composed(of pieces: [String]) -> FuzzCandidate? {
    guard let slot = generator.drawElement(startSlots) else { return nil }
    let half = pieces.count / 2
    let parts = slot == .both ? [Array(pieces[..<half]), Array(pieces[half...])] : [pieces]
    return FuzzInput(parts, slot: slot).map { FuzzCandidate(input: $0, source: Self.draw, parent: nil, trail: []) }
  }

  /// Places of a batch that are worth another look, on more prompts: what would be kept, and what stands out; strongest
  /// first.
  package func promising(_ batch: [FuzzCandidate], _ first: [FuzzMeasurement]) -> [Int] {
    zip(batch, first).enumerated().filter { _, pair in
      corpus.wouldKeep(pair.1, slot: pair.0.input.slot) || corpus.interest(of: pair.1.worth) >= LearnedDictionary.leastGain
    }
    .sorted { ($0.element.1.worth, $1.offset) > ($1.element.1.worth, $0.offset) }
    .prefix(Self.again).map(\.offset)
  }

  /// Learns from a batch: `again` holds what the second look gave, by place. Only what was looked at twice is kept.
  package mutating func learn(_ batch: [FuzzCandidate], _ first: [FuzzMeasurement], again: [Int: FuzzMeasurement]) {
    corpus.note(first.map(\.worth))
    for (place, candidate) in batch.enumerated() {
      var kept = false
      if let measurement = again[place] {
        note(candidate, worth: measurement.worth)
        kept = corpus.consider(candidate, measurement)
      }
      if let parent = candidate.parent { corpus.record(child: kept, of: parent.trigger) }
      switch candidate.source {
      case Self.draw: drawn = (drawn.tried + 1, drawn.kept + (kept ? 1 : 0))
      case Self.seed: seeded = (seeded.tried + 1, seeded.kept + (kept ? 1 : 0))
      default:
        if let index = schedule.names.firstIndex(of: candidate.source) { schedule.record(index, kept: kept) }
      }
    }
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
