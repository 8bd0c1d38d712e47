/// A multiple-choice item scored by the log-probabilities of its options: no sampling, no judge.
package struct ChoiceScore: Sendable, Equatable {
  /// Chance of each option, given that it is one of them.
  package let probabilities: [Double]
  /// Option with the highest chance, the first of equals.
  package let chosen: Int

  /// `logProbabilities`: sum over each option's tokens, in nats. With `lengths` (tokens of each option) they are compared
  /// per token, for options that are texts and not letters. Nil without options, where lengths differ, or where no
  /// option has a finite log-probability.
  package init?(logProbabilities: [Double], lengths: [Int]? = nil) {
    if let lengths, lengths.count != logProbabilities.count || lengths.contains(where: { $0 < 1 }) { return nil }
    let scores = logProbabilities.enumerated().map { index, value in
      lengths.map { value / Double($0[index]) } ?? value
    }
    guard !scores.contains(where: \.isNaN), let top = scores.max(), top.isFinite else { return nil }
    let weights = scores.map { SpecialFunctions.exp($0 - top) }
    let total = weights.reduce(0, +)
    probabilities = weights.map { $0 / total }
    chosen = scores.firstIndex(of: top) ?? 0
  }

  /// Chance of the options that match a behaviour, of those that match or expressly do not: both are lists of indices,
  /// as in the published files. Nil where an index has no option or neither has any chance.
  package func matching(_ matching: [Int], against others: [Int]) -> Double? {
    guard (matching + others).allSatisfy(probabilities.indices.contains) else { return nil }
    let yes = Set(matching).sorted().reduce(0) { $0 + probabilities[$1] }
    let no = Set(others).subtracting(matching).sorted().reduce(0) { $0 + probabilities[$1] }
    return yes + no > 0 ? yes / (yes + no) : nil
  }
}
