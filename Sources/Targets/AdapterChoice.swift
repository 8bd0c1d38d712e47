internal import Digests
internal import Inference
internal import ModelFormats

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

  /// Of a model of the given digest that has them.
  func digest(on digest: String) throws -> String {
    guard !choices.isEmpty else { return digest }
    let digests = try [digest] + choices.map { try $0.digest() }
    return SHA256Digest.of(digests.joined(separator: "+").utf8)
  }
}
