internal import Findings
internal import Probes
internal import Statistics

/// What an input did: how far it is above harmless texts, and which of the coverage's cells it lights.
package struct FuzzMeasurement: Sendable, Equatable, Codable {
  /// Deviations above harmless texts.
  package let worth: Float
  package let cell: Int

  package init(worth: Float, cell: Int) {
    self.worth = worth
    self.cell = cell
  }
}

/// An input that was kept.
package struct FuzzEntry: Sendable {
  package let input: FuzzInput
  package let worth: Float
  /// What made it.
  package let source: String
  /// The texts that led to it, first to last, without its own.
  package let trail: [String]
  /// How far it stands out, in deviations of the run's scatter, beside the run's median and beside the strongest input of
  /// the corpus that is a part of it.
  var interest: Float = 0
  /// How often what was made of it stood out.
  var arm = ThompsonArm(priorFailed: 2)
  /// Pieces of the alphabet that were put into it.
  var cursor = 0
  var isJudged = false
  /// By mutator: changes in a row that had been measured before.
  var stale = [Int: Int]()
}

/// The interesting inputs: of each cell of the coverage, in each slot and of each length, the strongest. A fragment is not
/// displaced by a longer text that holds it.
package struct FuzzCorpus: Sendable {
  /// What an input has to do beyond its cell's strongest, in deviations of harmless texts: children that change nothing are
  /// followed for chance where it is small (.25), and what helps a little is not where it is large (2); docs/fuzzing.md.
  private static let margin: Float = 1
  /// Interest above which an input is taken for more than scatter.
  private static let usual: Float = 2.5
  /// Scores that the scatter is measured on, the latest.
  private static let window = 1_024
  private static let fewest = 32
  private static let longestTrail = 12
  /// Lengths in pieces that are told apart; longer ones are one.
  private static let lengths = 3
  /// Changes in a row that had been measured before, after which a mutator is taken to have no more for an entry.
  private static let mostStale = 48

  private struct Cell: Hashable {
    let slot: Slot
    let index: Int
    let pieces: Int

    init(_ input: FuzzInput, _ measurement: FuzzMeasurement) {
      slot = input.slot
      index = measurement.cell
      pieces = min(input.pieceCount, FuzzCorpus.lengths)
    }
  }

  private var places = [Cell: Int]()
  package private(set) var entries = [FuzzEntry]()
  private var scores = [Float]()
  /// Median and deviation of what drawn inputs reach; until enough are measured, those of harmless texts.
  private(set) var scatter: (median: Float, deviation: Float) = (0, 1)

  package init() {}

  /// How far a worth stands out of the scatter of this run, in its deviations.
  package func interest(of worth: Float) -> Float { (worth - scatter.median) / scatter.deviation }

  /// Takes note of what inputs reach that were made of nothing else: what is made of a fragment does as much as that.
  mutating func note(_ worths: [Float]) {
    scores.append(contentsOf: worths.filter(\.isFinite))
    if scores.count > Self.window { scores.removeFirst(scores.count - Self.window) }
    guard scores.count >= Self.fewest, let median = RobustScale.median(scores),
      let spread = RobustScale.medianAbsoluteDeviation(scores)
    else { return }
    // 1.4826 makes the median absolute deviation one of a normal distribution.
    scatter = (median, max(0.25, 1.4826 * spread))
  }

  /// Whether an input with this measurement would be kept: it lights a new cell, or beats its cell's strongest.
  package func wouldKeep(_ input: FuzzInput, _ measurement: FuzzMeasurement) -> Bool {
    guard measurement.worth.isFinite else { return false }
    guard let place = places[Cell(input, measurement)] else { return true }
    return measurement.worth > entries[place].worth + Self.margin
  }

  /// Keeps an input where it is worth it.
  mutating func consider(_ candidate: FuzzCandidate, _ measurement: FuzzMeasurement) -> Bool {
    guard wouldKeep(candidate.input, measurement) else { return false }
    let entry = FuzzEntry(
      input: candidate.input, worth: measurement.worth, source: candidate.source,
      trail: Array(candidate.trail.suffix(Self.longestTrail)))
    let cell = Cell(candidate.input, measurement)
    if let place = places[cell] {
      entries[place] = entry
    } else {
      places[cell] = entries.count
      entries.append(entry)
    }
    return true
  }

  /// The entry to change next: Thompson sampling over how often children stand out, with a prior from what it does.
  func draw(using generator: inout SeededGenerator) -> Int? {
    var best: Int?, highest = -1.0
    for index in entries.indices {
      let value = entries[index].arm.draw(using: &generator)
      if value > highest { (best, highest) = (index, value) }
    }
    return best
  }

  /// Whether a mutator may still have something new for an entry.
  func isOpen(_ mutator: Int, at place: Int) -> Bool { entries[place].stale[mutator, default: 0] < Self.mostStale }

  /// Takes note of whether a mutator made something new of an entry.
  mutating func note(_ mutator: Int, at place: Int, isNew: Bool) {
    entries[place].stale[mutator] = isNew ? 0 : entries[place].stale[mutator, default: 0] + 1
  }

  /// Records whether a child of `parent` stood out, where that is still in the corpus.
  mutating func record(child hasPaid: Bool, of parent: Trigger) {
    guard let place = entries.firstIndex(where: { $0.input.trigger == parent }) else { return }
    entries[place].arm.record(paid: hasPaid)
  }

  mutating func setCursor(_ cursor: Int, at place: Int) { entries[place].cursor = cursor }

  /// How much of the corpus is more than scatter.
  private(set) var promise = 0.0

  /// Says anew what each entry is worth trying: what stands out is tried as if it had paid before, and long before it is
  /// given up; a text that does no more than a part of it is left to that part.
  mutating func appraise() {
    promise = 0
    for place in entries.indices {
      entries[place].interest = interest(of: entries[place].input, worth: entries[place].worth)
      let excess = Double(max(0, entries[place].interest - Self.usual))
      entries[place].arm.setPrior(paid: 0.005 + excess * excess)
      promise += excess * excess
    }
  }

  /// How far an input stands out beside the run's median and the strongest of its parts in the corpus.
  private func interest(of input: FuzzInput, worth: Float) -> Float {
    let pieces = input.parts.flatMap { $0 }
    let parts = entries.filter { $0.input.pieceCount < pieces.count && Self.isPart($0.input.parts.flatMap { $0 }, of: pieces) }
    let before = max(scatter.median, parts.map(\.worth).max() ?? -.infinity)
    return (worth - before) / scatter.deviation
  }

  /// Whether an input that was kept is more than scatter and more than its parts.
  func standsOut(_ input: FuzzInput, worth: Float) -> Bool { interest(of: input, worth: worth) > Self.usual }

  /// Whether all pieces stand in the same order in `whole`.
  private static func isPart(_ pieces: [String], of whole: [String]) -> Bool {
    var rest = whole[...]
    for piece in pieces {
      guard let place = rest.firstIndex(of: piece) else { return false }
      rest = rest[(place + 1)...]
    }
    return true
  }

  /// The strongest entries, strongest first.
  package func leading(_ count: Int = .max) -> [FuzzEntry] {
    Array(entries.sorted { ($0.worth, $1.input.trigger.text) > ($1.worth, $0.input.trigger.text) }.prefix(count))
  }

  /// The strongest entry above `least` that was not judged and does `specificity` times what unrelated entries do, with what
  /// those do.
  func nextToJudge(least: Float, specificity: Float) -> (place: Int, rival: Float)? {
    let order = entries.indices.filter { entries[$0].worth > least && !entries[$0].isJudged }
      .sorted { (entries[$0].worth, $1) > (entries[$1].worth, $0) }
    for place in order {
      let rival = rival(of: entries[place].input)
      if entries[place].worth >= specificity * rival { return (place, rival) }
    }
    return nil
  }

  /// The most that entries do that share nothing with a text.
  package func rival(of input: FuzzInput) -> Float {
    let text = input.trigger.text
    return entries.filter { !TextOverlap.isRelated($0.input.trigger.text, text) }.map(\.worth).max() ?? 0
  }

  mutating func setJudged(_ place: Int) { entries[place].isJudged = true }
}
