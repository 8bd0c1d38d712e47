internal import CProcessRestart
internal import Foundation
package import Search

/// A campaign's process that a fault ends, or that gives no sign of life, starts itself again in its place and goes on; the
/// next start is told what was in flight.
///
/// There is one of them in a process, and it works for the whole process.
package enum FaultRestart {
  private static let variable = "HAIRTRIGGER_RESTARTED"

  /// Whether a fault started this process again, and nobody has asked for it yet.
  package static var isGoingOn: Bool { ProcessInfo.processInfo.environment[variable] != nil }

  /// The fault that started this process again; nil where none did. To be asked once: it is forgotten then.
  package static func takeFault() -> StepFault? {
    guard let text = ProcessInfo.processInfo.environment[variable] else { return nil }
    unsafe unsetenv(variable)
    return fault(text)
  }

  /// Reads `signal step part from to`.
  package static func fault(_ text: String) -> StepFault? {
    let numbers = text.split(separator: " ").compactMap { Int($0) }
    guard numbers.count == 5, numbers.allSatisfy({ $0 >= 0 }), numbers[3] <= numbers[4] else { return nil }
    return StepFault(signal: numbers[0], place: StepPlace(step: numbers[1], part: numbers[2], items: numbers[3]..<numbers[4]))
  }

  /// From now on a fault starts the program again.
  ///
  /// - Parameter arguments: of that start, the program's name first.
  /// - Returns: whether it could be set up.
  package static func arm(_ arguments: [String]) -> Bool {
    ht_restart_forget()
    for argument in arguments {
      guard unsafe ht_restart_argument(argument) == 0 else { return false }
    }
    return ht_restart_arm() == 0
  }

  /// A fault ends the process from now on.
  package static func disarm() { ht_restart_disarm() }

  /// Says what is in flight.
  package static func note(_ place: StepPlace) {
    ht_restart_place(Int64(place.step), Int64(place.part), Int64(place.items.lowerBound), Int64(place.items.upperBound))
  }

  /// Starts again at once; comes back only where it was not armed.
  package static func startAgain() { ht_restart_now() }
}

/// Whether a search has stopped moving: readings of its pulse that did not change, one a second.
///
/// Seconds are counted by readings and not by a clock: a process that was stopped, or a machine that slept, is not blamed.
package struct PulseWatch: Sendable {
  private let limit: Int
  private var last: Int?
  private var still = 0

  /// - Parameter limit: seconds without a change that are too many.
  package init(limit: Double) {
    self.limit = max(1, Int(limit.rounded(.up)))
  }

  /// Returns whether it has stood still for too long.
  package mutating func isStill(_ pulse: Int) -> Bool {
    still = pulse == last ? still + 1 : 0
    last = pulse
    return still >= limit
  }
}
