import ArgumentParser
import CorpusStorage
import Findings
import Reporting

/// `hairtrigger hits show`.
struct HitsShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "show", abstract: "Everything that is known about a hit.")

  @OptionGroup var selection: HitSelection
  @OptionGroup var common: CommonOptions

  func run() throws {
    let store = try CorpusStore.open(at: selection.store, mode: .reading)
    let hits = try selection.hits(in: store)
    if common.json {
      let document = HitsListCommand.Document(store: selection.store, hits: hits)
      return try Output.write(JSONText.encode(document, indented: true) + "\n")
    }
    let report = HitTextReport(style: Terminal.style), notes = try store.notes()
    let texts = hits.map { report.show($0, note: notes[$0.id]) }
    try Output.write(texts.isEmpty ? report.list([]) : texts.joined(separator: "\n"))
  }
}
