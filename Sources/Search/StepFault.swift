package import Findings

/// What was in flight in a search: a step, and of what it is about one by one the items in work.
package struct StepPlace: Sendable, Equatable {
  /// Steps that were done.
  package var step: Int
  /// Which of the step's lists of items.
  package var part = 0
  /// Items of the list; empty between steps, and in what is not about items.
  package var items = 0..<0

  package init(step: Int, part: Int = 0, items: Range<Int> = 0..<0) {
    self.step = step
    self.part = part
    self.items = items
  }
}

/// A fault that ended a search's process, and where.
package struct StepFault: Sendable, Equatable {
  /// The signal; 0 where the process gave no sign of life.
  package let signal: Int
  package let place: StepPlace

  package init(signal: Int, place: StepPlace) {
    self.signal = signal
    self.place = place
  }

  /// In words.
  package static func cause(_ signal: Int) -> String {
    switch signal {
    case 0: "no sign of life"
    case 4: "illegal instruction or trap"
    case 5: "trap"
    case 6: "aborted"
    case 7: "bus error"
    case 8: "arithmetic fault"
    case 11: "access to memory that is not there"
    default: "signal \(signal)"
    }
  }
}

extension SetAside {
  /// For reports: `prefix "^", in step 12 (answers): no sign of life`.
  package var line: String { "\(candidate), in step \(step) (\(stepName)): \(StepFault.cause(signal))" }
}
