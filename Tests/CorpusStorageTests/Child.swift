import CorpusStorage
import Findings
import Foundation
import Synchronization
import Testing

/// A second process of this test program that works on a store until it ends or is killed.
final class Child: Sendable {
  /// What a child wrote, and how it ended.
  struct Result {
    let lines: [String]
    let status: Int32
  }

  static let task = "HAIRTRIGGER_STORE_CHILD"
  static let store = "HAIRTRIGGER_STORE_CHILD_PATH"

  /// Runs a child to its end.
  static func run(_ task: String, store: String, under tool: [String] = []) throws -> Result {
    let (process, output) = try start(task, store: store, under: tool)
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return Result(lines: marked(text), status: process.terminationStatus)
  }

  /// Runs a child and kills it after a time.
  static func run(_ task: String, store: String, killAfter seconds: Double) throws -> Result {
    let (process, output) = try start(task, store: store, under: [])
    let identifier = process.processIdentifier
    let timer = DispatchSource.makeTimerSource(queue: .global())
    timer.schedule(deadline: .now() + seconds)
    timer.setEventHandler { kill(identifier, SIGKILL) }
    timer.resume()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    timer.cancel()
    return Result(lines: marked(text), status: process.terminationStatus)
  }

  private static func start(_ task: String, store: String, under tool: [String]) throws -> (Process, Pipe) {
    let process = Process()
    let program = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    let command = tool + [program, "--testing-library", "swift-testing", "--filter", "ChildTasks"]
    process.executableURL = URL(fileURLWithPath: command[0])
    process.arguments = Array(command.dropFirst())
    var environment = ProcessInfo.processInfo.environment
    environment[Child.task] = task
    environment[Child.store] = store
    process.environment = environment
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    return (process, output)
  }

  /// The lines that a task said, without the test runner's own; the last one only if it is complete.
  private static func marked(_ text: String) -> [String] {
    text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().compactMap { line in
      line.hasPrefix("child: ") ? String(line.dropFirst("child: ".count)) : nil
    }
  }

  static func say(_ line: String) {
    FileHandle.standardOutput.write(Data("child: \(line)\n".utf8))
  }
}

/// What a child process does; nothing in the parent.
@Suite("Tasks of child processes", .enabled(if: ProcessInfo.processInfo.environment[Child.task] != nil))
struct ChildTasks {
  /// The records of the `number`th append of a child.
  static func batch(_ number: Int) -> [CorpusRecord] {
    var sample = SampleRecords(seed: UInt64(number))
    return sample.records([1, 3, 40, 400][number % 4])
  }

  @Test("A task")
  func task() throws {
    let environment = ProcessInfo.processInfo.environment
    let path = try #require(environment[Child.store])
    switch environment[Child.task] {
    case "open":
      do {
        try CorpusStore.open(at: path, mode: .writing).close()
        Child.say("opened")
      } catch {
        Child.say("refused \(error.exitCode)")
      }
    case "append":
      try append(path, until: .max)
    case "append-40":
      try append(path, until: 40)
    case "compact":
      let store = try CorpusStore.open(at: path, mode: .writing)
      Child.say("opened")
      while true { _ = try store.compact() }
    default:
      break
    }
  }

  /// Appends batch after batch, saying after each how many are acknowledged; goes on from what is there.
  private func append(_ path: String, until end: Int) throws {
    do {
      var options = StoreOptions()
      options.segmentSize = 64 << 10
      options.recordsBeforeDictionary = 500
      options.framesBetweenIndexing = 8
      let store = try CorpusStore.open(at: path, mode: .writing, options: options)
      var number = 0
      var count: UInt64 = 1
      while count < store.count {
        count += UInt64(Self.batch(number).count)
        number += 1
      }
      Child.say("opened \(number)")
      while number < end {
        try store.append(Self.batch(number))
        number += 1
        Child.say("acknowledged \(number) at \(Date().timeIntervalSince1970)")
      }
    } catch {
      Child.say("failed \(error.exitCode)")
    }
  }
}

/// Other programs.
enum Tool {
  /// Runs a program found on the path; its exit status, or nil where there is no such program.
  static func run(_ arguments: String...) throws -> Int32? {
    try run(arguments)
  }

  static func run(_ arguments: [String]) throws -> Int32? {
    guard let path = path(of: arguments[0]) else { return nil }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = Array(arguments.dropFirst())
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return process.terminationStatus
  }

  static func path(of program: String) -> String? {
    for folder in ["/usr/sbin", "/usr/bin", "/sbin", "/bin"] {
      if FileManager.default.isExecutableFile(atPath: folder + "/" + program) { return folder + "/" + program }
    }
    return nil
  }

  /// Whether faults run with their full counts.
  static let isFull = ProcessInfo.processInfo.environment["HAIRTRIGGER_FAULTS_FULL"] == "1"
}
