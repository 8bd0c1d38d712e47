internal import Inference

extension ModelUnderTest {
  /// A model without adapters, and some on it, whose changes add up: its weights are not read again.
  ///
  /// Throws `ModelFileError`.
  package func with(adapters: [String], references: [String] = []) throws -> ModelUnderTest {
    let opened = try OpenedAdapters(adapters, for: configuration)
    let references = try OpenedReferences(references, besides: adapters, for: configuration).on(tuned)
    let change = try opened.change(of: tuned)
    return ModelUnderTest(
      path: path, format: format, tuned: try tuned.adding(change), base: tuned, updates: change.updates, recovered: nil,
      ownWeights: nil, digest: try opened.digest(on: digest), basePath: nil, baseDigest: digest, types: types, baseTypes: nil,
      workers: workers, references: references, replaced: Array(change.rows.keys), lengthened: Array(change.factors.keys),
      adapterTemplates: opened.templates(besides: format.template?.source))
  }

  /// Throws `ModelFileError` where an adapter does not fit the model; nothing is put on it.
  package func check(adapter: String) throws { _ = try OpenedAdapters([adapter], for: configuration) }
}
