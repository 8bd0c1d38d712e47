package import Probes

/// Joins the beginning of one input with the end of another.
package struct SpliceMutator: Mutator {
  package let name = "splice"
  package init() {}

  package func mutate(
    _ input: FuzzInput, from material: inout MutationMaterial, using generator: inout SeededGenerator
  ) -> FuzzInput? {
    guard let other = material.drawPartner(using: &generator), let pieces = other.parts.last else { return nil }
    let part = generator.drawIndex(input.parts.count)
    // Whole texts joined are the likeliest halves of a longer one, so every second splice keeps both whole.
    if generator.drawTrue(0.5) { return input.replacing(part: part, with: input.parts[part] + pieces) }
    let head = input.parts[part].prefix(1 + generator.drawIndex(input.parts[part].count))
    return input.replacing(part: part, with: head + pieces.suffix(1 + generator.drawIndex(pieces.count)))
  }
}

/// Puts a second fragment at the prompt's other end: another input's text, or a piece.
package struct SecondFragmentMutator: Mutator {
  package let name = "second"
  package let prior = 2.0
  package init() {}

  package func mutate(
    _ input: FuzzInput, from material: inout MutationMaterial, using generator: inout SeededGenerator
  ) -> FuzzInput? {
    guard material.slots.contains(.both), input.parts.count == 1 else { return nil }
    let isPartner = generator.drawTrue(0.25)
    let partner = isPartner ? material.drawPartner(using: &generator)?.parts.first : nil
    guard let second = partner ?? material.drawPiece(using: &generator).map({ [$0] }) else { return nil }
    let own = input.parts[0]
    return FuzzInput(generator.drawTrue(0.5) ? [own, second] : [second, own], slot: .both)
  }
}

/// Moves the text to another slot; of two parts, one.
package struct SlotMutator: Mutator {
  package let name = "slot"
  package init() {}

  package func mutate(
    _ input: FuzzInput, from material: inout MutationMaterial, using generator: inout SeededGenerator
  ) -> FuzzInput? {
    let others = material.slots.filter { $0 != input.slot && $0 != .both }
    guard let slot = generator.drawElement(others) else { return nil }
    return FuzzInput(input.parts[generator.drawIndex(input.parts.count)], slot: slot)
  }
}
