package import Probes

/// The pieces that inputs are composed of, handed out in a shuffled order, each once before any comes again in another order:
/// what a run has not tried yet comes first.
package struct PieceAlphabet: Sendable {
  private let pieces: [String]
  /// Places in the order that is handed out.
  private var order: [Int]
  private var at = 0
  /// How often all pieces have been handed out.
  package private(set) var passes = 0

  /// - Parameters:
  ///   - pieces: tokens' texts; repeats and empty ones are left out.
  ///   - leading: pieces that come first, in this order: what the reaction scan ranked.
  package init(_ pieces: [String], leading: [String] = [], using generator: inout SeededGenerator) {
    var seen = Set<[UInt8]>()
    let isNew = { (piece: String) in !piece.trimmingSpaces.isEmpty && seen.insert(Array(piece.utf8)).inserted }
    let first = leading.filter(isNew)
    self.pieces = first + generator.drawShuffled(pieces.filter(isNew))
    order = Array(self.pieces.indices)
  }

  /// The first order's piece at a place; places behind the last begin again.
  package func piece(at place: Int) -> String? { pieces.isEmpty ? nil : pieces[place % pieces.count] }

  package var count: Int { pieces.count }

  package mutating func next(using generator: inout SeededGenerator) -> String? {
    guard !pieces.isEmpty else { return nil }
    let piece = pieces[order[at]]
    at += 1
    if at == pieces.count {
      at = 0
      passes += 1
      generator.shuffle(&order)
    }
    return piece
  }

  /// One of the pieces, each as likely.
  package func draw(using generator: inout SeededGenerator) -> String? { generator.drawElement(pieces) }
}
