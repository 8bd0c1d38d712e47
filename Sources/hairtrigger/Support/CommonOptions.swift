import ArgumentParser
import Campaigns
import Foundation

/// Options that every command has.
struct CommonOptions: ParsableArguments {
  @Flag(help: "One JSON document on stdout.")
  var json = false

  @Option(help: ArgumentHelp("Seed of everything that is drawn.", valueName: "n"))
  var seed: UInt64 = 1

  @Option(help: ArgumentHelp("Threads that compute; all of the machine's if not given.", valueName: "n"))
  var threads: Int?

  @Option(
    help: ArgumentHelp(
      "Memory that may be used, such as 2g (default: three quarters of the machine's); weights that do not fit stay in the file, "
        + "which is slower.", valueName: "size"))
  var memory: ByteSize?

  @Flag(help: "No progress on stderr.")
  var quiet = false

  func validate() throws {
    if let threads { try Self.check(threads: threads) }
  }

  static func check(threads: Int) throws {
    let most = CampaignConfiguration.mostThreads
    guard (1...most).contains(threads) else { throw ValidationError("--threads: \(threads) is not between 1 and \(most)") }
  }

  /// Bytes that may be used.
  var memoryLimit: Int { memory?.bytes ?? MachineMemory.usable }

  var workers: Int { threads ?? max(1, ProcessInfo.processInfo.activeProcessorCount) }
}

/// What the machine has.
enum MachineMemory {
  /// Bytes that a process should take at most.
  static var usable: Int { Int(clamping: ProcessInfo.processInfo.physicalMemory / 4 * 3) }
}
