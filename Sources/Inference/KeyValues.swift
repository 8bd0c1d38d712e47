/// Keys and values of tokens that many passages share, a `KeyValueBlock` a layer.
package struct KeyValues: Sendable {
  package let tokens: [Int32]
  let layers: [[Float]]

  package var count: Int { tokens.count }
  /// How many layers hold keys; a pass behind this prefix may not run deeper.
  package var depth: Int { layers.count }
}

/// Tokens to read behind an optional shared prefix.
package struct Passage: Sendable {
  package let prefix: KeyValues?
  package let tokens: [Int32]

  package init(prefix: KeyValues? = nil, tokens: [Int32]) {
    self.prefix = prefix
    self.tokens = tokens
  }
}

package enum InferenceError: Error, Sendable, Equatable, CustomStringConvertible {
  case emptyPassage
  case tokenOutOfRange(Int32)
  case contextTooLong(Int, limit: Int)
  case notFinite(layer: Int)

  package var description: String {
    switch self {
    case .emptyPassage: "a passage has no tokens"
    case .tokenOutOfRange(let token): "token \(token) is not in the model's vocabulary"
    case .contextTooLong(let length, let limit): "a text of \(length) tokens is longer than the \(limit) that can be read"
    case .notFinite(let layer): "the model computes values that are not finite (first seen at layer \(layer)): its weights are defective"
    }
  }
}
