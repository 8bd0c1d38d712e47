internal import Tokenization

/// How two models' tokenizers and chat templates differ.
package struct SpeechDifference: Sendable, Equatable {
  package enum Template: String, Sendable {
    case same, different, added, removed
    /// Neither has one.
    case none
  }

  /// Tokens of the base and of the model.
  package let baseTokens: Int
  package let tokens: Int
  /// Ids that mean something else, or are special in one only, ascending.
  package let differing: [Int32]
  package let template: Template

  /// Share of the ids that may differ before a vocabulary is another one: tuning renames reserved tokens.
  private static let renamed = 0.01

  package init(base: ChatFormat, model: ChatFormat) {
    let (old, new) = (base.tokenizer, model.tokenizer)
    baseTokens = old.vocabularyCount
    tokens = new.vocabularyCount
    differing = (0..<Int32(min(baseTokens, tokens))).filter {
      old.bytes(of: $0) != new.bytes(of: $0) || old.isSpecial($0) != new.isSpecial($0)
    }
    template =
      switch (base.template?.source, model.template?.source) {
      case (nil, nil): .none
      case (nil, _): .added
      case (_, nil): .removed
      case (let old, let new): old == new ? .same : .different
      }
  }

  /// Whether token ids stand for other texts, so that the two models cannot be compared id by id.
  package var isOtherVocabulary: Bool {
    Double(differing.count) > Self.renamed * Double(max(1, min(baseTokens, tokens)))
  }
}
