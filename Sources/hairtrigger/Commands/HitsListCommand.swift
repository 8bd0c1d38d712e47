import ArgumentParser
import CorpusStorage
import Findings
import Reporting

/// `hairtrigger hits list`.
struct HitsListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "list", abstract: "A line for each hit.")

  @OptionGroup var selection: HitSelection
  @OptionGroup var common: CommonOptions

  struct Document: Encodable {
    let schema = "hairtrigger.hits/1"
    let store: String
    let hits: [Hit]

    enum CodingKeys: String, CodingKey { case schema, store, hits }
  }

  func run() throws {
    let store = try CorpusStore.open(at: selection.store, mode: .reading)
    let hits = try selection.hits(in: store)
    try Output.write(
      common.json
        ? JSONText.encode(Document(store: selection.store, hits: hits), indented: true) + "\n"
        : HitTextReport(style: Terminal.style).list(hits, notes: try store.notes()))
  }
}
