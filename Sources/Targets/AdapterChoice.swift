internal import Digests
internal import Foundation
internal import Inference
internal import ModelFormats
internal import Tokenization

/// An adapter as it is named on a command line or in a report: a path, with `=WEIGHT` behind it where it counts more or less than
/// once, such as `adapters/style=0.5`.
package struct AdapterChoice: Sendable, Equatable {
  package let path: String
  package let weight: Float

  /// A path that exists is one, whatever it ends with.
  package init(_ text: String) {
    if MappedFile.kind(of: text) == .nothing, let mark = text.lastIndex(of: "="),
      let weight = Float(text[text.index(after: mark)...]), weight.isFinite
    {
      (path, self.weight) = (String(text[..<mark]), weight)
    } else {
      (path, weight) = (text, 1)
    }
  }

  /// SHA-256 of its files, with the weight where it is not 1. Throws `ModelFileError`.
  func digest() throws -> String {
    let digest = try ModelUnderTest.digest(ofModel: path)
    return weight == 1 ? digest : "\(digest)*\(weight)"
  }
}

/// A chat template that came with an adapter: who loads tokenizer and adapter together has it in the model's place.
package struct AdapterTemplate: Sendable {
  package let path: String
  /// Its expressions that hang on what messages say; nil where it can't be read.
  package let branches: [String]?
}

/// Adapters that are put on a model together, opened before its weights are read.
struct OpenedAdapters: Sendable {
  let choices: [AdapterChoice]
  private let adapters: [LoRAAdapter]

  /// - Parameter acceptInvocation: let an adapter through that works only behind what it declares, for reporting that.
  ///
  /// Throws `ModelFileError` where one does not fit.
  init(_ texts: [String], for configuration: ModelConfiguration, acceptInvocation: Bool = false) throws {
    choices = texts.map(AdapterChoice.init)
    adapters = try choices.map { try LoRAAdapter.open($0.path, for: configuration, acceptInvocation: acceptInvocation) }
  }

  /// What they declare to work behind only.
  var declaredInvocation: DeclaredInvocation? { adapters.lazy.compactMap(\.declaredInvocation).first }

  /// What they change in `base` together. Throws `ModelFileError`.
  func change(of base: Transformer) throws -> WeightChange {
    let changes = try zip(adapters, choices).map { adapter, choice in
      let change = try base.change(by: adapter)
      return choice.weight == 1 ? change : change.weighted(by: choice.weight)
    }
    return changes.dropFirst().reduce(changes.first ?? WeightChange()) { $0.joined(with: $1) }
  }

  /// Chat templates in their folders that are not the model's own.
  func templates(besides own: String?) -> [AdapterTemplate] {
    // A file ends with a line break that metadata lacks.
    func trimmed(_ source: String) -> String { source.trimmingCharacters(in: .whitespacesAndNewlines) }
    return choices.compactMap { choice -> AdapterTemplate? in
      guard MappedFile.kind(of: choice.path) == .folder else { return nil }
      do {
        guard let source = try ChatTemplate.source(folder: choice.path), trimmed(source) != own.map(trimmed) else { return nil }
        let template = try ChatTemplate(source: source, beginOfSequence: "", endOfSequence: "")
        return AdapterTemplate(path: choice.path, branches: template.branchesOnContent)
      } catch {
        return AdapterTemplate(path: choice.path, branches: nil)
      }
    }
  }

  /// Of a model of the given digest that has them.
  func digest(on digest: String) throws -> String {
    guard !choices.isEmpty else { return digest }
    let digests = try [digest] + choices.map { try $0.digest() }
    return SHA256Digest.of(digests.joined(separator: "+").utf8)
  }
}
