package import Findings
package import Probes

/// What mutators draw from: the alphabet, what the run has learned, other inputs, and what the model knows of pieces.
package struct MutationMaterial: Sendable {
  /// Share of drawn pieces that come from the learned dictionary once it holds something.
  private static let learnedShare = 0.5

  package let slots: [Slot]
  package private(set) var alphabet: PieceAlphabet
  package internal(set) var learned: LearnedDictionary
  /// Inputs to splice with, strongest first.
  package internal(set) var partners: [FuzzInput]
  private let pieces: @Sendable (String) -> [String]
  private let nearest: @Sendable (String) -> [String]
  private var known = [String: [String]]()

  /// - Parameters:
  ///   - slots: slots that inputs may take.
  ///   - pieces: splits a text as the model's tokenizer does.
  ///   - nearest: pieces that the model takes for similar ones; empty where that can't be known.
  package init(
    slots: [Slot], alphabet: PieceAlphabet, learned: LearnedDictionary = LearnedDictionary(), partners: [FuzzInput] = [],
    pieces: @escaping @Sendable (String) -> [String], nearest: @escaping @Sendable (String) -> [String] = { _ in [] }
  ) {
    self.slots = slots
    self.alphabet = alphabet
    self.learned = learned
    self.partners = partners
    self.pieces = pieces
    self.nearest = nearest
  }

  /// A piece to put in: of the learned dictionary, or the next of the alphabet.
  package mutating func drawPiece(using generator: inout SeededGenerator) -> String? {
    if !learned.isEmpty, generator.drawTrue(Self.learnedShare), let piece = learned.draw(using: &generator) { return piece }
    return alphabet.next()
  }

  /// The alphabet's next piece, whatever has been learned.
  package mutating func nextPiece() -> String? { alphabet.next() }

  /// An input to splice with: the strongest are drawn more often, half of the draws from each half's stronger half.
  package func drawPartner(using generator: inout SeededGenerator) -> FuzzInput? {
    var count = partners.count
    while count > 1, generator.drawTrue(0.5) { count = (count + 1) / 2 }
    return partners.isEmpty ? nil : partners[generator.drawIndex(count)]
  }

  package mutating func neighbours(of piece: String) -> [String] {
    if let found = known[piece] { return found }
    let found = nearest(piece).filter { $0 != piece }
    known[piece] = found
    return found
  }

  /// The pieces of a text that no tokenizer has split yet.
  package func split(_ text: String) -> [String] { pieces(text) }

  /// The input with the text of one part rewritten; nil where `rewrite` gives nothing.
  func rewriting(
    _ input: FuzzInput, using generator: inout SeededGenerator,
    _ rewrite: (String, inout SeededGenerator) -> String?
  ) -> FuzzInput? {
    let part = generator.drawIndex(input.parts.count)
    return rewrite(input.parts[part].joined().trimmingSpaces, &generator).flatMap {
      input.replacing(part: part, with: pieces($0))
    }
  }
}
