/// A fault that ended a campaign's process, and what was in flight.
package struct FaultRecord: Sendable, Codable, Equatable {
  /// 0 where the process gave no sign of life.
  package let signal: Int
  /// Steps that were done.
  package let step: Int
  /// Which of the step's lists of items, and the items in work: from the first to before `end`.
  package let part: Int
  package let start: Int
  package let end: Int

  package init(signal: Int, step: Int, part: Int, start: Int, end: Int) {
    self.signal = signal
    self.step = step
    self.part = part
    self.start = start
    self.end = end
  }
}

/// A candidate that a campaign does not look at any more, since the process ends or stops with it.
package struct SetAsideRecord: Sendable, Codable, Equatable {
  package let candidate: String
  package let step: Int
  package let stepName: String
  package let signal: Int

  enum CodingKeys: String, CodingKey {
    case candidate, step
    case stepName = "step_name"
    case signal
  }

  package init(candidate: String, step: Int, stepName: String, signal: Int) {
    self.candidate = candidate
    self.step = step
    self.stepName = stepName
    self.signal = signal
  }
}
