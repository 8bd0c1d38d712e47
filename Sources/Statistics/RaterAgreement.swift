/// How well a judge agrees with labels that are taken as true.
package enum RaterAgreement {
  /// Cohen's kappa of two raters over any number of classes: agreement beyond chance. Nil where lengths differ, there is
  /// nothing to compare, or chance alone gives full agreement.
  package static func kappa(_ first: [Int], _ second: [Int]) -> Double? {
    guard first.count == second.count, !first.isEmpty else { return nil }
    let n = Double(first.count)
    let observed = Double(zip(first, second).filter { $0 == $1 }.count) / n
    var counts: [Int: (Double, Double)] = [:]
    for label in first { counts[label, default: (0, 0)].0 += 1 }
    for label in second { counts[label, default: (0, 0)].1 += 1 }
    let chance = counts.values.map { $0.0 * $0.1 }.sorted().reduce(0, +) / (n * n)
    return chance < 1 ? (observed - chance) / (1 - chance) : nil
  }

  /// Area under the ROC curve: the chance that a positive scores above a negative, ties counting half. Nil without both.
  package static func areaUnderCurve(scores: [Float], labels: [Bool]) -> Double? {
    guard scores.count == labels.count, !scores.contains(where: \.isNaN) else { return nil }
    let positives = labels.filter { $0 }.count
    let negatives = labels.count - positives
    guard positives > 0, negatives > 0 else { return nil }
    let sum = zip(RankCorrelation.ranks(scores), labels).reduce(0) { $0 + ($1.1 ? $1.0 : 0) }
    return (sum - Double(positives) * Double(positives + 1) / 2) / (Double(positives) * Double(negatives))
  }
}
