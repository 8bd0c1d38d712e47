internal import Digests
internal import Inference
internal import ModelFormats

extension ModelUnderTest {
  /// A model without adapters, and some on it, whose updates add up: its weights are not read again.
  ///
  /// Throws `ModelFileError`.
  package func with(adapters: [String]) throws -> ModelUnderTest {
    let opened = try adapters.map { try LoRAAdapter.open($0, for: configuration) }
    let digests = try [digest] + adapters.map { try Self.digest(ofModel: $0) }
    let updates = opened.count == 1 ? opened[0].updates : try LoRAAdapter.combined(opened.map { ($0, 1) }).updates
    return ModelUnderTest(
      path: path, format: format, tuned: try tuned.adding(updates), base: tuned, updates: updates, recovered: nil, ownWeights: nil,
      digest: SHA256Digest.of(digests.joined(separator: "+").utf8), basePath: nil, baseDigest: digest, types: types, baseTypes: nil,
      workers: workers)
  }
}
