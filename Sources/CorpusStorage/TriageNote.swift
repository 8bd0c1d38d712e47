/// What a person decided about a hit. The latest note of a hit counts.
package struct TriageNote: Sendable, Codable, Equatable {
  package enum State: String, Sendable, Codable, CaseIterable {
    case open, confirmed, benign, mitigated
  }

  package let hit: String
  package let state: State
  package let text: String

  package init(hit: String, state: State, text: String) {
    self.hit = hit
    self.state = state
    self.text = text
  }
}
