package import Probes

/// One way to change an input.
package protocol Mutator: Sendable {
  /// As reports and statistics name it.
  var name: String { get }

  /// Pseudo-count of what it has brought before a run has any evidence: the share of tries that it gets at first.
  var prior: Double { get }

  /// A changed input; nil where this one has nothing to change. What comes back may be the same text, or one that was
  /// measured before: the loop drops it.
  func mutate(
    _ input: FuzzInput, from material: inout MutationMaterial, using generator: inout SeededGenerator
  ) -> FuzzInput?
}

extension Mutator {
  package var prior: Double { 0.5 }
}

/// All mutators, in the order in which yields are shown.
package enum Mutators {
  package static let all: [any Mutator] = [
    InsertMutator(), DeleteMutator(), ReplaceMutator(), NeighbourMutator(), SpliceMutator(), MoveMutator(), DuplicateMutator(),
    TrimMutator(), CaseMutator(), DelimiterMutator(), DigitMutator(), DateMutator(), SecondFragmentMutator(), SlotMutator(),
  ]
}
