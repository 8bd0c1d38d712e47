internal import Inference
package import ModelFormats

/// Another fine-tune of the base, as what it changes: what a scan calibrates itself by.
package struct ReferenceTuning: Sendable {
  package let path: String
  /// SHA-256 of its files.
  package let digest: String
  package let change: WeightChange
}

/// Other fine-tunes of a base, opened before its weights are read.
struct OpenedReferences: Sendable {
  private let opened: [(adapter: OpenedAdapters, path: String, digest: String)]

  /// Each once. Throws `ModelFileError` where one does not fit.
  ///
  /// - Parameter own: adapters of the model under test, which tell nothing about it.
  init(_ adapters: [String], besides own: [String] = [], for configuration: ModelConfiguration) throws {
    // Whatever its weight, an adapter is the same fine-tune.
    func files(_ adapter: String) throws -> String { try ModelUnderTest.digest(ofModel: AdapterChoice(adapter).path) }
    var known = adapters.isEmpty ? [] : Set(try own.map(files))
    opened = try adapters.compactMap { adapter in
      let opened = try OpenedAdapters([adapter], for: configuration)
      return known.insert(try files(adapter)).inserted ? (opened, adapter, try AdapterChoice(adapter).digest()) : nil
    }
  }

  /// Throws `ModelFileError` where the base's file cannot be read.
  func on(_ base: Transformer) throws -> [ReferenceTuning] {
    try opened.map { ReferenceTuning(path: $0.path, digest: $0.digest, change: try $0.adapter.change(of: base)) }
  }
}
