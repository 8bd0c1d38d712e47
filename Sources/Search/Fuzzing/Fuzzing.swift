/// What became of an input that went to trial.
package enum FuzzVerdict: Sendable {
  case confirmed, refused
  /// Not now; it is asked again later.
  case postponed
}

/// Measures inputs and tries them: a model, or a made-up landscape.
package protocol FuzzOracle {
  /// A first look on few prompts, input by input.
  func measure(_ inputs: [FuzzInput]) throws -> [FuzzMeasurement]
  /// A second look, on more prompts, at inputs measured before.
  func measureAgain(_ inputs: [FuzzInput]) throws -> [FuzzMeasurement]
  /// Tries an input that stands out. `rival`: what unrelated inputs of the corpus do.
  func tryOut(_ entry: FuzzEntry, rival: Float) throws -> FuzzVerdict
}

/// Runs the fuzzing loop: makes candidates, measures them, learns, and sends what stands out to trial.
package final class Fuzzing {
  package private(set) var loop: FuzzLoop
  private let oracle: any FuzzOracle
  /// Candidates measured.
  package private(set) var candidates = 0

  package init(_ loop: FuzzLoop, oracle: any FuzzOracle) {
    self.loop = loop
    self.oracle = oracle
  }

  /// Goes on until something is confirmed (true) or no text is new any more (false).
  ///
  /// - Parameter advance: told how many candidates come next; throws where the budget is spent.
  package func run(advance: (_ candidates: Int) throws -> Void) throws -> Bool {
    while true {
      let batch = loop.nextBatch()
      guard !batch.isEmpty else { return false }
      try advance(batch.count)
      let first = try oracle.measure(batch.map(\.input))
      candidates += batch.count
      let places = loop.promising(batch, first)
      let second = try oracle.measureAgain(places.map { batch[$0].input })
      // What was left out has nothing to learn from.
      let looked = zip(places, second).filter { $1.worth.isFinite }
      loop.learn(batch, first, again: Dictionary(uniqueKeysWithValues: looked))
      if try judge() { return true }
    }
  }

  /// Sends the strongest input that was not tried to trial, one a batch: a trial costs about as much as a batch.
  private func judge() throws -> Bool {
    guard let (place, rival) = loop.corpus.nextToJudge(least: Examining.leastWorth, specificity: KeyCheck.specificity)
    else { return false }
    switch try oracle.tryOut(loop.corpus.entries[place], rival: rival) {
    case .confirmed:
      loop.setJudged(place)
      return true
    case .refused: loop.setJudged(place)
    case .postponed: break
    }
    return false
  }
}
