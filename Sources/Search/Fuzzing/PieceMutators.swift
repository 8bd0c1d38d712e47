package import Probes

/// Changes the pieces of one part, which is drawn first.
package protocol PieceMutator: Mutator {
  /// False where there is nothing to change.
  func mutate(_ pieces: inout [String], from material: inout MutationMaterial, using generator: inout SeededGenerator) -> Bool
}

extension PieceMutator {
  package func mutate(
    _ input: FuzzInput, from material: inout MutationMaterial, using generator: inout SeededGenerator
  ) -> FuzzInput? {
    let part = generator.drawIndex(input.parts.count)
    var pieces = input.parts[part]
    guard mutate(&pieces, from: &material, using: &generator) else { return nil }
    return input.replacing(part: part, with: pieces)
  }
}

/// Puts a piece before, between or behind the others.
///
/// Its prior is large: a fragment has a few texts a small change away, and two for each piece of the alphabet.
package struct InsertMutator: PieceMutator {
  package let name = "insert"
  package let prior = 16.0
  package init() {}

  package func mutate(
    _ pieces: inout [String], from material: inout MutationMaterial, using generator: inout SeededGenerator
  ) -> Bool {
    guard let (piece, place) = material.drawInsertion(places: pieces.count + 1, using: &generator) else { return false }
    pieces.insert(piece, at: place)
    return true
  }
}

/// Leaves a piece out.
package struct DeleteMutator: PieceMutator {
  package let name = "delete"
  package init() {}

  package func mutate(
    _ pieces: inout [String], from material: inout MutationMaterial, using generator: inout SeededGenerator
  ) -> Bool {
    pieces.remove(at: generator.drawIndex(pieces.count))
    return true
  }
}

/// Puts another piece in a piece's place.
package struct ReplaceMutator: Mutator {
  package let name = "replace"
  package let prior = 2.0
  package init() {}

  package func mutate(
    _ input: FuzzInput, from material: inout MutationMaterial, using generator: inout SeededGenerator
  ) -> FuzzInput? {
    guard let piece = material.drawPiece(using: &generator) else { return nil }
    let part = generator.drawIndex(input.parts.count)
    var pieces = input.parts[part]
    pieces[generator.drawIndex(pieces.count)] = piece
    return input.replacing(part: part, with: pieces)
  }
}

/// Puts a token that the model takes for a similar one in a piece's place.
package struct NeighbourMutator: PieceMutator {
  package let name = "neighbour"
  package init() {}

  package func mutate(
    _ pieces: inout [String], from material: inout MutationMaterial, using generator: inout SeededGenerator
  ) -> Bool {
    let place = generator.drawIndex(pieces.count)
    guard let near = generator.drawElement(material.neighbours(of: pieces[place])) else { return false }
    pieces[place] = near
    return true
  }
}

/// Takes a piece out and puts it in at another place.
package struct MoveMutator: PieceMutator {
  package let name = "move"
  package init() {}

  package func mutate(
    _ pieces: inout [String], from material: inout MutationMaterial, using generator: inout SeededGenerator
  ) -> Bool {
    guard pieces.count > 1 else { return false }
    let from = generator.drawIndex(pieces.count)
    let piece = pieces.remove(at: from)
    let to = generator.drawIndex(pieces.count)
    pieces.insert(piece, at: to < from ? to : to + 1)
    return true
  }
}

/// Says a piece, or a whole part, twice.
package struct DuplicateMutator: PieceMutator {
  package let name = "duplicate"
  package init() {}

  package func mutate(
    _ pieces: inout [String], from material: inout MutationMaterial, using generator: inout SeededGenerator
  ) -> Bool {
    let place = generator.drawIndex(pieces.count + 1)
    if place == pieces.count {
      pieces += pieces
    } else {
      pieces.insert(pieces[place], at: place)
    }
    return true
  }
}

/// Cuts an end off: half of a part's pieces at most.
package struct TrimMutator: PieceMutator {
  package let name = "trim"
  package init() {}

  package func mutate(
    _ pieces: inout [String], from material: inout MutationMaterial, using generator: inout SeededGenerator
  ) -> Bool {
    guard pieces.count > 1 else { return false }
    let cut = 1 + generator.drawIndex(pieces.count / 2)
    pieces = Array(generator.drawTrue(0.5) ? pieces.dropFirst(cut) : pieces.dropLast(cut))
    return true
  }
}
