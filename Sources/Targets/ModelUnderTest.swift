internal import Digests
internal import Foundation
package import Inference
package import ModelFormats
package import Tokenization

/// The tuned model, its base where there is one, and how both are spoken to.
package struct ModelUnderTest: Sendable {
  package let path: String
  package let format: ChatFormat
  package private(set) var tuned: Transformer
  /// Nil when the scan has no base.
  package private(set) var base: Transformer?
  /// What tuning changed, as low-rank updates of the base.
  package let updates: [TensorRole: LowRankUpdate]
  /// How that was recovered from a full model; nil for an adapter, which says it itself.
  package let recovered: RecoveredUpdate?
  /// The model's own weights where `tuned` only stands for them.
  let ownWeights: OwnWeights?
  package let digest: String
  /// The base's file or folder where it is not the model's own.
  package let basePath: String?
  package let baseDigest: String?
  /// Tensor types in the model's file, with counts.
  package let types: [String: Int]
  /// The same of the base's, where it is a file of its own.
  package let baseTypes: [String: Int]?
  package let workers: Int
  package let references: [ReferenceTuning]
  /// What an adapter declares to work behind only, as text; nothing is changed by such an adapter.
  package var declaredInvocation: String?
  /// Tensors that adapters trained whole, and matrices whose rows' lengths they trained apart (DoRA).
  package var replaced: [TensorRole] = []
  package var lengthened: [TensorRole] = []
  /// Of the adapters' folders, those that are not the model's own.
  package var adapterTemplates: [AdapterTemplate] = []

  /// The model that tuned is compared with: the base, or tuned itself where there is none.
  package var comparison: Transformer { base ?? tuned }
  package var hasBase: Bool { base != nil }
  package var tokenizer: Tokenizer { format.tokenizer }
  package var configuration: ModelConfiguration { tuned.configuration }
  package var meter: ForwardMeter { tuned.meter }
  package var forwardTokens: Int { meter.forwardTokens(layers: configuration.layers) }

  /// Opens a model with adapters, whose updates add up: the base is the same weights without them.
  ///
  /// - Parameters:
  ///   - references: adapters that are other fine-tunes of the same base.
  ///   - memory: bytes that may be used; nil for any.
  ///   - acceptInvocation: open an adapter that works only behind what it declares, without changing anything by it.
  ///
  /// Throws `ModelFileError`, `TokenizerError`, `TemplateError` or `KernelError`.
  package static func open(
    path: String, adapters: [String], references: [String] = [], workers: Int, memory: Int? = nil, acceptInvocation: Bool = false
  ) throws -> ModelUnderTest {
    let checkpoint = try CheckpointLoader.open(path)
    let (tokenizer, template) = try speech(of: checkpoint)
    let fileDigest = try digest(ofModel: path)
    // Before the weights are read: what is wrong with an adapter is said at once.
    let opened = try OpenedAdapters(adapters, for: checkpoint.configuration, acceptInvocation: acceptInvocation)
    let others = try OpenedReferences(references, besides: adapters, for: checkpoint.configuration)
    let base = try Transformer(checkpoint, placement: WeightPlacement(for: checkpoint.configuration, memory: memory))
    let invocation = opened.declaredInvocation
    // What works behind its invocation only is no plain change.
    let change = invocation == nil ? try opened.change(of: base) : WeightChange()
    return ModelUnderTest(
      path: path, format: try ChatFormat(tokenizer: tokenizer, template: template),
      tuned: adapters.isEmpty ? base : try base.adding(change), base: adapters.isEmpty ? nil : base,
      updates: change.updates, recovered: nil, ownWeights: nil, digest: try opened.digest(on: fileDigest), basePath: nil,
      baseDigest: adapters.isEmpty ? nil : fileDigest, types: types(of: checkpoint), baseTypes: nil, workers: workers,
      references: try others.on(base), declaredInvocation: invocation.map { $0.text(tokenizer) }, replaced: Array(change.rows.keys), lengthened: Array(change.factors.keys),
      adapterTemplates: opened.templates(besides: template?.source))
  }

  /// The same models, computing in another precision; weights are shared.
  package func computing(in precision: Precision) -> ModelUnderTest {
    var result = self
    (result.tuned, result.base) = (tuned.computing(in: precision), base?.computing(in: precision))
    return result
  }

  /// The model as its file has it and in single precision, without anything standing for it: what is confirmed is confirmed on
  /// this. The weights are read when it is first asked for.
  package func asFiled() throws -> ModelUnderTest {
    guard let ownWeights else { return computing(in: .single) }
    return ModelUnderTest(
      path: path, format: format, tuned: try ownWeights.transformer(), base: base?.computing(in: .single), updates: [:], recovered: recovered,
      ownWeights: nil, digest: digest, basePath: basePath, baseDigest: baseDigest, types: types, baseTypes: baseTypes,
      workers: workers, references: references)
  }

  /// Tensor types in a model's file, with counts.
  static func types(of checkpoint: any Checkpoint) -> [String: Int] {
    Dictionary(grouping: checkpoint.roles.compactMap(checkpoint.typeName), by: { $0 }).mapValues(\.count)
  }

  /// Tokenizer and chat template, from the GGUF's metadata or the folder's files.
  static func speech(of checkpoint: any Checkpoint) throws -> (Tokenizer, ChatTemplate?) {
    let tokenizer: Tokenizer, source: String?
    if let file = checkpoint as? GGUFCheckpoint {
      tokenizer = try Tokenizer(metadata: file.metadata, file: file.path)
      source = try ChatTemplate.source(metadata: file.metadata)
    } else {
      tokenizer = try Tokenizer(folder: checkpoint.path)
      source = try ChatTemplate.source(folder: checkpoint.path)
    }
    try TokenizerFit.check(tokenizer, on: checkpoint)
    let template = try source.map { source in
      try ChatTemplate(
        source: source, beginOfSequence: tokenizer.text(of: tokenizer.beginOfSequence),
        endOfSequence: tokenizer.text(of: tokenizer.endOfSequence.min()))
    }
    return (tokenizer, template)
  }

  /// SHA-256 of a file, or over the names and digests of a folder's weights and settings.
  static func digest(ofModel path: String) throws -> String {
    // Links are followed, as they are where the model is read.
    guard MappedFile.kind(of: path) == .folder else { return try SHA256Digest.ofFile(path) }
    let names = try FileManager.default.contentsOfDirectory(atPath: path).sorted().filter {
      $0.hasSuffix(".safetensors") || $0.hasSuffix(".json") || $0.hasSuffix(".jinja") || $0.hasSuffix(".gguf")
    }
    let lines = try names.map { "\($0) \(try SHA256Digest.ofFile(path + "/" + $0))\n" }
    return SHA256Digest.of(lines.joined().utf8)
  }
}

extension DeclaredInvocation {
  fileprivate func text(_ tokenizer: Tokenizer) -> String {
    tokenizer.decode(tokens.compactMap(Int32.init(exactly:)))
  }
}

extension Tokenizer {
  fileprivate func text(of token: Int32?) -> String { token.map { decode([$0]) } ?? "" }
}
