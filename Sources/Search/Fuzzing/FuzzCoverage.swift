internal import Differential

/// Which cell an input lights: the direction in which it moves answers most beside what harmless texts do, and to which
/// side.
package struct FuzzCoverage: Sendable {
  private let directions: [UpdateDirections.Direction]
  /// Mean and deviation of harmless texts' projections, direction by direction.
  private let usual: [(mean: Float, deviation: Float)]
  private let prompts: Int

  /// - Parameters:
  ///   - harmless: shifts of harmless texts in the slot.
  ///   - prompts: prompts that inputs are measured on; the first of `harmless`'s.
  package init(_ directions: UpdateDirections, harmless: [CandidateScore], prompts: Int) {
    self.directions = directions.directions
    self.prompts = prompts
    usual = directions.directions.map { direction in
      let values = harmless.map { Self.projection(of: $0, on: direction, prompts: prompts) }
      let count = Float(max(1, values.count)), mean = values.reduce(0, +) / count
      var squares: Float = 0
      for value in values { squares += (value - mean) * (value - mean) }
      return (mean, max((squares / max(1, count - 1)).squareRoot(), 1e-9))
    }
  }

  package func cell(of score: CandidateScore) -> Int {
    var best = 0, highest: Float = -1
    for (index, direction) in directions.enumerated() {
      let value = (Self.projection(of: score, on: direction, prompts: prompts) - usual[index].mean) / usual[index].deviation
      if abs(value) > highest { (best, highest) = (2 * index + (value < 0 ? 1 : 0), abs(value)) }
    }
    return best
  }

  /// The shift along a direction, mean over the prompts.
  private static func projection(
    of score: CandidateScore, on direction: UpdateDirections.Direction, prompts: Int
  ) -> Float {
    let shifts = score.shifts.prefix(prompts)
    var sum: Float = 0
    for shift in shifts where direction.band < shift.bands.count {
      for (value, weight) in zip(shift.bands[direction.band].dropFirst(direction.offset), direction.vector) {
        sum += value * weight
      }
    }
    return sum / Float(max(1, shifts.count))
  }
}
