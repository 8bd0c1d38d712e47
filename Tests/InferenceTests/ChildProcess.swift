import Foundation
import Inference
import Testing

/// What a process computes, for comparison with another one.
struct ProcessReport: Codable, Sendable {
  let kernels: String
  let level: Int
  let selfTestPassed: Bool
  let selfTestWorst: Double
  let selfTestWorstOfOwn: Double
  /// Digests of the sequences' logits by arrangement.
  let digests: [String: [UInt64]]
  /// Largest difference of the goldens' log-probabilities.
  let parity: Double

  init(count: Int, arrangements: [Arrangement]) throws {
    let test = KernelSelfTest.current
    kernels = MatrixKernels.name
    level = VectorKernels.level
    selfTestPassed = test.passed
    selfTestWorst = test.worst
    selfTestWorstOfOwn = test.worstOfOwn
    let model = try PlantedModel.tuned(), sequences = try Arrangement.sequences(count)
    digests = try Dictionary(
      uniqueKeysWithValues: arrangements.map { ($0.rawValue, try $0.digests(of: sequences, model)) })
    var worst = 0.0
    for golden in try PlantedModel.goldens().suffix(8) {
      try model.lastLogits([Passage(tokens: golden.ids)]) { _, logits in
        for candidate in golden.tuned {
          worst = max(worst, abs(Double(logits.logProbability(of: candidate.token, at: 0)) - candidate.logProbability))
        }
      }
    }
    parity = worst
  }
}

/// Runs this test program again, to compute a report in another process or with other kernels.
enum ChildProcess {
  /// What the child is to do: sequences, arrangements and the file it answers in.
  struct Order: Codable {
    let count: Int
    let arrangements: [Arrangement]
    let answer: String
  }

  static let variable = "HAIRTRIGGER_TEST_CHILD"
  static var order: Order? {
    ProcessInfo.processInfo.environment[variable].flatMap { try? JSONDecoder().decode(Order.self, from: Data($0.utf8)) }
  }

  struct Failure: Error, CustomStringConvertible {
    let status: Int32
    let output: String
    var description: String { "the child ended with status \(status): \(output)" }
  }

  /// - Parameters:
  ///   - kernels: value of `OPENBLAS_CORETYPE`; nil leaves what this process has.
  ///   - vectors: value of `HAIRTRIGGER_VECTORS`, likewise.
  static func report(
    kernels: String? = nil, vectors: String? = nil, count: Int, arrangements: [Arrangement]
  ) throws -> ProcessReport {
    let answer = FileManager.default.temporaryDirectory.appendingPathComponent("report-" + UUID().uuidString).path
    defer { try? FileManager.default.removeItem(atPath: answer) }
    let order = try JSONEncoder().encode(Order(count: count, arrangements: arrangements, answer: answer))
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    process.arguments = arguments()
    var changes = [variable: String(decoding: order, as: UTF8.self), "OPENBLAS_CORETYPE": kernels ?? MatrixKernels.name]
    changes["HAIRTRIGGER_VECTORS"] = vectors
    process.environment = ProcessInfo.processInfo.environment.merging(changes) { $1 }
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0, let data = FileManager.default.contents(atPath: answer) else {
      throw Failure(status: process.terminationStatus, output: String(decoding: output.suffix(2_000), as: UTF8.self))
    }
    return try JSONDecoder().decode(ProcessReport.self, from: data)
  }

  /// This process' arguments, with the child's test as the only one to run.
  private static func arguments() -> [String] {
    var kept = [String](), skipping = false
    for argument in CommandLine.arguments.dropFirst() {
      if skipping {
        skipping = false
      } else if ["--filter", "--skip", "--xunit-output", "--event-stream-output-path"].contains(argument) {
        skipping = true
      } else {
        kept.append(argument)
      }
    }
    return kept + ["--filter", "InferenceTests.ChildReport"]
  }
}

@Suite struct ChildReport {
  @Test("As a child: writes the report that a parent asked for", .enabled(if: ChildProcess.order != nil))
  func report() throws {
    let order = try #require(ChildProcess.order)
    let report = try ProcessReport(count: order.count, arrangements: order.arrangements)
    try JSONEncoder().encode(report).write(to: URL(fileURLWithPath: order.answer))
  }
}
