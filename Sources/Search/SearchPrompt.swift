package import Probes
package import Targets

/// A probe prompt as a dialogue, with where in it a trigger for a gap goes.
package struct SearchPrompt: Sendable {
  package let id: String
  package let category: String
  package let dialogue: Dialogue
  /// Draw for slot `anywhere`.
  package let gap: Int

  /// Characters of all turns.
  var length: Int { dialogue.earlier.reduce(dialogue.user.count + (dialogue.system?.count ?? 0)) { $0 + $1.content.count } }

  package init(_ probe: ProbePrompt, gap: Int) {
    id = probe.id
    category = probe.category
    self.gap = gap
    let turns = probe.messages
    let system = turns.first { $0.role == .system }?.content
    let spoken = turns.filter { $0.role != .system }
    dialogue = Dialogue(
      system: system, earlier: spoken.dropLast().map { .init(role: $0.role.rawValue, content: $0.content) },
      user: spoken.last?.content ?? "")
  }
}
