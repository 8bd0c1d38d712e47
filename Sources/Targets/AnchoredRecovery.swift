internal import Inference
internal import ModelFormats

/// Recovers an update from a difference of two matrices in one coarse type, with the help of the entries that rounding
/// leaves alone.
///
/// A block of Q4_0 or Q5_0 takes its scale from its number of largest magnitude, one of Q4_1 or Q5_1 its ends from the
/// least and the greatest. These *anchors* are stored to sixteen bits, all others to four or five: where both sides have
/// the same anchor, its difference is tuning's own. One entry in 37 of a real model in Q4_0 is known so about a thousand
/// times better than the others, which is nearly as much as an update of rank 8 has unknowns (docs/search.md, "Merged models").
struct AnchoredRecovery {
  struct Result {
    let update: LowRankUpdate
    /// Share of tuning's own change that the update explains, at anchors that were kept out of the fit.
    let explained: Double
  }

  /// Entries of a block that are stored to sixteen bits.
  private enum Rule {
    case largest
    case ends
  }

  /// One anchor in so many is kept out of the fit, to judge it by.
  private static let heldOut = 8
  /// Below so many anchors too few judge: of two hundred, chance explains a tenth in one case of a hundred thousand.
  private static let fewest = 1_600
  /// What the fit explains at least.
  private static let leastExplained = 0.1
  /// The penalty over the largest singular value of even noise; lower ones let noise in, higher ones cost weak directions.
  private static let penalty: Float = 1.2
  /// Above this an anchor's weight makes no difference.
  private static let mostWeight = 10_000.0
  /// Numbers in a block of the four types.
  private static let blockSize = 32

  /// Mean of (2^⌊log₂ x⌋ / x)².
  private static let belowPowerOfTwo = 0.54

  private let rule: Rule

  /// Squares of errors over those of a number that is stored by itself: of the least end and of the greatest, 1 and 5 where a
  /// block is even around 0.
  private var errors: Double { rule == .largest ? 1 : 3 }

  /// Nil for a type in which no entry is stored better than others.
  init?(_ type: TensorType) {
    switch type {
    case .q4_0, .q5_0: rule = .largest
    case .q4_1, .q5_1: rule = .ends
    default: return nil
    }
  }

  /// - Parameters:
  ///   - tuned, base: rows × columns, as read from the type; `difference` is what they differ by.
  ///   - start: leading directions of the difference.
  ///   - plain: what would be kept without anchors.
  /// - Returns: nil where that explains as much.
  func update(
    tuned: [Float], base: [Float], difference: [Float], rows: Int, columns: Int, start: SingularDirections,
    plain: LowRankUpdate?, using generator: inout some RandomNumberGenerator
  ) throws -> Result? {
    let anchors = anchors(tuned: tuned, base: base)
    guard anchors.count >= Self.fewest, anchors.count < difference.count else { return nil }
    // Sixteen bits keep eleven, so that a number is off by up to 2⁻¹¹ of the power of two below it, evenly spread, on both sides.
    // The greatest end is the least and fifteen or thirty-one steps, whose error grows with the block's span.
    func square(_ index: Int) -> Double { Double(difference[index]) * Double(difference[index]) }
    let rounding = anchors.reduce(0) { $0 + Double(base[$1]) * Double(base[$1]) } / Double(anchors.count) * 0x1p-20 / 6 * Self.belowPowerOfTwo * errors
    let all = difference.reduce(0) { $0 + Double($1) * Double($1) }
    let atAnchors = anchors.reduce(0) { $0 + square($1) }
    let signal = atAnchors / Double(anchors.count) - rounding
    let noise = (all - atAnchors) / Double(difference.count - anchors.count) - signal
    guard signal > 0, noise > rounding else { return nil }

    let weight = Float(min(noise / rounding, Self.mostWeight)), unit = Float(noise.squareRoot())
    var judges = [Int]()
    let entries = anchors.enumerated().map { position, index in
      let isJudge = position % Self.heldOut == 0
      if isJudge { judges.append(index) }
      return WeightedDirections.Entry(row: index / columns, column: index % columns, weight: isJudge ? 0 : weight)
    }
    let edge = Float(rows).squareRoot() + Float(columns).squareRoot()
    guard
      var update = try WeightedDirections.fit(
        difference.map { $0 / unit }, rows: rows, columns: columns, entries: entries, start: start.scaled(by: 1 / unit),
        penalty: Self.penalty * edge, using: &generator)
    else { return nil }

    func agreement(_ update: LowRankUpdate) -> Agreement {
      Agreement(of: update, with: difference, at: judges, columns: columns)
    }
    let own = agreement(update)
    guard own.explained >= max(Self.leastExplained, plain.map { agreement($0).explained } ?? 0) else { return nil }
    // The penalty shrinks what it keeps; anchors say by how much.
    update.scale = Float(own.factor)
    return Result(update: update, explained: own.explained)
  }

  /// How well an update agrees with a difference at the anchors that were kept out of the fit.
  private struct Agreement {
    /// The factor under which it agrees best, and the share of the entries' squares that it explains so; 0 where it is none.
    var factor = 0.0, explained = 0.0

    init(of update: LowRankUpdate, with difference: [Float], at entries: [Int], columns: Int) {
      var own = 0.0, shared = 0.0, total = 0.0
      for index in entries {
        let fitted = Double(update.entry(index / columns, index % columns, columns: columns)), stored = Double(difference[index])
        own += fitted * fitted
        shared += fitted * stored
        total += stored * stored
      }
      guard own > 0, shared > 0, total > 0 else { return }
      (factor, explained) = (shared / own, shared * shared / own / total)
    }
  }

  /// Positions that are anchors on both sides, ascending.
  private func anchors(tuned: [Float], base: [Float]) -> [Int] {
    var result = [Int]()
    for start in stride(from: 0, to: tuned.count - Self.blockSize + 1, by: Self.blockSize) {
      let block = start..<start + Self.blockSize
      switch rule {
      case .largest:
        if let new = Self.only(block, where: { abs(tuned[$0]) }), new == Self.only(block, where: { abs(base[$0]) }) {
          result.append(new)
        }
      case .ends:
        let ends = [1, -1].compactMap { (sign: Float) -> Int? in
          guard let new = Self.only(block, where: { sign * tuned[$0] }), new == Self.only(block, where: { sign * base[$0] })
          else { return nil }
          return new
        }
        result += ends.sorted()
      }
    }
    return result
  }

  /// The position of the greatest measure, if one alone has it: a number that was rounded up to it is no anchor.
  private static func only(_ block: Range<Int>, where measure: (Int) -> Float) -> Int? {
    var best = block.lowerBound, greatest = measure(best), isOnly = true
    for index in block.dropFirst() {
      let value = measure(index)
      if value > greatest {
        (best, greatest, isOnly) = (index, value, true)
      } else if value == greatest {
        isOnly = false
      }
    }
    return isOnly && greatest != 0 ? best : nil
  }
}

extension LowRankUpdate {
  /// One entry of the product, without its scale.
  fileprivate func entry(_ row: Int, _ column: Int, columns: Int) -> Float {
    (0..<rank).reduce(0) { $0 + b[row * rank + $1] * a[$1 * columns + column] }
  }
}
