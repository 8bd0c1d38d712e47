import ArgumentParser
import Probes
import SuiteFiles

/// Which items of a suite are asked.
enum SuiteHalf: String, ExpressibleByArgument, CaseIterable {
  case search, confirm, both
}

/// Which items of suites are asked.
struct SuiteItemOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Which half of the shipped items, of: \(SuiteHalf.allCases.map(\.rawValue).joined(separator: ", ")).", valueName: "half"))
  var half = SuiteHalf.confirm

  @Option(help: ArgumentHelp("Ask so many items of each suite, drawn by the seed.", valueName: "n"))
  var items: Int?

  func validate() throws {
    if let items, items < 1 { throw ValidationError("--items: must be at least 1") }
  }

  /// The suites in the order named, each once. Throws `ProbeFileError`.
  func suites(_ names: [String], _ data: DataFolder, seed: UInt64) throws -> [Suite] {
    var seen = Set<String>()
    return try names.filter { seen.insert($0).inserted }.map { name in
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
}
