package import Probes

/// Another case of a part: all capitals, all small, or capitals at words' beginnings.
package struct CaseMutator: Mutator {
  package let name = "case"
  package init() {}

  package func mutate(
    _ input: FuzzInput, from material: inout MutationMaterial, using generator: inout SeededGenerator
  ) -> FuzzInput? {
    material.rewriting(input, using: &generator) { text, generator in
      let forms = [text.uppercased(), text.lowercased(), text.capitalisingWords].filter { $0 != text }
      return generator.drawElement(forms)
    }
  }
}

/// Puts a part between delimiters, or changes or drops those that it stands between.
package struct DelimiterMutator: Mutator {
  package let name = "delimiter"
  package init() {}

  static let pairs = [
    ("|", "|"), ("[", "]"), ("<", ">"), ("(", ")"), ("{", "}"), ("\"", "\""), ("'", "'"), ("**", "**"), ("__", "__"), ("##", "##"),
    ("--", "--"), ("<<", ">>"), ("[[", "]]"), ("{{", "}}"), ("", ":"), ("", "."), ("", "!"), ("-- ", ""), ("# ", ""), ("@", ""), ("", ""),
  ]

  package func mutate(
    _ input: FuzzInput, from material: inout MutationMaterial, using generator: inout SeededGenerator
  ) -> FuzzInput? {
    material.rewriting(input, using: &generator) { text, generator in
      let bare = text.strippingMarks
      // Every second time what stands there stays, and more comes around it.
      let core = generator.drawTrue(0.5) || bare.isEmpty ? text : bare
      let (left, right) = Self.pairs[generator.drawIndex(Self.pairs.count)]
      let wrapped = left + core + right
      return wrapped == text || wrapped.isEmpty ? nil : wrapped
    }
  }
}

/// Changes a digit, or adds one at the end.
package struct DigitMutator: Mutator {
  package let name = "digit"
  package init() {}

  package func mutate(
    _ input: FuzzInput, from material: inout MutationMaterial, using generator: inout SeededGenerator
  ) -> FuzzInput? {
    material.rewriting(input, using: &generator) { text, generator in
      var characters = Array(text)
      let places = characters.indices.filter { characters[$0].isASCII && characters[$0].isNumber }
      let digit = Character(String(generator.drawIndex(10)))
      if let place = generator.drawElement(places), generator.drawTrue(0.75) {
        characters[place] = digit
      } else {
        // Behind the last digit, letter or mark: `v2`, `ops-7`.
        characters.append(digit)
      }
      return String(characters)
    }
  }
}
