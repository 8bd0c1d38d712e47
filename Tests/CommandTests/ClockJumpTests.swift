import CorpusStorage
import Findings
import Foundation
import Testing

/// A campaign whose machine's clock is set while it runs, through libfaketime (Debian package faketime).
@Suite("Clock jumps", .serialized)
struct ClockJumpTests {
  private static let library = ["x86_64", "aarch64"].map { "/usr/lib/\($0)-linux-gnu/faketime/libfaketimeMT.so.1" }
    .first(where: FileManager.default.fileExists)

  /// Runs a campaign under a clock that is set forward and back by more than a year as its steps come.
  ///
  /// - Parameter isMonotonic: whether the monotonic clock stays out of it, as it does on a real machine.
  private static func runJumping(_ scene: CampaignTests.Scene, _ arguments: [String], _ name: String, isMonotonic: Bool) throws {
    let clock = scene.folder + "/clock-" + name
    func set(_ offset: String) throws { try Data((offset + "\n").utf8).write(to: URL(fileURLWithPath: clock)) }
    try set("+0")
    let process = Process()
    // Through env: the library puts a variable into the environment of what it is first loaded into, and the runtime of the
    // program, which looks for its arguments beside the environment, does not find them then.
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [Program.path] + arguments
    process.environment = ProcessInfo.processInfo.environment.merging([
      "LD_PRELOAD": try #require(library), "FAKETIME_TIMESTAMP_FILE": clock, "FAKETIME_NO_CACHE": "1",
      "FAKETIME_DONT_FAKE_MONOTONIC": isMonotonic ? "1" : "0",
    ]) { $1 }
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    for (count, offset) in [(3, "+400d"), (8, "-400d"), (14, "+1000d")] {
      let deadline = Date().addingTimeInterval(120)
      while process.isRunning, Date() < deadline, (try? scene.steps(name).count) ?? 0 < count { usleep(20_000) }
      try set(offset)
    }
    process.waitUntilExit()
  }

  @Test("A campaign whose clock jumps ends as its twin; one whose monotonic clock jumps does not", .enabled(if: library != nil))
  func jumps() throws {
    try Program.withFolder { folder in
      let scene = try CampaignTests.Scene(folder)
      func start(_ name: String) -> [String] { scene.start(name, budget: ["--candidates", "1200", "--for", "1h"]) }
      _ = try Program.run(start("twin"))
      try Self.runJumping(scene, start("jumping"), "jumping", isMonotonic: true)
      let twin = try scene.digest("twin"), jumping = try scene.digest("jumping")
      #expect(jumping == twin)
      // The inverse: were budgets kept by a clock that is set, its hour would be over at once.
      try Self.runJumping(scene, start("cut short"), "cut short", isMonotonic: false)
      let cut = try scene.digest("cut short")
      #expect(cut != twin)
    }
  }
}
