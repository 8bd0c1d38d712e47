import ArgumentParser
import CorpusStorage
import Findings

/// `hairtrigger store compact`.
struct StoreCompactCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compact", abstract: "Write a store anew, smaller and without what later records replaced.")

  @Argument(help: "The store's folder.")
  var store: String

  @OptionGroup var common: CommonOptions

  struct Document: Encodable {
    let schema = "hairtrigger.store-compact/1"
    let store: String
    let result: StoreCompaction

    enum CodingKeys: String, CodingKey { case schema, store, result }
  }

  func run() throws {
    let opened = try CorpusStore.open(at: store, mode: .writing)
    defer { opened.close() }
    let result = try opened.compact()
    try Output.write(
      common.json
        ? JSONText.encode(Document(store: store, result: result), indented: true) + "\n"
        : "\(result.bytesBefore) bytes before, \(result.bytesAfter) after; \(result.recordsDropped) replaced records dropped\n")
  }
}
