internal import Inference
package import ModelFormats
internal import Tokenization

/// A full model and the one it was tuned from, opened side by side; no weights are in memory yet.
package struct MergedModel: Sendable {
  package let path: String
  package let basePath: String
  package let digest: String
  package let baseDigest: String
  package let speech: SpeechDifference
  private let tuned: any Checkpoint
  private let base: any Checkpoint
  private let format: ChatFormat
  private let references: OpenedReferences
  private let workers: Int
  /// Bytes that may be used; nil for any.
  private let memory: Int?

  /// - Parameter references: adapters that are other fine-tunes of the base.
  ///
  /// Throws `ModelFileError`, `TokenizerError` or `TemplateError`.
  package static func open(
    path: String, base basePath: String, references: [String] = [], workers: Int, memory: Int? = nil
  ) throws -> MergedModel {
    let tuned = try CheckpointLoader.open(path), base = try CheckpointLoader.open(basePath)
    func format(_ checkpoint: any Checkpoint) throws -> ChatFormat {
      let (tokenizer, template) = try ModelUnderTest.speech(of: checkpoint)
      return try ChatFormat(tokenizer: tokenizer, template: template)
    }
    let own = try format(tuned)
    return MergedModel(
      path: path, basePath: basePath, digest: try ModelUnderTest.digest(ofModel: path),
      baseDigest: try ModelUnderTest.digest(ofModel: basePath), speech: SpeechDifference(base: try format(base), model: own),
      tuned: tuned, base: base, format: own,
      references: try OpenedReferences(references, for: base.configuration), workers: workers, memory: memory)
  }

  /// Why the two cannot be compared tensor by tensor, a clause without a full stop; nil where they can.
  package var mismatch: String? {
    let (new, old) = (tuned.configuration, base.configuration)
    if new.family != old.family { return "it is a \(old.family.rawValue) model, the model under test a \(new.family.rawValue) one" }
    let sizes: [(String, Int, Int)] = [
      ("layers", old.layers, new.layers), ("width", old.width, new.width), ("heads", old.heads, new.heads),
      ("key-value heads", old.keyValueHeads, new.keyValueHeads), ("head size", old.headSize, new.headSize),
      ("feed-forward width", old.feedForwardWidth, new.feedForwardWidth), ("vocabulary", old.vocabulary, new.vocabulary),
    ]
    if let other = sizes.first(where: { $0.1 != $0.2 }) {
      return "it has other shapes: \(other.0) \(other.1), the model under test \(other.2)"
    }
    if new.tiedOutput, !old.tiedOutput { return "it has an output matrix of its own, the model under test none" }
    guard speech.isOtherVocabulary else { return nil }
    return "it has another vocabulary: \(speech.differing.count) of \(min(speech.baseTokens, speech.tokens)) ids stand for other texts"
  }

  /// Settings under which the two run differently, with both values.
  package var settings: [(name: String, base: String, model: String)] {
    let (new, old) = (tuned.configuration, base.configuration)
    let all: [(String, String, String)] = [
      ("norm epsilon", "\(old.normEpsilon)", "\(new.normEpsilon)"), ("rope base", "\(old.ropeBase)", "\(new.ropeBase)"),
      ("sliding window", "\(old.slidingWindow ?? 0)", "\(new.slidingWindow ?? 0)"),
      ("logit soft cap", "\(old.logitSoftCap ?? 0)", "\(new.logitSoftCap ?? 0)"),
      ("activation", old.activation.rawValue, new.activation.rawValue),
    ]
    return all.filter { $0.1 != $0.2 }
  }

  /// Roles that both have in one shape, in the model's order.
  private var common: [TensorRole] {
    let shapes = base.configuration.shapes
    return tuned.roles.filter { role in
      let origin = role == .output && base.configuration.tiedOutput ? TensorRole.embedding : role
      return shapes[origin] == tuned.shape(of: role)
    }
  }

  /// Tensors that only one has, or that have another shape in each.
  package var notCompared: [TensorRole] {
    let compared = Set(common), shapes = tuned.configuration.shapes
    return tuned.roles.filter { !compared.contains($0) } + base.roles.filter { shapes[$0] == nil }
  }

  package var family: String { tuned.configuration.family.rawValue }
  package var baseFamily: String { base.configuration.family.rawValue }
  /// Tensor types in the files, sorted by name.
  package var types: [String] { ModelUnderTest.types(of: tuned).keys.sorted() }
  package var baseTypes: [String] { ModelUnderTest.types(of: base).keys.sorted() }

  /// Compares all tensors that both have in one shape. Throws `ModelFileError` or `KernelError`.
  ///
  /// - Parameters:
  ///   - seed: of the random vectors that spectra are found with.
  ///   - progress: called between tensors with how many are done; may throw to stop.
  package func recover(
    seed: UInt64, progress: (_ done: Int, _ total: Int) throws -> Void = { _, _ in }
  ) throws -> RecoveredUpdate {
    try KernelSelfTest.require()
    let recovery = UpdateRecovery(tuned: tuned, base: base, seed: seed), roles = common
    var tensors = [RecoveredTensor]()
    // A few at a time, so that a deadline can stop it; each tensor's result depends on the tensor alone.
    while tensors.count < roles.count {
      try progress(tensors.count, roles.count)
      let next = Array(roles[tensors.count..<min(roles.count, tensors.count + 4 * workers)])
      tensors += try Parallel.map(next, workers: workers) { try recovery.tensor($0) }
    }
    try progress(roles.count, roles.count)
    return RecoveredUpdate(tensors)
  }

  /// Base and update: the form in which a search runs. The model's own weights are read when they are asked for.
  package func searchable(_ update: RecoveredUpdate) throws -> ModelUnderTest {
    let transformer = try Transformer(base, placement: placement)
    return try model(
      tuned: try transformer.adding(update.change, becoming: tuned.configuration), base: transformer,
      updates: update.updates, recovered: update, ownWeights: OwnWeights(tuned, placement: placement, sharing: transformer))
  }

  private var placement: WeightPlacement { WeightPlacement(for: base.configuration, memory: memory) }

  /// The two models as their files have them, for asking stored prompts again.
  package func asFiled() throws -> ModelUnderTest {
    let transformer = try Transformer(base, placement: placement)
    return try model(tuned: try Transformer(tuned, placement: placement, sharing: transformer), base: transformer)
  }

  /// The model alone, for saying why nothing was searched.
  package func withoutBase() throws -> ModelUnderTest { try model(tuned: try Transformer(tuned, placement: placement), base: nil) }

  private func model(
    tuned: Transformer, base: Transformer?, updates: [TensorRole: LowRankUpdate] = [:],
    recovered: RecoveredUpdate? = nil, ownWeights: OwnWeights? = nil
  ) throws -> ModelUnderTest {
    ModelUnderTest(
      path: path, format: format, tuned: tuned, base: base, updates: updates, recovered: recovered,
      ownWeights: ownWeights, digest: digest, basePath: basePath, baseDigest: baseDigest,
      types: ModelUnderTest.types(of: self.tuned), baseTypes: ModelUnderTest.types(of: self.base), workers: workers,
      references: try base.map(references.on) ?? [])
  }
}
