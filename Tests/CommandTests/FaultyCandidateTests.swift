import Campaigns
import CorpusStorage
import Findings
import Foundation
import Testing

/// Campaigns on a small planted model in which a candidate ends the process, or stops it.
@Suite("Candidates that end the process", .serialized)
struct FaultyCandidateTests {
  private static let isFull = ProcessInfo.processInfo.environment["HAIRTRIGGER_FAULTS_FULL"] == "1"
  private static let variable = "HAIRTRIGGER_FAULT"

  /// A campaign that no fault disturbs, and a text that it tried: what will end the process.
  private struct Scene {
    private static let marks = Set("#$%&*+@=[]_{}~")

    let base: CampaignTests.Scene
    let twin: Program.Ending
    let text: String
    /// The text's tokens, with commas.
    let tokens: String

    init(_ folder: String, place: Int) throws {
      base = try CampaignTests.Scene(folder)
      twin = try Program.run(base.start("twin"))
      let texts = try base.candidates("twin").map(\.trigger.text)
      // Of several tokens, since single ones are everywhere; with a mark that no prompt has; in no other candidate.
      let longer = texts.filter { $0.count > 1 && !$0.contains("^") && $0.allSatisfy(\.isASCII) && $0.contains { Self.marks.contains($0) } }
      let lonely = longer.filter { text in texts.count { $0.contains(text) } == 1 }
      text = try #require(lonely.isEmpty ? nil : lonely[place % lonely.count])
      tokens = try Self.tokens(text, base.planted.model)
    }

    static func tokens(_ text: String, _ model: String) throws -> String {
      let ending = try Program.run(["model", "logprobs", model, "--text", text, "--json"])
      let document = try #require(try JSONSerialization.jsonObject(with: Data(ending.output.utf8)) as? [String: Any])
      let results = try #require(document["results"] as? [[String: Any]])
      return try #require(results.first?["ids"] as? [Int]).map(String.init).joined(separator: ",")
    }

    func fault(_ kind: String) -> [String: String] { [FaultyCandidateTests.variable: "\(kind) \(tokens)"] }
  }

  @Test(
    "It is found and set aside, and the campaign goes on to its end in the same process",
    arguments: ["trap", "abort", "memory", "stack", "hang"], isFull ? Array(0..<12) : [1])
  func setAside(_ kind: String, place: Int) throws {
    try Program.withFolder { folder in
      let scene = try Scene(folder, place: place), base = scene.base
      let ending = try Program.run(base.start("faulty") + (kind == "hang" ? ["--hang-limit", "8s"] : []), environment: scene.fault(kind))
      let store = try CorpusStore.open(at: base.store("faulty"), mode: .reading)
      let faults = try store.records(kind: .fault), aside = try base.setAside("faulty")
      #expect(ending.status == scene.twin.status, "\(ending.errors)")
      #expect(try base.steps("faulty").last?.name == "end")
      #expect(faults.count >= 2)
      #expect(!aside.isEmpty && aside.allSatisfy { $0.candidate.contains(scene.text.debugDescription.dropFirst().dropLast()) }, "\(aside)")
      // Two faults at least for each, and no more than it takes to cut 64 items into single ones.
      #expect(faults.count <= 4 * aside.count)
      let report = try JSONText.decode(ScanReport.self, from: ending.output)
      #expect(report.facts.filter { $0.kind == "set aside" }.count == aside.count)
      let before = try JSONText.decode(ScanReport.self, from: scene.twin.output)
      #expect(report.findings.map(\.text) == before.findings.map(\.text))
      let status = try JSONText.decode(
        CampaignStatus.self, from: try Program.run(["campaign", "status", base.store("faulty"), "--json"]).output)
      #expect(status.state == .finished && status.setAside?.count == aside.count)
      #expect(try !CorpusStore.check(at: base.store("faulty"), repair: false).foundDamage)
    }
  }

  @Test("Killed as well and resumed, it ends as its twin that was not: same steps, set aside and digest")
  func killed() throws {
    try Program.withFolder { folder in
      let scene = try Scene(folder, place: 1), base = scene.base, fault = scene.fault("trap")
      _ = try Program.run(base.start("faulty"), environment: fault)
      let count = try base.steps("faulty").count
      var arguments = base.start("cut")
      for share in [0.3, 0.5, 0.7, 0.9] {
        try base.kill(arguments, "cut", after: Int(Double(count) * share), delay: 0.05, environment: fault)
        arguments = base.resume("cut")
      }
      _ = try Program.run(arguments, environment: fault)
      #expect(try base.steps("cut").map(\.output) == base.steps("faulty").map(\.output))
      #expect(try base.steps("cut").map(\.tokenLayers) == base.steps("faulty").map(\.tokenLayers))
      #expect(try base.setAside("cut") == base.setAside("faulty"))
      #expect(try base.digest("cut") == base.digest("faulty"))
      #expect(try base.digest("twin") != base.digest("faulty"), "what was set aside is not in the digest as it was")
      #expect(FileManager.default.fileExists(atPath: base.store("cut") + "/campaign.toml"))
    }
  }

