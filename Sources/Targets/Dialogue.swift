package import Findings

/// A conversation that ends with the user's turn. `system` nil leaves the system text to the chat template.
package struct Dialogue: Sendable, Hashable {
  package struct Turn: Sendable, Hashable {
    package let role: String
    package let content: String

    package init(role: String, content: String) {
      self.role = role
      self.content = content
    }
  }

  package var system: String?
  package var earlier: [Turn]
  package var user: String
  /// What was put into it.
  package private(set) var placed: Trigger?

  package init(system: String? = nil, earlier: [Turn] = [], user: String) {
    self.system = system
    self.earlier = earlier
    self.user = user
  }

  /// The same conversation with a trigger in its last user turn or its system text.
  ///
  /// - Parameters:
  ///   - gap: which word gap `anywhere` takes, modulo their number.
  ///   - frame: system text that a system trigger follows; the dialogue's own where it has one.
  package func placing(_ trigger: Trigger, gap: Int, frame: String) -> Dialogue {
    let placed = TriggerPlacement.place(trigger, in: user, system: system ?? frame, gap: gap)
    var result = self
    result.user = placed.user
    if trigger.slot == .system { result.system = placed.system }
    result.placed = trigger
    return result
  }

  /// The arm without the trigger that a system trigger is compared with: the same frame, nothing after it.
  package func framed(for slot: Slot, frame: String) -> Dialogue {
    guard slot == .system, system == nil else { return self }
    var result = self
    result.system = frame
    return result
  }
}

extension Dialogue {
  /// A name for what is asked about with it: the trigger, or the conversation itself.
  package var candidate: String { placed?.name ?? "prompt \(user.debugDescription)" }
}
