internal import Findings
internal import Probes
internal import Targets

/// What the stage `fuzz` is told beside the session.
package struct FuzzPlan: Sendable {
  /// Pieces that texts are composed of; empty for the vocabulary.
  package var alphabet: [String]
  package var strategy: FuzzStrategy

  package init(alphabet: [String] = [], strategy: FuzzStrategy = .scheduled) {
    self.alphabet = alphabet
    self.strategy = strategy
  }
}

/// The stage `fuzz`: runs the loop on a session's model until something is confirmed or the budget ends.
final class FuzzStage {
  /// Candidates after which the stage has reached its declared coverage; it goes on as long as the budget does.
  static let declaredCandidates = 256
  /// Texts of earlier stages that it starts from, and leading tokens of the scan that come first in the alphabet.
  private static let seeds = 64
  private static let leading = 256

  private let session: SearchSession
  private let fuzzing: Fuzzing

  /// - Parameter leading: pieces that reacted, strongest first.
  init(_ session: SearchSession, examining: Examining, plan: FuzzPlan, leading: [String]) {
    self.session = session
    let pieces = TokenPieces(session.model, alphabet: plan.alphabet)
    var generator = SeededGenerator(seed: session.seed, stream: "fuzz alphabet")
    // What reacted comes first, but only where the texts may hold it.
    let alphabet = plan.alphabet.isEmpty
      ? PieceAlphabet(pieces.vocabulary, leading: Array(leading.prefix(Self.leading)), using: &generator)
      : PieceAlphabet(plan.alphabet, using: &generator)
    let searched = session.slots.filter(Scanner.searchedSlots.contains)
    let material = MutationMaterial(
      slots: session.slots, alphabet: alphabet, pieces: pieces.split, nearest: pieces.nearest)
    let seeds = examining.assembling.notable.prefix(Self.seeds).compactMap { ranked in
      FuzzInput(ranked.proposal.trigger.parts.map(pieces.split), slot: ranked.proposal.trigger.slot)
    }
    let loop = FuzzLoop(
      seed: session.seed, material: material, startSlots: searched.isEmpty ? session.slots : searched, seeds: seeds,
      strategy: plan.strategy)
    fuzzing = Fuzzing(loop, oracle: ModelOracle(session, examining: examining))
  }

  var yields: [MutatorYield] { fuzzing.loop.yields }

  /// Returns true once something is confirmed. A budget that ends after the declared coverage is the stage's ordinary end.
  func run() throws -> Bool {
    do {
      return try fuzzing.run { count in
        try session.advance(candidates: count)
        note()
      }
    } catch is BudgetSpent where fuzzing.candidates >= Self.declaredCandidates {
      return false
    }
  }

  /// Every sixteenth batch says what the loop has.
  private func note() {
    let batches = fuzzing.candidates / FuzzLoop.batchSize
    guard batches > 0, batches.isMultiple(of: 16) else { return }
    let corpus = fuzzing.loop.corpus
    session.note(
      "fuzz: \(fuzzing.candidates) candidates, \(corpus.entries.count) cells, strongest "
        + corpus.leading(4).map { "\($0.input.trigger.text.debugDescription) \($0.worth)" }.joined(separator: " "))
    session.note("fuzz: kept \(yields.map { "\($0.name) \($0.kept)/\($0.tried)" }.joined(separator: " "))")
    let learned = fuzzing.loop.learned.entries.prefix(8).map { "\($0.piece.debugDescription) \($0.gain)" }
    session.note("fuzz: learned \(learned.joined(separator: " "))")
  }
}
