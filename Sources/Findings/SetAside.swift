/// A candidate that is not looked at any more, since the process ends or stops with it.
package struct SetAside: Sendable, Codable, Equatable {
  /// As a search names it: the slot and the text.
  package let candidate: String
  /// Place and name of the step in which it was found.
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
