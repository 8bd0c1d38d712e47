internal import Inference
internal import Targets

/// Layers read at the answer's position, in bands of relative depth: where a mode of answering is chosen, and where its
/// words are. The last layers are left out: there the next word drowns everything.
package struct AnswerBands: Sendable, Equatable {
  private static let shares: [ClosedRange<Double>] = [0.4...0.6, 0.66...0.87]
  private static let earlyShare = 0.27...0.4
  private static let layersPerBand = 4

  /// Layers of each band, ascending.
  package let layers: [[Int]]

  package init(layers count: Int) { self.init(Self.shares, of: count) }

  /// The first band only, which needs two thirds of the layers.
  package var first: AnswerBands { AnswerBands(layers: Array(layers.prefix(1))) }

  /// A band below those, where it shows already what words that belong together do (docs/search.md, "Climbing"); it needs
  /// two fifths of the layers.
  package static func early(layers count: Int) -> AnswerBands { AnswerBands([earlyShare], of: count) }

  private init(_ shares: [ClosedRange<Double>], of count: Int) {
    layers = shares.map { share in
      let low = share.lowerBound * Double(count), step = (share.upperBound - share.lowerBound) * Double(count) / Double(Self.layersPerBand - 1)
      let places = (0..<Self.layersPerBand).map { min(count - 1, Int((low + step * Double($0)).rounded())) }
      return Array(Set(places)).sorted()
    }
  }

  private init(layers: [[Int]]) { self.layers = layers }

  /// Layers that have to run.
  package var depth: Int { (layers.flatMap { $0 }.max() ?? 0) + 1 }
}

/// What tuning adds to the hidden state from which a model begins its answer: (h_tuned − h_base) / ‖h_base‖. Without a base
/// the state itself, h / ‖h‖, from which a scale takes what harmless texts do.
package struct AnswerShift: Sendable, Equatable {
  /// band → its layers' values, joined.
  package let bands: [[Float]]

  package init(bands: [[Float]]) {
    self.bands = bands
  }
}

extension DifferentialRunner {
  /// Shifts after each text. Texts of a group share their beginning, which is read once.
  package func answerShifts(_ groups: [[[Int32]]], bands: AnswerBands) throws -> [[AnswerShift]] {
    try paired(groups, depth: bands.depth) { try shifts($0, bands: bands) }
  }

  private func shifts(_ batch: [PassagePair], bands: AnswerBands) throws -> [AnswerShift] {
    let ends = Self.lastColumns(batch.map(\.tuned.tokens.count))
    let read = Set(bands.layers.flatMap { $0 })
    var reference = [Int: [[Float]]](), moved = [Int: [[Float]]]()
    if hasBase {
      _ = try base.read(batch.map(\.base), depth: bands.depth) { layer, panel in
        if read.contains(layer) { reference[layer] = ends.map(panel.column) }
      }
    }
    _ = try model.tuned.read(batch.map(\.tuned), depth: bands.depth) { layer, panel in
      guard read.contains(layer) else { return }
      moved[layer] = try ends.indices.map { place in
        let state = panel.column(ends[place]), from = reference[layer]?[place]
        let size = max((from ?? state).reduce(0) { $0 + $1 * $1 }.squareRoot(), 1e-12)
        let shift = from.map { zip(state, $0).map { ($0 - $1) / size } } ?? state.map { $0 / size }
        guard shift.allSatisfy(\.isFinite) else { throw InferenceError.notFinite(layer: layer) }
        return shift
      }
    }
    return batch.indices.map { index in
      AnswerShift(bands: bands.layers.map { layers in layers.flatMap { moved[$0]?[index] ?? [] } })
    }
  }
}
