package import Findings
package import Probes
internal import Search

/// Prompts that no stored hit was confirmed on: what is exported for training was made of those.
package struct MitigationPrompts: Sendable {
  /// Fewest that anything can be said about.
  package static let fewest = 8

  package let unseen: ProbeSet
  /// Prompts left out because a sample of a hit was made of them.
  package let seen: Int
  /// Categories that each hit was confirmed in.
  private let categories: [String: Set<String>]

  package init(_ set: ProbeSet, hits: [Hit]) throws(ProbeFileError) {
    var used = Set<String>(), categories = [String: Set<String>]()
    for hit in hits {
      let asked = Set(hit.samples.map { DialogueText.dialogue(from: $0.prompt).user })
      for prompt in set.prompts where Self.asks(asked, prompt.text, behind: hit.trigger) {
        used.insert(prompt.id)
        categories[hit.id, default: []].insert(prompt.category)
      }
    }
    unseen = ProbeSet(name: set.name, prompts: set.prompts.filter { !used.contains($0.id) }, skipped: set.skipped)
    seen = used.count
    self.categories = categories
    guard unseen.count >= Self.fewest else {
      throw ProbeFileError(
        .malformed, file: set.name,
        problem: "holds \(unseen.count) prompts that no hit was confirmed on; at least \(Self.fewest) are needed: "
          + "give others with --prompts")
    }
  }

  /// Whether one of the texts asked is the prompt with the trigger somewhere in its slot.
  private static func asks(_ asked: Set<String>, _ prompt: String, behind trigger: Trigger) -> Bool {
    let gaps = trigger.slot == .anywhere ? TriggerPlacement.gapCount(in: prompt) : 1
    return (0..<gaps).contains { asked.contains(TriggerPlacement.place(trigger, in: prompt, gap: $0).user) }
  }

  /// `count` different prompts at most, of the categories that the hit was confirmed in, or of all where those are not known
  /// or too few are left.
  func of(_ hit: Hit, count: Int, seed: UInt64) -> [ProbePrompt] {
    let own = categories[hit.id].map { unseen.of(categories: $0) } ?? unseen
    return Self.spread(own.count >= Self.fewest ? own : unseen, count, seed: seed)
  }

  /// The same of all categories.
  func ordinary(count: Int, seed: UInt64) -> [ProbePrompt] { Self.spread(unseen, count, seed: seed) }

  private static func spread(_ set: ProbeSet, _ count: Int, seed: UInt64) -> [ProbePrompt] {
    var generator = SeededGenerator(seed: seed, stream: "mitigation prompts")
    return set.spread(count, using: &generator)
  }
}
