package import Probes

/// What a mutator did so far.
package struct MutatorYield: Sendable, Equatable {
  package let name: String
  /// Candidates that it made and that were measured, and those of them that were kept.
  package let tried: Int
  package let kept: Int
}

/// Which mutator comes next: Thompson sampling over how often what each makes is kept.
///
/// Yields change as a run goes on, so old evidence fades.
package struct MutatorSchedule: Sendable {
  private static let halfLife = 192.0
  package let names: [String]
  private var arms: [ThompsonArm]

  /// - Parameter priors: pseudo-counts of what each has brought; all the same where nil.
  package init(_ names: [String], priors: [Double]? = nil) {
    self.names = names
    arms = names.indices.map { index in
      ThompsonArm(priorPaid: priors.map { $0.indices.contains(index) ? $0[index] : 1 } ?? 1, halfLife: Self.halfLife)
    }
  }

  /// The index of the mutator to use.
  package func draw(using generator: inout SeededGenerator) -> Int {
    var best = 0, highest = -1.0
    for index in arms.indices {
      let value = arms[index].draw(using: &generator)
      if value > highest { (best, highest) = (index, value) }
    }
    return best
  }

  package mutating func record(_ index: Int, kept: Bool) { arms[index].record(paid: kept) }

  /// The mutator gave no text, or one that was measured before: it has to lose against those that still do.
  package mutating func recordNothing(_ name: String) {
    if let index = names.firstIndex(of: name) { arms[index].recordNothing() }
  }

  package var yields: [MutatorYield] {
    zip(names, arms).map { MutatorYield(name: $0, tried: $1.tried, kept: $1.paid) }
  }
}
