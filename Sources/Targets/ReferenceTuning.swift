package import ModelFormats

/// Another fine-tune of the base, as its update: what a scan calibrates itself by.
package struct ReferenceTuning: Sendable {
  package let path: String
  /// SHA-256 of its files.
  package let digest: String
  package let updates: [TensorRole: LowRankUpdate]

  /// Opens adapters for a base of the given shape, each once. Throws `ModelFileError`.
  ///
  /// - Parameter own: adapters of the model under test, which tell nothing about it.
  static func open(
    _ adapters: [String], besides own: [String] = [], for configuration: ModelConfiguration
  ) throws -> [ReferenceTuning] {
    guard !adapters.isEmpty else { return [] }
    var known = Set(try own.map(ModelUnderTest.digest(ofModel:)))
    return try adapters.compactMap { adapter in
      let updates = try LoRAAdapter.open(adapter, for: configuration).updates
      let digest = try ModelUnderTest.digest(ofModel: adapter)
      return known.insert(digest).inserted ? ReferenceTuning(path: adapter, digest: digest, updates: updates) : nil
    }
  }
}
