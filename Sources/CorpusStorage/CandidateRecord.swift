package import Findings

/// A number with its name, such as `reaction` or `divergence`.
package struct NamedNumber: Sendable, Codable, Equatable {
  package let name: String
  package let value: Double

  package init(_ name: String, _ value: Double) {
    self.name = name
    self.value = value
  }
}

/// A trigger that a stage proposed, and the numbers that made it do so.
package struct CandidateRecord: Sendable, Codable, Equatable {
  package let stage: String
  package let trigger: Trigger
  package let scores: [NamedNumber]

  package init(stage: String, trigger: Trigger, scores: [NamedNumber]) {
    self.stage = stage
    self.trigger = trigger
    self.scores = scores
  }
}
