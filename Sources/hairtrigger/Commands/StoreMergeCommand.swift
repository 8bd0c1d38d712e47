import ArgumentParser
import CorpusStorage
import Findings
import Reporting

/// `hairtrigger store merge`.
struct StoreMergeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge", abstract: "Add to the first store what the others about the same model have and it lacks.")

  @Argument(help: "The store that is added to.")
  var store: String

  @Argument(help: "The stores that are read.")
  var others: [String]

  @OptionGroup var common: CommonOptions

  struct Document: Encodable {
    struct Result: Encodable {
      let from: String
      let result: StoreMerge
    }

    let schema = "hairtrigger.store-merge/1"
    let store: String
    let merged: [Result]

    enum CodingKeys: String, CodingKey { case schema, store, merged }
  }

  func run() throws {
    let merged = try others.map { Document.Result(from: $0, result: try CorpusStore.merge(into: store, from: $0)) }
    if common.json {
      return try Output.write(JSONText.encode(Document(store: store, merged: merged), indented: true) + "\n")
    }
    let lines = merged.map { each in
      let renamed = each.result.renamedHits.isEmpty ? "" : ", renamed \(each.result.renamedHits.joined(separator: " "))"
      return VisibleText.line("\(each.from): \(each.result.added) records added, \(each.result.duplicates) known already\(renamed)")
    }
    try Output.write(lines.joined(separator: "\n") + "\n")
  }
}
