import ArgumentParser
import CorpusStorage
import Findings

/// `hairtrigger store digest`.
struct StoreDigestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "digest", abstract: "A SHA-256 over candidates, measurements and hits in order, without times.")

  @Argument(help: "The store's folder.")
  var store: String

  @OptionGroup var common: CommonOptions

  struct Document: Encodable {
    let schema = "hairtrigger.store-digest/1"
    let store: String
    let digest: String

    enum CodingKeys: String, CodingKey { case schema, store, digest }
  }

  func run() throws {
    let digest = try CorpusStore.open(at: store, mode: .reading).digest()
    try Output.write(
      common.json ? JSONText.encode(Document(store: store, digest: digest), indented: true) + "\n" : digest + "\n")
  }
}
