import Campaigns
import CorpusStorage
import Findings
import Foundation
import Testing

/// Campaigns on a small planted model, through the program, killed and resumed.
@Suite("Campaigns", .serialized)
struct CampaignTests {
  /// Full counts with `HAIRTRIGGER_FAULTS_FULL=1`.
  private static let kills = ProcessInfo.processInfo.environment["HAIRTRIGGER_FAULTS_FULL"] == "1" ? 200 : 8

  struct Scene {
    let folder: String
    let planted: PlantedFolder

    init(_ folder: String) throws {
      self.folder = folder
      planted = try PlantedFolder(in: folder)
    }

    func store(_ name: String) -> String { folder + "/" + name }

    func start(_ name: String, seed: Int = 3, budget: [String] = ["--candidates", "1200"]) -> [String] {
      [
        "campaign", "start", store(name), planted.model, "--adapter", planted.adapter, "--prompts", planted.prompts,
        "--slots", "prefix", "--stages", "static,invert,leak,reaction,grow,assemble,minimise,confirm", "--keep-going",
        "--seed", String(seed), "--threads", "1", "--json",
      ] + budget
    }

    func resume(_ name: String) -> [String] { ["campaign", "resume", store(name), "--json"] }

    func steps(_ name: String) throws -> [StepRecord] {
      try CorpusStore.open(at: store(name), mode: .reading).records(kind: .step).compactMap { record in
        if case .step(let step) = record { step } else { nil }
      }
    }

    func digest(_ name: String) throws -> String { try CorpusStore.open(at: store(name), mode: .reading).digest() }

    /// Runs a campaign and kills it once `count` steps are in its store, and some milliseconds more.
    func kill(
      _ arguments: [String], _ name: String, after count: Int, delay: Double, environment: [String: String] = [:]
    ) throws {
      let process = try Program.start(arguments, environment: environment)
      let deadline = Date().addingTimeInterval(300)
      while process.isRunning, Date() < deadline, (try? steps(name).count) ?? 0 < count { usleep(20_000) }
      usleep(UInt32(delay * 1e6))
      Foundation.kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
    }
  }

  /// What two runs of the same campaign have in common: all of the report but its times.
  private static func core(_ report: String) throws -> ScanReport {
    var report = try JSONText.decode(ScanReport.self, from: report)
    report.coverage = .init(
      stages: report.coverage.stages.map {
        .init(name: $0.name, candidates: $0.candidates, forwardTokens: $0.forwardTokens, seconds: 0, complete: $0.complete)
      }, slots: report.coverage.slots, vocabulary: report.coverage.vocabulary, confirmPower: report.coverage.confirmPower)
    report.cost = .init(forwardTokens: report.cost.forwardTokens, seconds: 0)
    report.store = ""
    return report
  }

  private static func random(_ seed: UInt64) -> () -> Double {
    var state = seed
    return {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(state >> 33) / Double(UInt64(1) << 31)
    }
  }

