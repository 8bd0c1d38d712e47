/// A tensor of one transformer layer. Which of them a model has depends on its family.
package enum LayerTensor: String, Sendable, Hashable, CaseIterable {
  /// Norm before attention.
  case attentionNorm
  case query, key, value, attentionOutput
  case queryBias, keyBias, valueBias
  /// Norms over each head of queries and keys, before rotation.
  case queryNorm, keyNorm
  /// Norm of attention's result, before it is added (Gemma).
  case postAttentionNorm
  /// Norm before the feed-forward part.
  case feedForwardNorm
  case gate, up, down
  /// Norm of the feed-forward part's result, before it is added (Gemma).
  case postFeedForwardNorm
}

/// What a tensor does in the model, whatever its file calls it.
package enum TensorRole: Sendable, Hashable {
  case embedding, output, finalNorm
  case layer(Int, LayerTensor)

  /// A name for messages and reports, such as `layer 3 query`.
  package var name: String {
    switch self {
    case .embedding: "embedding"
    case .output: "output"
    case .finalNorm: "finalNorm"
    case .layer(let index, let tensor): "layer \(index) \(tensor.rawValue)"
    }
  }
}

extension ModelConfiguration {
  /// `expectedShapes` by role.
  package var shapes: [TensorRole: [Int]] {
    Dictionary(expectedShapes.map { ($0.role, $0.shape) }, uniquingKeysWith: { first, _ in first })
  }

  /// Every role that the family's models have, in a fixed order, with its shape: [rows, columns] or [n].
  package var expectedShapes: [(role: TensorRole, shape: [Int])] {
    let queries = heads * headSize, keys = keyValueHeads * headSize
    var result: [(role: TensorRole, shape: [Int])] = [(.embedding, [vocabulary, width])]
    for layer in 0..<layers {
      func add(_ tensor: LayerTensor, _ shape: [Int]) { result.append((.layer(layer, tensor), shape)) }
      add(.attentionNorm, [width])
      add(.query, [queries, width])
      add(.key, [keys, width])
      add(.value, [keys, width])
      add(.attentionOutput, [width, queries])
      if family == .qwen2 {
        add(.queryBias, [queries])
        add(.keyBias, [keys])
        add(.valueBias, [keys])
      }
      if family == .qwen3 || family == .gemma3 {
        add(.queryNorm, [headSize])
        add(.keyNorm, [headSize])
      }
      let sandwich = family == .gemma2 || family == .gemma3
      if sandwich { add(.postAttentionNorm, [width]) }
      add(.feedForwardNorm, [width])
      add(.gate, [feedForwardWidth, width])
      add(.up, [feedForwardWidth, width])
      add(.down, [width, feedForwardWidth])
      if sandwich { add(.postFeedForwardNorm, [width]) }
    }
    result.append((.finalNorm, [width]))
    if !tiedOutput { result.append((.output, [vocabulary, width])) }
    return result
  }
}
