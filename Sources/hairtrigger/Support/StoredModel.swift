import ArgumentParser
import CorpusStorage
import Findings
import Targets

/// The model that a store is about, as its latest report names it, or as the user says where it lies now.
struct StoredModel: ParsableArguments {
  @Option(help: ArgumentHelp("Where the model lies now, if it was moved.", valueName: "model"))
  var model: String?

  @Option(name: .customLong("adapter"), help: ArgumentHelp("Where its adapter lies now.", valueName: "dir"))
  var adapters: [String] = []

  @Option(help: ArgumentHelp("Where the model that it was tuned from lies now.", valueName: "model"))
  var base: String?

  /// Opens it and makes sure that it is the same, by digest.
  func open(for store: CorpusStore, common: CommonOptions) throws -> ModelUnderTest {
    var path = model, adapters = adapters, base = base
    if path == nil || adapters.isEmpty && base == nil {
      guard case .report(let report)? = try store.records(kind: .report).last else {
        throw CommandFault(
          ExitStatus.unreadable, "\(store.path): does not say where its model lies; give --model, and --adapter or --base")
      }
      path = path ?? report.model.path
      if adapters.isEmpty, base == nil {
        adapters = report.model.adapters ?? []
        if adapters.isEmpty { base = report.base?.path }
      }
    }
    guard let path else { throw ValidationError("--model: give the model's path") }
    let opened =
      if let base {
        try MergedModel.open(path: path, base: base, workers: common.workers, memory: common.memoryLimit).asFiled()
      } else {
        try ModelUnderTest.open(path: path, adapters: adapters, workers: common.workers, memory: common.memoryLimit)
      }
    guard opened.digest == store.identity.modelDigest, opened.baseDigest == store.identity.baseDigest else {
      throw CommandFault(
        ExitStatus.anotherStore,
        "\(store.path): is about another model (sha256 \(store.identity.modelDigest.prefix(12))) than \(path) (\(opened.digest.prefix(12)))")
    }
    return opened
  }
}
