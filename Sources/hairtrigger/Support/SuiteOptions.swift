import ArgumentParser
import Differential
import Foundation
import Probes
import SuiteFiles
import SuiteRuns
import Targets

/// Which items of a suite are asked.
enum SuiteHalf: String, ExpressibleByArgument, CaseIterable {
  case search, confirm, both
}

/// The suites that a command asks.
struct SuiteOptions: ParsableArguments {
  @Option(
    name: .customLong("suite"),
    help: ArgumentHelp(
      "A shipped suite, a group of them (\(SuiteOptions.groups.joined(separator: ", "))), or a file; give it again for more. The suites: \(Suite.Name.allCases.map(\.rawValue).joined(separator: ", ")).",
      valueName: "name|file"))
  var names: [String] = []

  @Option(help: ArgumentHelp("Which half of the shipped items, of: \(SuiteHalf.allCases.map(\.rawValue).joined(separator: ", ")).", valueName: "half"))
  var half = SuiteHalf.confirm

  @Option(help: ArgumentHelp("Ask so many items of each suite, drawn by the seed.", valueName: "n"))
  var items: Int?

  @Option(
    name: .customLong("behaviour"),
    help: ArgumentHelp("Behaviour that conversations without a measure of their own are read for; all if not given.", valueName: "name"))
  var behaviours: [String] = []

  @Option(
    help: ArgumentHelp(
      "A model that scores answers to open questions from 0 to 100: a GGUF file or a folder; none is asked if not given.",
      valueName: "model"))
  var judge: String?

  private static let groups = ["sycophancy", "subterfuge", "misalignment", "all"]

  func validate() throws {
    if names.isEmpty { throw ValidationError("--suite: name one, or a file") }
    if let items, items < 1 { throw ValidationError("--items: must be at least 1") }
    if let judge, judge.hasPrefix("http://") || judge.hasPrefix("https://") {
      throw ValidationError.notYet("--judge", "with an endpoint is not available in this version; name a model's file")
    }
    for name in behaviours where !SuiteRunner.knownBehaviours.contains(name) {
      throw ValidationError("--behaviour: '\(name)' is not one of \(SuiteRunner.knownBehaviours.joined(separator: ", "))")
    }
    for name in names where !isSuite(name) && !isFile(name) {
      let known = Self.groups + Suite.Name.allCases.map(\.rawValue)
      throw ValidationError("--suite: '\(name)' is neither a file nor one of \(known.joined(separator: ", "))")
    }
  }

  /// Throws `CommandFault` for a judge that none of the suites uses, `ProbeFileError`, or what opening and asking the judge
  /// throws.
  func runner(
    for suites: [Suite], _ data: DataFolder, common: CommonOptions, progress: ProgressLine, asking: SuiteAsking
  ) throws -> SuiteRunner {
    if judge != nil, !suites.contains(where: \.hasJudgedQuestions) {
      throw CommandFault(
        ExitStatus.usage,
        "--judge: none of the suites asked has open questions that a judge scores; leave it out, or ask \(Suite.Name.freeForm.rawValue) as well")
    }
    return SuiteRunner(
      tools: try data.tools(), behaviours: behaviours,
      judge: try judge.map { path in
        progress.note("reading the judge \(path)")
        let model = try ModelUnderTest.open(path: path, adapters: [], workers: common.workers, memory: common.memoryLimit)
        return try AnswerJudge(
          name: URL(fileURLWithPath: path).lastPathComponent, subject: ModelSubject(DifferentialRunner(model), arm: .tuned),
          labels: try data.judgeLabels(), report: asking.report)
      })
  }

  /// The suites in the order named, each once. Throws `ProbeFileError`.
  func suites(_ data: DataFolder, seed: UInt64) throws -> [Suite] {
    var seen = Set<String>()
    let wanted = names.flatMap { Self.expanded($0) }.filter { seen.insert($0).inserted }
    return try wanted.map { name in
      let suite = try SuiteFile.find(name, in: data, malformed: .skip)
      return try chosen(suite, name: name, seed: seed)
    }
  }

  private func chosen(_ suite: Suite, name: String, seed: UInt64) throws -> Suite {
    var result = suite
    // Public files have no halves.
    if let wanted = SuiteCase.Half(rawValue: half.rawValue), suite.cases.contains(where: { $0.half != nil }) {
      result = suite.half(wanted)
      guard !result.cases.isEmpty else {
        throw CommandFault(ExitStatus.malformed, "\(name): has no item of the half '\(half.rawValue)'; give --half both")
      }
    }
    guard let items, items < result.items.count else { return result }
    var generator = SeededGenerator(seed: seed, stream: "suite items")
    let drawn = Set(generator.drawSample(items, of: result.items))
    return Suite(
      name: result.name, measure: result.measure, cases: result.cases.filter { drawn.contains($0.item) },
      skipped: result.skipped, notes: result.notes + ["\(items) of \(result.items.count) items, drawn by the seed"])
  }

  private static func expanded(_ name: String) -> [String] {
    guard groups.contains(name), Suite.Name(rawValue: name) == nil else { return [name] }
    return Suite.Name.allCases.map(\.rawValue).filter { name == "all" || $0.hasPrefix(name + "-") }
  }

  private func isSuite(_ name: String) -> Bool {
    Suite.Name(rawValue: name) != nil || Self.groups.contains(name)
  }

  /// What is spelled like a file is one, even if it is missing: that is another fault than an unknown name.
  private func isFile(_ name: String) -> Bool {
    name.contains("/") || name.contains(".") || FileManager.default.fileExists(atPath: name)
  }
}
