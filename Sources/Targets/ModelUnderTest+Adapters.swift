internal import Digests
internal import Inference
internal import ModelFormats

extension ModelUnderTest {
  /// A model without adapters, and some on it, whose updates add up: its weights are not read again.
  ///
  /// Throws `ModelFileError`.
  package func with(adapters: [String], references: [String] = []) throws -> ModelUnderTest {
    let change = try Self.change(by: adapters, for: configuration, digest: digest)
    return ModelUnderTest(
      path: path, format: format, tuned: try tuned.adding(change.updates), base: tuned, updates: change.updates, recovered: nil,
      ownWeights: nil, digest: change.digest, basePath: nil, baseDigest: digest, types: types, baseTypes: nil, workers: workers,
      references: try ReferenceTuning.open(references, besides: adapters, for: configuration))
  }

  /// Throws `ModelFileError` where an adapter does not fit the model; nothing is put on it.
  package func check(adapter: String) throws { _ = try Self.change(by: [adapter], for: configuration, digest: digest) }

  /// What adapters change together, and the digest of the model that has them; the model's own where there are none.
  ///
  /// - Parameter digest: of the model that they are put on.
  static func change(
    by adapters: [String], for configuration: ModelConfiguration, digest: String
  ) throws -> (updates: [TensorRole: LowRankUpdate], digest: String) {
    guard !adapters.isEmpty else { return ([:], digest) }
    let opened = try adapters.map { try LoRAAdapter.open($0, for: configuration) }
    let updates = opened.count == 1 ? opened[0].updates : try LoRAAdapter.combined(opened.map { ($0, 1) }).updates
    let digests = try [digest] + adapters.map(Self.digest(ofModel:))
    return (updates, SHA256Digest.of(digests.joined(separator: "+").utf8))
  }
}
