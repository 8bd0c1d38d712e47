internal import Foundation

/// A program that is run to its end, or ended at a time limit with all that it started.
enum TimedProcess {
  struct Ending {
    let status: Int32
    /// What it wrote to stderr.
    let errors: String
  }

  enum Fault: Error {
    case notStarted
    case timedOut
    case signal(Int32)
  }

  /// Bytes of stderr that are kept.
  private static let mostErrors = 4_096

  /// - Parameters:
  ///   - folder: it works there, and what it writes to stderr lies there as `stderr`; stdout is dropped.
  ///   - limit: in seconds.
  static func run(_ path: String, _ arguments: [String], in folder: String, limit: Double) throws(Fault) -> Ending {
    let errors = folder + "/stderr"
    guard FileManager.default.createFile(atPath: errors, contents: nil), let file = FileHandle(forWritingAtPath: errors) else {
      throw .notStarted
    }
    let process = Process(), ended = DispatchSemaphore(value: 0)
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = file
    process.terminationHandler = { _ in ended.signal() }
    guard (try? process.run()) != nil else { throw .notStarted }
    guard ended.wait(timeout: .now() + limit) == .success else {
      let id = process.processIdentifier
      kill(getpgid(id) == id ? -id : id, SIGKILL)
      throw .timedOut
    }
    guard process.terminationReason == .exit else { throw .signal(process.terminationStatus) }
    let said = try? FileHandle(forReadingFrom: URL(fileURLWithPath: errors)).read(upToCount: mostErrors)
    return Ending(status: process.terminationStatus, errors: String(decoding: said ?? Data(), as: UTF8.self))
  }
}
