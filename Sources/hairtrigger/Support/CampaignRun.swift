import Campaigns
import CorpusStorage
import Differential
import Dispatch
import Findings
import Foundation
import Inference
import Search
import Targets

/// One run of a campaign: its start, or its resumption.
struct CampaignRun {
  /// The store's folder.
  var store: String
  /// Bytes that may be used: of the run and not of the campaign, whose results do not depend on it.
  var memory: Int
  let isQuiet: Bool
  let isVerbose: Bool
  /// Whether the report is one JSON document.
  let isJSON: Bool
  /// Seconds without a sign of life after which the process starts itself again.
  let hangLimit: Double
  /// Threads of this run; the campaign's own where nil. Its results do not depend on it.
  var threads: Int?
  /// Of a fleet's member: the fleet's folder, its processes, the base, and who hears signals.
  var fleet: String?
  var workers = 1
  var isWorker = false
  var base: ModelUnderTest?
  var baseResults: BaseResults?
  var interruption: Interruption?

  /// Begins a campaign. Throws `CampaignError`, `StoreError`, or what reading and running the model throws.
  func start(_ asked: CampaignConfiguration) throws -> ScanReport {
    if CampaignConfiguration.isThere(store) {
      try refuseIfHeld()
      throw CampaignError(
        ExitStatus.cannotCreate, "\(store): holds a campaign already; go on with hairtrigger campaign resume, or name another folder")
    }
    var configuration = asked
    let materials = try SearchMaterials(settings(configuration))
    let subject = try open(configuration)
    configuration.kernels = MatrixKernels.name
    configuration.precision = Precision.ofSearch.rawValue
    configuration.materials = materials.digest
    let opened = try CorpusStore.openOrCreate(at: store, identity: identity(configuration, subject))
    defer { opened.close() }
    try CorpusStore.replaceDocument(CampaignConfiguration.fileName, at: store, with: configuration.text)
    return try run(configuration, subject: subject, materials: materials, opened: opened)
  }

  /// Goes on with a campaign; gives its report where it came to its end before.
  func resume() throws -> ScanReport {
    let configuration = try CampaignConfiguration.read(store: store)
    try refuseIfHeld()
    let reader = try CorpusStore.open(at: store, mode: .reading)
    if try CampaignJournal.isFinished(in: reader), case .report(let report)? = try reader.records(kind: .report).last { return report }
    guard MatrixKernels.name == configuration.kernels else {
      throw CampaignError(
        ExitStatus.anotherStore,
        "\(store): was begun with the kernels \(configuration.kernels), and these are \(MatrixKernels.name); "
          + "set OPENBLAS_CORETYPE=\(configuration.kernels)")
    }
    guard Precision.ofSearch.rawValue == configuration.precision else {
      let remedy = Precision.ofSearch == .bfloat16
        ? "set HAIRTRIGGER_VECTORS=avx512" : "go on with it on a processor that has such products, without HAIRTRIGGER_VECTORS"
      throw CampaignError(
        ExitStatus.anotherStore,
        "\(store): was begun with products in \(configuration.precision) precision, and these are in \(Precision.ofSearch.rawValue) precision; "
          + remedy)
    }
    let materials = try SearchMaterials(settings(configuration))
    guard materials.digest == configuration.materials else {
      throw CampaignError(
        ExitStatus.anotherStore,
        "\(store): was begun with other prompts, placebos or dictionaries; put those back, or start a new campaign")
    }
    let subject = try open(configuration)
    let opened = try CorpusStore.open(at: store, mode: .writing, expecting: identity(configuration, subject))
    defer { opened.close() }
    return try run(configuration, subject: subject, materials: materials, opened: opened, after: FaultRestart.takeFault())
  }

  /// Before a model is read, which takes its time; opening the store decides.
  private func refuseIfHeld() throws {
    guard let process = CorpusStore.writer(at: store) else { return }
    throw StoreError(.heldElsewhere, path: store, "process \(process) is writing to it; wait for it, or stop it")
  }

  private func open(_ configuration: CampaignConfiguration) throws -> ScanSubject {
    if let base { return .adapted(try base.with(adapters: configuration.adapters, references: configuration.references)) }
    if !isQuiet { Output.note("reading \(configuration.model)") }
    return try ScanSubject.open(
      path: configuration.model, adapters: configuration.adapters, base: configuration.base, references: configuration.references,
      workers: threads ?? configuration.threads, memory: memory)
  }

  private func identity(_ configuration: CampaignConfiguration, _ subject: ScanSubject) -> ModelIdentity {
    ModelIdentity(
      modelDigest: subject.digest, baseDigest: subject.baseDigest, kernels: MatrixKernels.name, seed: configuration.seed)
  }

  private func settings(_ configuration: CampaignConfiguration) -> ScanSettings {
    ScanSettings(
      stages: configuration.stages, slots: configuration.slots, systems: configuration.systems, behaviours: configuration.behaviours,
      prompts: configuration.prompts,
      dictionaries: configuration.dictionaries, keepGoing: configuration.keepGoing, store: store,
      seconds: configuration.seconds, tokens: configuration.tokens, candidates: configuration.candidates,
      quietSeconds: configuration.quietSeconds, seed: configuration.seed, isVerbose: isVerbose)
  }

