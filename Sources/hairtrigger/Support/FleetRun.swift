import Campaigns
import CorpusStorage
import Findings
import Foundation
import Search
import Targets

/// One run of a fleet: its members one after the other over one base in memory, or shared out among processes.
struct FleetRun {
  private static let pollSeconds = 0.5
  /// Of the memory that may be used, for what the base came to.
  private static let memoryShare = 8

  /// What every member is run with; its store is the fleet's folder.
  let each: CampaignRun
  /// Processes that take members, this one among them.
  let workers: Int
  /// Whether another process of the fleet's started this one.
  let isWorker: Bool
  private let baseResults: BaseResults

  init(each: CampaignRun, workers: Int, isWorker: Bool) {
    self.each = each
    self.workers = workers
    self.isWorker = isWorker
    baseResults = BaseResults(limit: each.memory / Self.memoryShare)
  }

  func start(_ asked: CampaignConfiguration) throws -> FleetReport {
    // Before there is a folder: what is wrong with the model or an adapter shows now, and not after the first member.
    let base = try openBase(asked)
    for adapter in asked.adapters + asked.references { try base.check(adapter: adapter) }
    return try run(try Fleet.create(asked, at: each.store), base: base)
  }

  func resume() throws -> FleetReport {
    let fleet = try Fleet.read(each.store)
    return try run(fleet, base: nil)
  }

  private func openBase(_ configuration: CampaignConfiguration) throws -> ModelUnderTest {
    if !each.isQuiet { Output.note("reading \(configuration.model)") }
    return try ModelUnderTest.open(
      path: configuration.model, adapters: [], workers: each.threads ?? configuration.threads, memory: each.memory)
  }

  private func run(_ fleet: Fleet, base opened: ModelUnderTest?) throws -> FleetReport {
    let interruption = Interruption(), goesOn = FaultRestart.isGoingOn
    if !isWorker, !goesOn { try fleet.forgetStop() }
    var base = opened, took = 0, others = [Process]()
    if workers > 1, !goesOn, !isWorker { others = try (1..<workers).map { _ in try startWorker(fleet) } }
    defer { withExtendedLifetime((interruption, others)) {} }
    func isStopping() -> Bool { interruption.isRequested || fleet.isStopAsked }
    while !isStopping() {
      let open = try fleet.members.filter { try !Self.isFinished($0) }
      guard let free = open.first(where: { CorpusStore.writer(at: $0.store) == nil }) else {
        guard workers > 1, !open.isEmpty else { break }
        Thread.sleep(forTimeInterval: Self.pollSeconds)
        continue
      }
      if base == nil { base = try openBase(fleet.configuration) }
      do {
        try search(free, base: base, interruption: interruption)
        took += 1
      } catch let error as StoreError where error.problem == .heldElsewhere {
        // Another process was faster.
        continue
      }
      guard try Self.isFinished(free) else { break }
    }
    if isStopping() { try stopOthers(fleet) }
    return try report(fleet, took: took)
  }

  private func search(_ member: Fleet.Member, base: ModelUnderTest?, interruption: Interruption) throws {
    var run = each
    run.store = member.store
    run.fleet = each.store
    run.base = base
    run.interruption = interruption
    run.baseResults = baseResults
    if !each.isQuiet { Output.note("member \(member.name)") }
    let isBegun = CampaignConfiguration.isThere(member.store)
    _ = try isBegun ? run.resume() : run.start(member.configuration)
  }

  private static func isFinished(_ member: Fleet.Member) throws -> Bool {
    guard CampaignConfiguration.isThere(member.store),
      let store = try? CorpusStore.open(at: member.store, mode: .reading)
    else { return false }
    return try CampaignJournal.isFinished(in: store)
  }

  private func startWorker(_ fleet: Fleet) throws -> Process {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
    process.arguments = [
      "campaign", "resume", "--as-worker", "--quiet", "--threads", String(each.threads ?? 1), "--memory", String(each.memory),
      "--hang-limit", String(each.hangLimit), "--", fleet.path,
    ]
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    return process
  }

  /// The other processes end their steps as well; waits for them.
  private func stopOthers(_ fleet: Fleet) throws {
    guard !isWorker else { return }
    while try !fleet.askToStop().isEmpty { Thread.sleep(forTimeInterval: Self.pollSeconds) }
    try fleet.forgetStop()
  }

  private func report(_ fleet: Fleet, took: Int) throws -> FleetReport {
    let members = try fleet.members.map { member in
      guard try Self.isFinished(member) else { return FleetReport.Member(name: member.name, report: nil) }
      let store = try CorpusStore.open(at: member.store, mode: .reading)
      guard case .report(let report)? = try store.records(kind: .report).last else {
        return FleetReport.Member(name: member.name, report: nil)
      }
      return FleetReport.Member(name: member.name, report: report)
    }
    let open = fleet.members.filter { member in members.contains { $0.name == member.name && $0.report == nil } }
    if took == 0, !open.isEmpty, !isWorker, let holder = open.lazy.compactMap({ CorpusStore.writer(at: $0.store) }).first {
      throw StoreError(.heldElsewhere, path: fleet.path, "process \(holder) is searching it; wait for it, or stop it")
    }
    return FleetReport(store: fleet.path, members: members)
  }
}

/// A fleet's reports on stdout, and its exit code.
extension ReportEnd {
  static func show(_ fleet: FleetReport, asJSON: Bool) throws {
    if asJSON {
      try Output.write(JSONText.encode(fleet, indented: true) + "\n")
    } else {
      for member in fleet.members {
        let shown = member.report.map { text($0) } ?? "not searched to its end\n"
        try Output.write("== \(member.name)\n\(shown)\n")
      }
    }
    try end(fleet.verdict)
  }
}
