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
