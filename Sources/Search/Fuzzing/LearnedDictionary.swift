package import Probes

/// Pieces whose insertion raised a score during the run, with by how much.
package struct LearnedDictionary: Sendable {
  private static let most = 48
  /// Deviations of the usual scatter that an insertion has to bring.
  package static let leastGain: Float = 3

  package struct Entry: Sendable, Equatable {
    package let piece: String
    /// In deviations of the usual scatter of scores.
    package fileprivate(set) var gain: Float
    /// Draws since: what was tried much and led nowhere gives way.
    package fileprivate(set) var draws = 0
  }

  /// Largest gain first.
  package private(set) var entries = [Entry]()

  package init() {}

  package var isEmpty: Bool { entries.isEmpty }

  /// Takes note of what putting a piece in did.
  package mutating func learn(_ piece: String, gain: Float) {
    guard gain >= Self.leastGain, gain.isFinite else { return }
    if let place = entries.firstIndex(where: { $0.piece == piece }) {
      guard gain > entries[place].gain else { return }
      entries[place].gain = gain
    } else {
      entries.append(Entry(piece: piece, gain: gain))
    }
    entries.sort { ($0.gain, $1.piece) > ($1.gain, $0.piece) }
    if entries.count > Self.most { entries.removeLast() }
  }

  /// A piece in proportion to its gain above the least, less the more often it was drawn.
  package mutating func draw(using generator: inout SeededGenerator) -> String? {
    let weights = entries.map { entry in
      let excess = Double(entry.gain - Self.leastGain) + 0.5
      return excess * excess / (1 + Double(entry.draws) / 64)
    }
    guard let place = generator.drawIndex(weights: weights) else { return nil }
    entries[place].draws += 1
    return entries[place].piece
  }
}
