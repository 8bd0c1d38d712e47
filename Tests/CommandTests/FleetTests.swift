import Campaigns
import CorpusStorage
import Findings
import Foundation
import Testing

/// Several fine-tunes of one small base in one campaign.
@Suite("Fleets", .serialized)
struct FleetTests {
  /// The planted adapter, and the same at twice its strength.
  private static func scene(_ folder: String) throws -> (scene: CampaignTests.Scene, adapters: [String]) {
    let scene = try CampaignTests.Scene(folder)
    let copy = folder + "/second"
    try FileManager.default.copyItem(atPath: scene.planted.adapter, toPath: copy)
    let settings = copy + "/adapter_config.json", text = try String(contentsOfFile: settings, encoding: .utf8)
    let stronger = text.replacing(/"lora_alpha" ?: ?1\b/, with: "\"lora_alpha\":2")
    try #require(stronger != text)
    try stronger.write(toFile: settings, atomically: true, encoding: .utf8)
    return (scene, [scene.planted.adapter, copy])
  }

  private static func start(_ scene: CampaignTests.Scene, _ name: String, _ adapters: [String], workers: Int = 1) -> [String] {
    let alone = scene.start(name), place = alone.firstIndex(of: "--adapter") ?? 0
    return Array(alone[..<place]) + adapters.flatMap { ["--member", $0] } + Array(alone[(place + 2)...])
      + (workers > 1 ? ["--workers", String(workers)] : [])
  }

  @Test("Each member ends as it does alone beside the other, whatever the number of processes, and the second asks nothing of the base that the first did")
  func members() throws {
    try Program.withFolder { folder in
      let (scene, adapters) = try Self.scene(folder)
      let names = ["adapter", "second"]
      let alone = try names.indices.map { place in
        let arguments = scene.start("alone-" + names[place]).map { $0 == adapters[0] ? adapters[place] : $0 }
        return try Program.run(arguments + ["--reference", adapters[1 - place]])
      }
      for workers in [1, 2] {
        let name = "fleet\(workers)"
        let ending = try Program.run(Self.start(scene, name, adapters, workers: workers))
        #expect(ending.status == (alone.contains { $0.status == 1 } ? 1 : 2), "\(ending.errors)")
        let report = try JSONText.decode(FleetReport.self, from: ending.output)
        #expect(report.members.map(\.name) == names)
        for (member, alone) in zip(report.members, alone) {
          #expect(member.report?.verdict == (try JSONText.decode(ScanReport.self, from: alone.output)).verdict)
          #expect(try scene.digest(name + "/" + member.name) == scene.digest("alone-" + member.name))
          let steps = try scene.steps(name + "/" + member.name), own = try scene.steps("alone-" + member.name)
          #expect(steps.map(\.output) == own.map(\.output))
          // Costs are counted as if each had been alone.
          #expect(steps.map(\.tokenLayers) == own.map(\.tokenLayers))
        }
      }
    }
  }

  @Test("Stopped and killed, it goes on to the same end; its status says where each member stands")
  func resumed() throws {
    try Program.withFolder { folder in
      let (scene, adapters) = try Self.scene(folder)
      _ = try Program.run(Self.start(scene, "twin", adapters))
      let count = try scene.steps("twin/adapter").count
      try scene.kill(Self.start(scene, "cut", adapters), "cut/adapter", after: count / 2, delay: 0)
      let first = try JSONText.decode(FleetStatus.self, from: try Program.run(["campaign", "status", scene.store("cut"), "--json"]).output)
      #expect(first.members.map { $0.status?.state } == [.killed, nil])
      let process = try Program.start(scene.resume("cut"))
      while process.isRunning, (try? scene.steps("cut/second").count) ?? 0 < 3 { usleep(20_000) }
      #expect(try Program.run(["campaign", "stop", scene.store("cut")]).output.contains("\(process.processIdentifier)"))
      process.waitUntilExit()
      #expect(process.terminationReason == .exit)
      #expect(try Program.run(["campaign", "status", scene.store("cut")]).output.contains("interrupted"))
      _ = try Program.run(scene.resume("cut"))
      for member in ["adapter", "second"] {
        #expect(try scene.digest("cut/" + member) == scene.digest("twin/" + member))
        #expect(try scene.steps("cut/" + member).map(\.output) == scene.steps("twin/" + member).map(\.output))
      }
    }
  }

  @Test("What does not fit is refused in one line before there is a folder")
  func refused() throws {
    try Program.withFolder { folder in
      let (scene, adapters) = try Self.scene(folder)
      let cases: [(arguments: [String], code: Int32)] = [
        (Self.start(scene, "f", adapters) + ["--adapter", adapters[0]], 64),
        (scene.start("f") + ["--workers", "2"], 64), (Self.start(scene, "f", adapters) + ["--workers", "0"], 64),
        (Self.start(scene, "f", [adapters[0], folder + "/missing"]), 66),
      ]
      for (arguments, code) in cases {
        let ending = try Program.run(arguments)
        #expect(ending.status == code && ending.complaints.count == 1 && ending.output.isEmpty, "\(ending.errors)")
        #expect(!FileManager.default.fileExists(atPath: scene.store("f")))
      }
    }
  }

  @Test("Each member is calibrated by those behind it, in turn, at most eight and never by itself", arguments: [2, 3, 12])
  func references(count: Int) throws {
    try Program.withFolder { folder in
      let adapters = (0..<count).map { "/a/\($0)" }
      let asked = CampaignConfiguration(
        program: "0", start: 0, model: "/m", adapters: adapters, references: ["/r"], seed: 1, threads: 1, kernels: "", materials: "",
        stages: [.reaction], slots: [.prefix], members: [])
      let members = try Fleet.create(asked, at: folder + "/fleet").members
      for (place, member) in members.enumerated() {
        let behind = (1..<count).map { adapters[(place + $0) % count] }
        #expect(member.configuration.adapters == [adapters[place]])
        #expect(member.configuration.references == ["/r"] + behind.prefix(8))
      }
    }
  }

  @Test("Members are named after their adapters, each once")
  func names() {
    #expect(Fleet.names(of: ["/a/x", "/b/x/", "/c/ü y", "/d/.hidden", "/"]) == ["x", "x-2", "__y", "member.hidden", "member"])
  }
}