  @Test("Killed at random instants and resumed, a campaign ends as its uninterrupted twin: same steps, hits, report and digest")
  func killed() throws {
    try Program.withFolder { folder in
      let scene = try Scene(folder)
      let whole = try Program.run(scene.start("twin"))
      let twin = try scene.steps("twin"), digest = try scene.digest("twin")
      #expect([0, 1, 2].contains(whole.status), "\(whole.errors)")
      #expect(twin.count > 20 && twin.last?.name == "end")
      let kinds: [CorpusRecord.Kind] = [.candidate, .measurement, .hit]
      let counts = try kinds.map { try CorpusStore.open(at: scene.store("twin"), mode: .reading).records(kind: $0).count }
      #expect(counts.allSatisfy { $0 > 0 }, "candidates, measurements, hits: \(counts)")

      let random = Self.random(7)
      var kills = 0, arguments = scene.start("cut")
      while kills < Self.kills, (try? scene.steps("cut").last?.name) != "end" {
        let done = (try? scene.steps("cut").count) ?? 0
        // Anywhere in what is left, the beginning of a run included.
        try scene.kill(arguments, "cut", after: done + Int(random() * Double(max(1, (twin.count - done) / 3))), delay: random() * 0.3)
        kills += 1
        // A campaign that was killed before it had a store is started anew.
        if FileManager.default.fileExists(atPath: scene.store("cut") + "/campaign.toml") { arguments = scene.resume("cut") }
      }
      #expect(kills >= 3, "it was over too soon")
      let rest = try Program.run(scene.resume("cut"))
      #expect(rest.status == whole.status, "\(rest.errors)")
      let cut = try scene.steps("cut")
      #expect(cut.map(\.name) == twin.map(\.name))
      #expect(cut.map(\.inputs) == twin.map(\.inputs))
      #expect(cut.map(\.output) == twin.map(\.output))
      #expect(cut.map(\.tokenLayers) == twin.map(\.tokenLayers))
      #expect(try scene.digest("cut") == digest)
      #expect(try Self.core(rest.output) == Self.core(whole.output))
      #expect(try !CorpusStore.check(at: scene.store("cut"), repair: false).foundDamage)
      // It is over: resuming once more gives the same report, and changes nothing.
      let again = try Program.run(scene.resume("cut"))
      #expect(again.status == whole.status && again.output == rest.output)
      #expect(try scene.steps("cut").count == cut.count)
    }
  }

  @Test("The inverse: another seed has another digest, and a campaign that lost its steps ends with another one")
  func withoutSteps() throws {
    try Program.withFolder { folder in
      let scene = try Scene(folder)
      _ = try Program.run(scene.start("twin"))
      let digest = try scene.digest("twin")
      _ = try Program.run(scene.start("other", seed: 4))
      #expect(try scene.digest("other") != digest)

      try scene.kill(scene.start("cut"), "cut", after: try scene.steps("twin").count / 2, delay: 0)
      let cut = try CorpusStore.open(at: scene.store("cut"), mode: .reading)
      let bare = try CorpusStore.create(at: scene.store("bare"), identity: cut.identity)
      for kind in CorpusRecord.Kind.allCases where kind != .step && kind != .identity {
        try bare.append(try cut.records(kind: kind))
      }
      bare.close()
      try FileManager.default.copyItem(atPath: scene.store("cut") + "/campaign.toml", toPath: scene.store("bare") + "/campaign.toml")
      _ = try Program.run(scene.resume("bare"))
      #expect(try scene.steps("bare").last?.name == "end")
      #expect(try scene.digest("bare") != digest)
    }
  }

  @Test("Asked to stop by a signal or by command, it saves, ends with 2, and goes on to the same end", arguments: ["INT", "TERM", "stop"])
  func stopped(_ way: String) throws {
    try Program.withFolder { folder in
      let scene = try Scene(folder)
      let budget = ["--tokens", "60000"]
      _ = try Program.run(scene.start("twin", budget: budget))
      let process = try Program.start(scene.start("cut", budget: budget))
      while process.isRunning, (try? scene.steps("cut").count) ?? 0 < 5 { usleep(20_000) }
      switch way {
      case "INT": kill(process.processIdentifier, SIGINT)
      case "TERM": kill(process.processIdentifier, SIGTERM)
      default: #expect(try Program.run(["campaign", "stop", scene.store("cut")]).output.contains("\(process.processIdentifier)"))
      }
      process.waitUntilExit()
      #expect(process.terminationReason == .exit && process.terminationStatus == 2)
      #expect(try scene.steps("cut").last?.name != "end")
      let status = try JSONText.decode(
        CampaignStatus.self, from: try Program.run(["campaign", "status", scene.store("cut"), "--json"]).output)
      #expect(status.state == .interrupted && status.steps >= 5)
      _ = try Program.run(scene.resume("cut"))
      #expect(try scene.digest("cut") == scene.digest("twin"))
      #expect(try scene.steps("cut").map(\.output) == scene.steps("twin").map(\.output))
      #expect(try Program.run(["campaign", "stop", scene.store("cut")]).output == "nothing runs\n")
    }
  }

