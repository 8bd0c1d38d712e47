package import Probes

/// What a mutator did so far.
package struct MutatorYield: Sendable, Equatable {
  package let name: String
  /// Candidates that it made and that were measured, and those of them that were kept.
  package let tried: Int
  package let kept: Int
}

/// Which mutator comes next: Thompson sampling over how often what each makes stands out.
///
/// Yields change as a run goes on, so old evidence fades.
package struct MutatorSchedule: Sendable {
  private static let halfLife = 192.0
  package let names: [String]
  private var arms: [ThompsonArm]
  private var kept: [Int]

  /// - Parameter priors: pseudo-counts of what each has brought; all the same where nil.
  package init(_ names: [String], priors: [Double]? = nil) {
    self.names = names
    kept = names.map { _ in 0 }
    arms = names.indices.map { index in
      ThompsonArm(priorPaid: priors.map { $0.indices.contains(index) ? $0[index] : 1 } ?? 1, halfLife: Self.halfLife)
    }
  }

  /// The index of the mutator to use; nil where none is left.
  ///
  /// - Parameter isOpen: whether a mutator may be used.
  package func draw(using generator: inout SeededGenerator, where isOpen: (Int) -> Bool = { _ in true }) -> Int? {
    var best: Int?, highest = -1.0
    for index in arms.indices where isOpen(index) {
      let value = arms[index].draw(using: &generator)
      if value > highest { (best, highest) = (index, value) }
    }
    return best
  }

  /// - Parameters:
  ///   - isKept: whether the corpus took it.
  ///   - hasPaid: whether it stands out beside what it was made of: scatter is kept too, and is no evidence for a mutator.
  package mutating func record(_ index: Int, kept isKept: Bool, paid hasPaid: Bool) {
    arms[index].record(paid: hasPaid)
    if isKept { kept[index] += 1 }
  }

  package var yields: [MutatorYield] {
    names.indices.map { MutatorYield(name: names[$0], tried: arms[$0].tried, kept: kept[$0]) }
  }
}