  @Test(
    "The inverse: where the system refuses to start the process again, it ends by its signal, and never gets past the step",
    .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/strace")))
  func undefended() throws {
    try Program.withFolder { folder in
      let scene = try Scene(folder, place: 1), base = scene.base
      var counts = [Int](), arguments = base.start("faulty")
      for _ in 0..<4 {
        // The kernels are chosen by another start of the program, which would be refused as well.
        let kernels = ["OPENBLAS_CORETYPE": try CampaignConfiguration.read(store: base.store("twin")).kernels]
        let process = try Program.start(arguments, environment: scene.fault("trap").merging(kernels) { $1 })
        // Attached to what runs: its own start is none of those that are refused, in whichever thread.
        let refusing = Process()
        refusing.executableURL = URL(fileURLWithPath: "/usr/bin/strace")
        refusing.arguments = [
          "-f", "-qq", "-o", "/dev/null", "-e", "trace=execve", "-e", "inject=execve:error=EPERM", "-p",
          String(process.processIdentifier),
        ]
        refusing.standardError = FileHandle.nullDevice
        try refusing.run()
        process.waitUntilExit()
        #expect(process.terminationReason == .uncaughtSignal && [SIGILL, SIGTRAP].contains(process.terminationStatus))
        refusing.waitUntilExit()
        counts.append(try base.steps("faulty").count)
        arguments = base.resume("faulty")
      }
      #expect(Set(counts).count == 1 && counts[0] > 3, "\(counts)")
      #expect(try base.setAside("faulty").isEmpty)
    }
  }

  @Test("A fault with no candidate in work is tried again twice, and then told in one line with exit code 2; steps stay")
  func between() throws {
    try Program.withFolder { folder in
      let base = try CampaignTests.Scene(folder)
      try base.kill(base.start("store"), "store", after: 6, delay: 0)
      let steps = try base.steps("store").count, told = ["HAIRTRIGGER_RESTARTED": "11 \(steps) 0 0 0"]
      for run in 0..<2 {
        let process = try Program.start(base.resume("store"), environment: told)
        while process.isRunning, try CorpusStore.open(at: base.store("store"), mode: .reading).records(kind: .fault).count <= run { usleep(20_000) }
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
      }
      let ending = try Program.run(base.resume("store"), environment: told)
      #expect(ending.status == 2 && ending.complaints.count == 1 && ending.output.isEmpty, "\(ending.errors)")
      #expect(ending.errors.contains("step \(steps)"))
      // Without a fault it goes on to its end.
      #expect([0, 1, 2].contains(try Program.run(base.resume("store")).status))
      #expect(try base.steps("store").last?.name == "end")
    }
  }

  @Test("A signal from another process ends it, as ever")
  func fromElsewhere() throws {
    try Program.withFolder { folder in
      let base = try CampaignTests.Scene(folder)
      let process = try Program.start(base.start("store", budget: ["--for", "10m"]))
      while process.isRunning, (try? base.steps("store").count) ?? 0 < 3 { usleep(20_000) }
      kill(process.processIdentifier, SIGSEGV)
      process.waitUntilExit()
      #expect(process.terminationReason == .uncaughtSignal && process.terminationStatus == SIGSEGV)
      #expect(try CorpusStore.open(at: base.store("store"), mode: .reading).records(kind: .fault).isEmpty)
    }
  }
}

extension CampaignTests.Scene {
  func candidates(_ name: String) throws -> [CandidateRecord] {
    try CorpusStore.open(at: store(name), mode: .reading).records(kind: .candidate).compactMap { record in
      if case .candidate(let candidate) = record { candidate } else { nil }
    }
  }

  func setAside(_ name: String) throws -> [SetAside] {
    try CorpusStore.open(at: store(name), mode: .reading).records(kind: .setAside).compactMap { record in
      if case .setAside(let entry) = record { entry } else { nil }
    }
  }
}