  @Test("While one runs, others are refused with 69, and its status can be read")
  func twoOpeners() throws {
    try Program.withFolder { folder in
      let scene = try Scene(folder)
      let process = try Program.start(scene.start("store", budget: ["--for", "10m"]))
      defer { kill(process.processIdentifier, SIGKILL) }
      while process.isRunning, (try? scene.steps("store").count) ?? 0 < 2 { usleep(20_000) }
      for arguments in [scene.resume("store"), scene.start("store"), ["store", "compact", scene.store("store")]] {
        let ending = try Program.run(arguments)
        #expect(ending.status == 69)
        #expect(ending.complaints.count == 1 && ending.errors.contains("\(process.processIdentifier)"), "\(ending.errors)")
      }
      let ending = try Program.run(["campaign", "status", scene.store("store"), "--json"])
      #expect(ending.status == 0)
      let status = try #require(try JSONSerialization.jsonObject(with: Data(ending.output.utf8)) as? [String: Any])
      for field in [
        "schema", "start", "updated", "state", "stage", "candidates", "forward_tokens", "rate_per_second", "hits", "mutators",
        "coverage", "left_seconds",
      ] { #expect(status[field] != nil, "\(field)") }
      #expect(status["schema"] as? String == "hairtrigger.stats/1")
      #expect(["starting", "running"].contains(status["state"] as? String))
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
      let after = try Program.run(["campaign", "status", scene.store("store")])
      #expect(after.output.contains("killed"))
    }
  }

  @Test("A campaign that was changed or is not there is refused in one line, and stays as it was")
  func refused() throws {
    try Program.withFolder { folder in
      let scene = try Scene(folder)
      try scene.kill(scene.start("store"), "store", after: 3, delay: 0)
      let path = scene.store("store") + "/campaign.toml", text = try String(contentsOfFile: path, encoding: .utf8)
      let steps = try scene.steps("store").count
      func refusal(_ changed: String) throws -> Program.Ending {
        try changed.write(toFile: path, atomically: true, encoding: .utf8)
        let ending = try Program.run(scene.resume("store") + ["--quiet"])
        #expect(ending.complaints.count == 1 && ending.output.isEmpty, "\(ending.errors)")
        #expect(try scene.steps("store").count == steps)
        return ending
      }
      let unknown = try refusal(text + "frobnicate = true\n")
      #expect(unknown.status == 64 && unknown.errors.contains("frobnicate") && unknown.errors.contains("line"))
      #expect(try refusal(text.replacing("candidates = 1200", with: "candidates = many")).status == 65)
      #expect(try refusal(text.replacing("kernels = \"", with: "kernels = \"Not")).status == 69)
      let other = text.contains("precision = ") ? text.replacing("precision = \"bfloat16\"\n", with: "") : text + "precision = \"bfloat16\"\n"
      let inOther = try refusal(other)
      #expect(inOther.status == 69 && inOther.errors.contains("precision"))
      #expect(try refusal(text.replacing("materials = \"", with: "materials = \"0")).status == 69)
      #expect(try refusal(text.replacing("slots = [\"prefix\"]", with: "slots = [\"suffix\"]")).status == 69)
      try text.write(toFile: path, atomically: true, encoding: .utf8)
      let started = try Program.run(scene.start("store"))
      #expect(started.status == 73 && started.complaints.count == 1, "\(started.errors)")
      for command in ["status", "resume", "stop"] {
        #expect(try Program.run(["campaign", command, scene.store("missing")]).status == 66)
      }
      let plain = try CorpusStore.create(
        at: scene.store("plain"), identity: ModelIdentity(modelDigest: "0", baseDigest: nil, kernels: "none", seed: 1))
      plain.close()
      for command in ["status", "resume", "stop"] {
        #expect(try Program.run(["campaign", command, scene.store("plain")]).status == 66)
      }
    }
  }
}