  private func run(
    _ configuration: CampaignConfiguration, subject: ScanSubject, materials: SearchMaterials, opened: CorpusStore,
    after fault: StepFault? = nil
  ) throws -> ScanReport {
    let display = CampaignDisplay(isQuiet: isQuiet)
    for line in opened.recovery.lines { display.note("store: \(line)") }
    let monitor = CampaignMonitor(
      CampaignStatus(
        store: store, model: ([configuration.model] + configuration.adapters).map { URL(fileURLWithPath: $0).lastPathComponent }
          .joined(separator: " + "),
        slots: configuration.slots, start: configuration.start, process: ProcessInfo.processInfo.processIdentifier),
      draw: { display.draw($0) })
    let interruption = interruption ?? Interruption(), isSignalled = interruption.check
    // Signals are heard as long as it lives.
    defer { withExtendedLifetime(interruption) {} }
    let journal = try CampaignJournal(opened)
    if let fault { try goOn(after: fault, journal: journal) { display.note($0) } }
    let settings = settings(configuration)
    // The same each time, from the files and the seed alone: it is no step, and no budget ends it.
    let prepared = try subject.prepared(
      seed: settings.seed, budget: SearchBudget(), clock: Self.monotonic, report: { display.show($0) })
    let steps = try SearchSteps(
      meter: prepared.model.meter, clock: Self.monotonic, journal: journal,
      isInterrupted: { isSignalled() || monitor.isStopAsked }, base: baseResults, watch: FaultRestart.note)
    monitor.start(goesOn: fault != nil)
    let watch = FaultWatch(
      limit: hangLimit, pulse: { steps.pulse }, isStopping: { isSignalled() || monitor.isStopAsked })
    if FaultRestart.arm(restartArguments) { watch.start() }
    defer { watch.end() }
    do {
      // First of all steps, so that a campaign whose file was changed is refused and not mixed.
      var asked = configuration
      asked.start = 0
      let references = prepared.model.references.map(\.digest)
      _ = try steps.step("asked", StepInputs([asked.text] + references)) { true }
      let search = SearchRun(
        settings: settings, prepared: prepared, adapters: configuration.adapters, materials: materials, store: store)
      var note: ((String) -> Void)?
      if isVerbose { note = { display.note($0) } }
      let outcome = try search.run(steps: steps, clock: { steps.seconds }, isInterrupted: { false }, note: note) { progress in
        monitor.update { Self.update(&$0, progress, steps) }
        display.show(progress)
      }
      if outcome.ending != .interrupted {
        try journal.finish(
          seconds: steps.seconds, events: steps.takeEvents(),
          records: outcome.statistics + [.report(outcome.report)])
      }
      monitor.update { status in
        status.coverage.stages = outcome.report.coverage.stages
        status.steps = steps.position
        status.isReplaying = steps.isReplaying
      }
      monitor.finish(Self.state(outcome.ending))
      display.finish()
      return outcome.report
    } catch {
      monitor.finish(.interrupted)
      display.finish()
      throw error
    }
  }

  /// Keeps the fault that ended this process before. Throws `CampaignError` where it comes again and again and there is no
  /// candidate to set aside.
  private func goOn(after fault: StepFault, journal: CampaignJournal, note: (String) -> Void) throws {
    try journal.append(fault)
    let place = fault.place, cause = StepFault.cause(fault.signal)
    note("the process was ended (\(cause)) behind step \(place.step), with \(place.items.count) candidates in work; going on")
    guard place.items.isEmpty else { return }
    let again = try journal.faults().count { $0.place.step == place.step && $0.place.items.isEmpty }
    guard again < Self.mostFaultsBetween else {
      throw CampaignError(
        ExitStatus.inconclusive,
        "\(store): the process was ended (\(cause)) \(again) times behind step \(place.step), where no candidate can be set aside; "
          + "this is a fault of the program or of the machine; hairtrigger campaign resume tries once more")
    }
  }

  /// Faults at one place, with no candidate in work, after which it is no use to go on.
  private static let mostFaultsBetween = 3

  /// What the program is started with again: a fleet's processes share out what they got.
  private var restartArguments: [String] {
    var arguments = [CommandLine.arguments.first ?? "hairtrigger", "campaign", "resume"]
    arguments += ["--memory", String(memory * workers), "--hang-limit", String(hangLimit)]
    if let threads { arguments += ["--threads", String(threads * workers)] }
    if workers > 1 { arguments += ["--workers", String(workers)] }
    for (flag, isSet) in [("--as-worker", isWorker), ("--json", isJSON), ("--quiet", isQuiet), ("--verbose", isVerbose)] where isSet {
      arguments.append(flag)
    }
    return arguments + ["--", fleet ?? store]
  }

  private static func monotonic() -> Double { Double(DispatchTime.now().uptimeNanoseconds) / 1e9 }

  private static func state(_ ending: ScanSummary.Ending) -> CampaignStatus.State {
    switch ending {
    case .finished, .budgetSpent: .finished
    case .interrupted: .interrupted
    case .failed, .notSearched: .failed
    }
  }

  private static func update(_ status: inout CampaignStatus, _ progress: SearchProgress, _ steps: SearchSteps) {
    status.state = .running
    status.isReplaying = steps.isReplaying
    status.steps = steps.position
    status.stage = progress.stage
    status.stageShare = progress.share
    status.candidates = progress.candidates
    status.forwardTokens = progress.forwardTokens
    status.seconds = progress.seconds
    status.hits = progress.hits
    status.nearMisses = progress.nearMisses
    status.mutators = progress.mutators
    status.coverage.stages = progress.stages
    status.leftSeconds = progress.left
    status.budgetShare = progress.budgetShare
    status.best = progress.best
    status.lastFind = progress.lastFind
    let aside = steps.setAside
    status.setAside = aside.isEmpty ? nil : aside.map(\.line)
  }
}
