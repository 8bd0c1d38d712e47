internal import Foundation

/// How tokens are drawn: in proportion to their probabilities at a temperature, cut to the most probable ones that reach
/// top-p together (Holtzman et al. 2020).
package struct Sampling: Sendable, Equatable {
  /// 1 leaves the probabilities as they are; towards 0 only the most probable token is drawn.
  package let temperature: Double
  /// 1 keeps every token.
  package let topP: Double

  /// Nil for a temperature that is not positive and finite, or a top-p that is not above 0 and at most 1.
  package init?(temperature: Double = 1, topP: Double = 1) {
    guard temperature > 0, temperature.isFinite, topP > 0, topP <= 1 else { return nil }
    self.temperature = temperature
    self.topP = topP
  }

  /// The token that a number picks: the first in order of ids, among those kept, whose probability and that of those before
  /// it add up to more than the number's share.
  ///
  /// - Parameters:
  ///   - logits: of every token; at least one is finite.
  ///   - unit: 0 ..< 1.
  package func token(logits: [Float], unit: Double) -> Int32 {
    let largest = Double(logits.max() ?? 0)
    let weights = logits.map { exp((Double($0) - largest) / temperature) }
    let kept = kept(weights)
    let share = unit * (kept.map { $0.reduce(0) { $0 + weights[$1] } } ?? weights.reduce(0, +))
    var sum = 0.0, last = 0
    func passes(_ token: Int) -> Bool {
      guard weights[token] > 0 else { return false }
      sum += weights[token]
      last = token
      return sum > share
    }
    // Rounding may leave the sum at the share: then it is the last token that can be drawn.
    let picked = kept.map { $0.first(where: passes) } ?? weights.indices.first(where: passes)
    return Int32(picked ?? last)
  }

  /// The fewest most probable tokens that reach top-p, in order of ids, equals by id; nil for all.
  private func kept(_ weights: [Double]) -> [Int]? {
    guard topP < 1 else { return nil }
    let total = weights.reduce(0, +)
    // Tokens below this add up to less than what is cut off, so none of them is needed.
    let least = (1 - topP) * total / Double(max(1, weights.count))
    let candidates = weights.indices.filter { weights[$0] >= least }.sorted { (weights[$1], $0) < (weights[$0], $1) }
    var sum = 0.0, count = 0
    while count < candidates.count, count == 0 || sum < topP * total {
      sum += weights[candidates[count]]
      count += 1
    }
    return candidates.prefix(count).sorted()
  }
}
