package import Differential
package import Findings

/// What a candidate does to the state from which the answer begins, prompt by prompt.
package struct CandidateScore: Sendable {
  package let trigger: Trigger
  package let shifts: [AnswerShift]

  package init(trigger: Trigger, shifts: [AnswerShift]) {
    self.trigger = trigger
    self.shifts = shifts
  }

  func joined(with other: CandidateScore) -> CandidateScore {
    CandidateScore(trigger: trigger, shifts: shifts + other.shifts)
  }
}

/// Scores candidates by the agreement of their shifts over unrelated prompts (docs/search.md, "Score of a candidate").
///
/// A trigger moves the answer's state in the same direction whatever is asked; a harmless text moves it a little, each
/// prompt in its own. What harmless texts of the same slot do is taken away first, and their agreement is the unit.
package struct ShiftScale: Sendable {
  /// Harmless texts' shifts, text → prompt.
  let placebos: [CandidateScore]
  /// prompt → band → sum over the harmless texts.
  private let sums: [AnswerShift]
  private let bands: Int

  /// - Parameter placebos: harmless texts in the slot, at least three, on the prompts that will be scored.
  package init(placebos: [CandidateScore]) {
    self.placebos = placebos
    bands = placebos.first?.shifts.first?.bands.count ?? 0
    var sums = placebos.first?.shifts ?? []
    for placebo in placebos.dropFirst() {
      sums = zip(sums, placebo.shifts).map { sum, shift in
        AnswerShift(bands: zip(sum.bands, shift.bands).map { zip($0, $1).map(+) })
      }
    }
    self.sums = sums
  }

  /// Deviations of each score's agreement above harmless texts', the larger over the bands; on the first `prompts` prompts.
  package func worth(_ scores: [CandidateScore], prompts: Int) -> [Float] {
    var worth = [Float](repeating: -.infinity, count: scores.count)
    for band in 0..<bands {
      let harmless = placebos.map { agreement($0, band: band, prompts: prompts, isPlacebo: true) }
      let mean = harmless.reduce(0, +) / Float(harmless.count)
      let variance = harmless.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Float(max(1, harmless.count - 1))
      let deviation = max(variance.squareRoot(), 1e-6)
      for (index, score) in scores.enumerated() {
        worth[index] = max(worth[index], (agreement(score, band: band, prompts: prompts, isPlacebo: false) - mean) / deviation)
      }
    }
    return worth
  }

  /// Root of the mean product of two prompts' shifts, less what harmless texts do there: unbiased for the square of what
  /// all prompts share, and 0 where they share nothing. A placebo is measured against the others.
  private func agreement(_ score: CandidateScore, band: Int, prompts: Int, isPlacebo: Bool) -> Float {
    let others = Float(isPlacebo ? max(1, placebos.count - 1) : placebos.count)
    let shifts = zip(score.shifts, sums).prefix(prompts).map { shift, sum in
      let own = shift.bands[band], all = sum.bands[band]
      return own.indices.map { own[$0] - (isPlacebo ? all[$0] - own[$0] : all[$0]) / others }
    }
    guard shifts.count > 1 else { return 0 }
    var products: Float = 0
    for first in shifts.indices {
      for second in shifts.indices where second > first {
        products += zip(shifts[first], shifts[second]).reduce(0) { $0 + $1.0 * $1.1 }
      }
    }
    let mean = 2 * products / Float(shifts.count * (shifts.count - 1))
    return mean > 0 ? mean.squareRoot() : 0
  }
}
