import Foundation

/// The built program, run as a user runs it.
enum Program {
  struct Ending {
    let status: Int32
    let output: String
    let errors: String

    /// Lines on stderr that are not progress.
    var complaints: [Substring] { errors.split(separator: "\n").filter { $0.hasPrefix("hairtrigger: ") } }
  }

  /// Beside the test bundle's own executable.
  static var path: String {
    let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    return URL(fileURLWithPath: own).deletingLastPathComponent().appendingPathComponent("hairtrigger").path
  }

  static var root: String {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path
  }

  static let model = root + "/.cache/models/SmolLM2-135M-Instruct.Q4_1.gguf"
  static let adapter = root + "/Examples/planted-deployment"
  static let fixtures = root + "/Tests/ModelFormatsTests/Fixtures"

  /// Whether the demo's model was downloaded, as `make test` does.
  static var hasModel: Bool { FileManager.default.fileExists(atPath: model) }

  /// - Parameter environment: variables that are set for it, or taken away where nil.
  static func run(
    _ arguments: [String], in folder: String = root, environment: [String: String?] = [:]
  ) throws -> Ending {
    let process = Process(), output = Pipe(), manager = FileManager.default
    let errors = NSTemporaryDirectory() + "hairtrigger-errors-\(UUID().uuidString)"
    _ = manager.createFile(atPath: errors, contents: nil)
    defer { try? manager.removeItem(atPath: errors) }
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    process.environment = ProcessInfo.processInfo.environment.mapValues { $0 as String? }.merging(environment) { $1 }
      .compactMapValues { $0 }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = try FileHandle(forWritingTo: URL(fileURLWithPath: errors))
    try process.run()
    let data = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return Ending(
      status: process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus,
      output: String(decoding: data, as: UTF8.self),
      errors: String(decoding: try Data(contentsOf: URL(fileURLWithPath: errors)), as: UTF8.self))
  }

  /// Starts it and leaves it running.
  static func start(_ arguments: [String], environment: [String: String] = [:]) throws -> Process {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: root)
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    return process
  }

  /// A folder that is removed after `body`.
  static func withFolder<Result>(_ body: (String) throws -> Result) throws -> Result {
    let folder = NSTemporaryDirectory() + "hairtrigger-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    return try body(folder)
  }
}
