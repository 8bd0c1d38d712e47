import ArgumentParser
import CorpusStorage
import Findings
import Reporting

/// `hairtrigger hits list`.
struct HitsListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "list", abstract: "A line for each hit.")

  @OptionGroup var selection: HitSelection
  @Option(
    name: .customLong("where"), parsing: .unconditional,
    help: ArgumentHelp("Only hits that meet conditions, such as 'slot = prefix and rate >= 0.9'.", valueName: "conditions"))
  var conditions: String?

  @OptionGroup var common: CommonOptions

  struct Document: Encodable {
    let schema = "hairtrigger.hits/1"
    let store: String
    let hits: [Hit]

    enum CodingKeys: String, CodingKey { case schema, store, hits }
  }

  private func filter() throws -> HitFilter? {
    do {
      return try conditions.map { try HitFilter($0) }
    } catch let problem as HitFilter.Problem {
      throw ValidationError(problem.description)
    }
  }

  func validate() throws { _ = try filter() }

  func run() throws {
    let store = try CorpusStore.open(at: selection.store, mode: .reading)
    let notes = try store.notes(), filter = try filter()
    let hits = try selection.hits(in: store).filter { hit in
      filter?.accepts(hit, triage: notes[hit.id]?.state.rawValue ?? "open") ?? true
    }
    try Output.write(
      common.json
        ? JSONText.encode(Document(store: selection.store, hits: hits), indented: true) + "\n"
        : HitTextReport(style: Terminal.style).list(hits, notes: notes))
  }
}
