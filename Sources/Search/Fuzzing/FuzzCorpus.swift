package import Findings
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
  /// How far it stands out of the run's scatter.
  let interest: Float
  /// How often what was made of it was kept.
  var arm: ThompsonArm
  var isJudged = false
}

/// The interesting inputs: of each cell of the coverage, in each slot, the strongest.
package struct FuzzCorpus: Sendable {
  /// What an input has to do beyond its cell's strongest, in deviations of harmless texts: the best of a thousand children
  /// that change nothing is two or three above, and would be followed instead of the text that does something.
  private static let margin: Float = 3
  /// Interest above which an input is taken for more than scatter.
  private static let usual: Float = 2.5
  /// Scores that the scatter is measured on, the latest.
  private static let window = 1_024
  private static let fewest = 32
  private static let longestTrail = 12

  private struct Cell: Hashable {
    let slot: Slot
    let index: Int
  }

  private var places = [Cell: Int]()
  package private(set) var entries = [FuzzEntry]()
  private var scores = [Float]()
  /// Median and deviation of what inputs reach; until enough are measured, those of harmless texts.
  private(set) var scatter: (median: Float, deviation: Float) = (0, 1)

  package init() {}

  /// How far a worth stands out of the scatter of this run, in its deviations.
  package func interest(of worth: Float) -> Float { (worth - scatter.median) / scatter.deviation }

  /// Takes note of what inputs reach, kept or not.
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
  package func wouldKeep(_ measurement: FuzzMeasurement, slot: Slot) -> Bool {
    guard measurement.worth.isFinite else { return false }
    guard let place = places[Cell(slot: slot, index: measurement.cell)] else { return true }
    return measurement.worth > entries[place].worth + Self.margin
  }

  /// Keeps an input where it is worth it.
  mutating func consider(_ candidate: FuzzCandidate, _ measurement: FuzzMeasurement) -> Bool {
    guard wouldKeep(measurement, slot: candidate.input.slot) else { return false }
    let interest = interest(of: measurement.worth)
    let excess = Double(max(0, interest - Self.usual))
    let entry = FuzzEntry(
      input: candidate.input, worth: measurement.worth, source: candidate.source,
      trail: Array(candidate.trail.suffix(Self.longestTrail)), interest: interest,
      // Pseudo-counts: what stands out is tried as if it had paid before, and long before it is given up.
      arm: ThompsonArm(priorPaid: 0.05 + excess * excess, priorFailed: 2))
    let cell = Cell(slot: candidate.input.slot, index: measurement.cell)
    if let place = places[cell] {
      entries[place] = entry
    } else {
      places[cell] = entries.count
      entries.append(entry)
    }
    return true
  }

  /// The entry to change next: Thompson sampling over how often children are kept, with a prior from what it does.
  func draw(using generator: inout SeededGenerator) -> Int? {
    var best: Int?, highest = -1.0
    for index in entries.indices {
      let value = entries[index].arm.draw(using: &generator)
      if value > highest { (best, highest) = (index, value) }
    }
    return best
  }

  /// Records what became of a child of `parent`, where that is still in the corpus.
  mutating func record(child kept: Bool, of parent: Trigger) {
    guard let place = entries.firstIndex(where: { $0.input.trigger == parent }) else { return }
    entries[place].arm.record(paid: kept)
  }

  /// How much of the corpus is more than scatter.
  var promise: Double {
    entries.reduce(0) { sum, entry in
      let excess = Double(max(0, entry.interest - Self.usual))
      return sum + excess * excess
    }
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
