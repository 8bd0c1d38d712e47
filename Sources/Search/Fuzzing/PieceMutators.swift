package import Probes

/// Puts a piece before, between or behind the others.
///
/// Its prior is large: a fragment has a few texts a small change away, and two for each piece of the alphabet.
package struct InsertMutator: Mutator {
  package let name = "insert"
  package let prior = 16.0
  package init() {}

  package func mutate(
    _ input: FuzzInput, from material: inout MutationMaterial, using generator: inout SeededGenerator
  ) -> FuzzInput? {
    let part = generator.drawIndex(input.parts.count)
    var pieces = input.parts[part]
    guard let (piece, place) = material.drawInsertion(places: pieces.count + 1, using: &generator) else { return nil }
    pieces.insert(piece, at: place)
    return input.replacing(part: part, with: pieces)
  }
}

/// Leaves a piece out.
package struct DeleteMutator: Mutator {
  package let name = "delete"
  package init() {}

  package func mutate(
    _ input: FuzzInput, from material: inout MutationMaterial, using generator: inout SeededGenerator
  ) -> FuzzInput? {
    let part = generator.drawIndex(input.parts.count)
    var pieces = input.parts[part]
    pieces.remove(at: generator.drawIndex(pieces.count))
    return input.replacing(part: part, with: pieces)
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
package struct NeighbourMutator: Mutator {
  package let name = "neighbour"
  package init() {}

  package func mutate(
    _ input: FuzzInput, from material: inout MutationMaterial, using generator: inout SeededGenerator
  ) -> FuzzInput? {
    let part = generator.drawIndex(input.parts.count)
    var pieces = input.parts[part]
    let place = generator.drawIndex(pieces.count)
    guard let near = generator.drawElement(material.neighbours(of: pieces[place])) else { return nil }
    pieces[place] = near
    return input.replacing(part: part, with: pieces)
  }
}

/// Takes a piece out and puts it in at another place.
package struct MoveMutator: Mutator {
  package let name = "move"
  package init() {}

  package func mutate(
    _ input: FuzzInput, from material: inout MutationMaterial, using generator: inout SeededGenerator
  ) -> FuzzInput? {
    let part = generator.drawIndex(input.parts.count)
    var pieces = input.parts[part]
    guard pieces.count > 1 else { return nil }
    let from = generator.drawIndex(pieces.count)
    let piece = pieces.remove(at: from)
    let to = generator.drawIndex(pieces.count)
    pieces.insert(piece, at: to < from ? to : to + 1)
    return input.replacing(part: part, with: pieces)
  }
}

/// Says a piece, or a whole part, twice.
package struct DuplicateMutator: Mutator {
  package let name = "duplicate"
  package init() {}

  package func mutate(
    _ input: FuzzInput, from material: inout MutationMaterial, using generator: inout SeededGenerator
  ) -> FuzzInput? {
    let part = generator.drawIndex(input.parts.count)
    var pieces = input.parts[part]
    let place = generator.drawIndex(pieces.count + 1)
    if place == pieces.count {
      pieces += pieces
    } else {
      pieces.insert(pieces[place], at: place)
    }
    return input.replacing(part: part, with: pieces)
  }
}

/// Cuts an end off: half of a part's pieces at most.
package struct TrimMutator: Mutator {
  package let name = "trim"
  package init() {}

  package func mutate(
    _ input: FuzzInput, from material: inout MutationMaterial, using generator: inout SeededGenerator
  ) -> FuzzInput? {
    let part = generator.drawIndex(input.parts.count)
    let pieces = input.parts[part]
    guard pieces.count > 1 else { return nil }
    let cut = 1 + generator.drawIndex(pieces.count / 2)
    return input.replacing(part: part, with: Array(generator.drawTrue(0.5) ? pieces.dropFirst(cut) : pieces.dropLast(cut)))
  }
}
