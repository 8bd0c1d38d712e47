/// What went wrong with a store, in one line that says what to do, with the exit code that goes with it.
package struct StoreError: Error, Sendable, Equatable, CustomStringConvertible {
  package enum Problem: Sendable, Equatable {
    /// No store there, or it cannot be opened.
    case missing
    /// Not a store, or its bytes are not what was written.
    case malformed
    /// Belongs to another model or base.
    case anotherModel
    /// Written by a newer version of the program.
    case newerVersion(Int)
    /// Another process writes to it.
    case heldElsewhere
    case cannotCreate
    case cannotRead
    case cannotWrite
    case diskFull
  }

  package let problem: Problem
  /// The folder or file.
  package let path: String
  package let detail: String

  package init(_ problem: Problem, path: String, _ detail: String) {
    self.problem = problem
    self.path = path
    self.detail = detail
  }

  package var description: String { "\(path): \(detail)" }

  /// The process' exit code: 65 malformed, 66 missing, 69 not ours to write, 73 cannot create, 74 read or write failed.
  package var exitCode: Int32 {
    switch problem {
    case .malformed: 65
    case .missing: 66
    case .anotherModel, .newerVersion, .heldElsewhere: 69
    case .cannotCreate: 73
    case .cannotRead, .cannotWrite, .diskFull: 74
    }
  }
}
