import ArgumentParser
import Differential
import Endpoints
import Foundation
import Probes
import SuiteRuns
import Targets

/// The suites that a command asks, and who reads the answers.
struct SuiteOptions: ParsableArguments {
  @Option(
    name: .customLong("suite"),
    help: ArgumentHelp(
      "A shipped suite, a group of them (\(SuiteNames.groups.joined(separator: ", "))), or a file; give it again for more. The suites: \(SuiteNames.list).",
      valueName: "name|file"))
  var names: [String] = []

  @OptionGroup var chosen: SuiteItemOptions

  @Option(
    name: .customLong("behaviour"),
    help: ArgumentHelp("Behaviour that conversations without a measure of their own are read for; all if not given.", valueName: "name"))
  var behaviours: [String] = []

  @Option(
    help: ArgumentHelp(
      "A model that scores answers to open questions from 0 to 100: a GGUF file, a folder, or the address of an OpenAI-compatible endpoint (its key in \(ChatEndpoint.keyVariable)); none is asked if not given.",
      valueName: "model|url"))
  var judge: String?

  @Option(help: ArgumentHelp("The judge's name at an endpoint that serves several.", valueName: "name"))
  var judgeModel: String?

  @Option(
    help: ArgumentHelp(
      "The program that reads Python code beside the rules, or \(Bandit.none) (default: \(Bandit.variable), else bandit on the PATH, where there is one).",
      valueName: "path"))
  var bandit: String?

  func validate() throws {
    if names.isEmpty { throw ValidationError("--suite: name one, or a file") }
    do throws(EndpointFault) { _ = try endpoint() } catch { throw ValidationError("--judge: \(error)") }
    if judgeModel != nil, judge.map(Self.isAddress) != true {
      throw ValidationError("--judge-model: goes with --judge and an endpoint's address")
    }
    for name in behaviours where !SuiteRunner.knownBehaviours.contains(name) {
      throw ValidationError("--behaviour: '\(name)' is not one of \(SuiteRunner.knownBehaviours.joined(separator: ", "))")
    }
    if let fault = SuiteNames.fault(names) { throw ValidationError(fault) }
  }

  /// Throws `ProbeFileError`.
  func suites(_ data: DataFolder, seed: UInt64) throws -> [Suite] {
    try chosen.suites(SuiteNames.expanded(names), data, seed: seed)
  }

  /// Throws `CommandFault` for a judge or a Bandit that none of the suites uses or that is not there, `ProbeFileError`, or what
  /// opening and asking the judge throws.
  func runner(
    for suites: [Suite], _ data: DataFolder, common: CommonOptions, progress: ProgressLine, asking: SuiteAsking
  ) throws -> SuiteRunner {
    if judge != nil, !suites.contains(where: \.hasJudgedQuestions) {
      throw CommandFault(
        ExitStatus.usage,
        "--judge: none of the suites asked has open questions that a judge scores; leave it out, or ask \(Suite.Name.freeForm.rawValue) as well")
    }
    let bandit = try self.bandit(for: suites)
    return SuiteRunner(
      tools: try data.tools(), behaviours: behaviours,
      judge: try judge.map { name in
        let (shown, scoring) = try self.scoring(name, common: common, progress: progress)
        return try AnswerJudge(name: shown, scoring: scoring, labels: try data.judgeLabels(), report: asking.report)
      }, bandit: bandit)
  }

  private func scoring(_ judge: String, common: CommonOptions, progress: ProgressLine) throws -> (name: String, any AnswerScoring) {
    if let endpoint = try endpoint() {
      return ([judgeModel, endpoint.url].compactMap { $0 }.joined(separator: " at "), EndpointScoring(endpoint))
    }
    progress.note("reading the judge \(judge)")
    let model = try ModelUnderTest.open(path: judge, adapters: [], workers: common.workers, memory: common.memoryLimit)
    return (URL(fileURLWithPath: judge).lastPathComponent, LocalScoring(ModelSubject(DifferentialRunner(model), arm: .tuned)))
  }

  /// Nil for a judge that is no address.
  private func endpoint() throws(EndpointFault) -> ChatEndpoint? {
    guard let judge, Self.isAddress(judge) else { return nil }
    return try ChatEndpoint(
      url: judge, model: judgeModel, key: ProcessInfo.processInfo.environment[ChatEndpoint.keyVariable], transport: URLSessionTransport())
  }

  private static func isAddress(_ name: String) -> Bool { name.hasPrefix("http://") || name.hasPrefix("https://") }

  private func bandit(for suites: [Suite]) throws -> Bandit? {
    guard suites.contains(where: \.hasPythonTasks) else {
      guard let bandit, bandit != Bandit.none else { return nil }
      throw CommandFault(
        ExitStatus.usage,
        "--bandit: none of the suites asked has tasks in Python; leave it out, or ask \(Suite.Name.insecureCode.rawValue) as well")
    }
    switch Bandit.locate(option: bandit, environment: ProcessInfo.processInfo.environment) {
    case .found(let path): return Bandit(path: path)
    case .absent: return nil
    case .unusable(let source, let path): throw CommandFault(ExitStatus.unreadable, "\(source): \(path) is no program that can be run")
    }
  }
}
