package import Findings
package import Probes
package import Tokenization

/// Harmless texts as long as a trigger, in tokens: the control of every measurement.
package struct PlaceboTriggers: Sendable {
  private let table: PlaceboTable
  private let tokenizer: Tokenizer

  /// Longest text, in tokens, that placebos are made for.
  private static let longest = 24

  package init(_ placebos: Placebos, tokenizer: Tokenizer, seed: UInt64) {
    self.tokenizer = tokenizer
    var generator = SeededGenerator(seed: seed, stream: "placebo table")
    table = PlaceboTable(placebos, longest: Self.longest, using: &generator) { tokenizer.encodeInside(" " + $0).count }
  }

  /// A trigger of the same slot, its parts replaced by harmless texts of the same length in tokens.
  package func placebo(for trigger: Trigger, using generator: inout SeededGenerator) -> Trigger {
    trigger.mapParts { part in
      let length = min(Self.longest, max(1, tokenizer.encodeInside(" " + part).count))
      return table.draw(length: length, avoiding: trigger.text, using: &generator) ?? "a"
    }
  }
}
