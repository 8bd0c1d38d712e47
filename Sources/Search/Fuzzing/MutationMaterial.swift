package import Findings
package import Probes

/// What mutators draw from: the alphabet, what the run has learned, other inputs, and what the model knows of pieces.
package struct MutationMaterial: Sendable {
  /// Share of drawn pieces that come from the learned dictionary once it holds something.
  private static let learnedShare = 0.15

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

  /// How many of the alphabet's insertions into the input in work have been handed out.
  package var cursor = 0

  /// A piece to put in: of the learned dictionary, or the next of the alphabet.
  package mutating func drawPiece(using generator: inout SeededGenerator) -> String? {
    drawLearned(using: &generator) ?? alphabet.next(using: &generator)
  }

  /// A piece and where to put it, of `places` places: a learned one anywhere, or the alphabet's next at the next place, so that
  /// an input meets each piece at each place before any comes again.
  package mutating func drawInsertion(places: Int, using generator: inout SeededGenerator) -> (piece: String, place: Int)? {
    if let piece = drawLearned(using: &generator) { return (piece, generator.drawIndex(places)) }
    defer { cursor += 1 }
    return alphabet.piece(at: cursor / max(1, places)).map { ($0, places - 1 - cursor % max(1, places)) }
  }

  private mutating func drawLearned(using generator: inout SeededGenerator) -> String? {
    learned.isEmpty || !generator.drawTrue(Self.learnedShare) ? nil : learned.draw(using: &generator)
  }

  /// The alphabet's next piece for a fresh text.
  package mutating func nextPiece(using generator: inout SeededGenerator) -> String? { alphabet.next(using: &generator) }

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
