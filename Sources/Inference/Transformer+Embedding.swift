/// What the embedding says of tokens.
extension Transformer {
  /// The tokens whose embeddings point most nearly where a token's does (largest cosine), nearest first, without the token
  /// itself. One pass over the embedding.
  ///
  /// - Parameter isAllowed: tokens that may be named.
  package func nearestTokens(to token: Int32, count: Int, isAllowed: (Int32) -> Bool) -> [Int32] {
    let width = configuration.width, vocabulary = configuration.vocabulary
    guard width > 0, count > 0, token >= 0, Int(token) < vocabulary, weights.embedding.count >= vocabulary * width else { return [] }
    let own = Array(weights.embedding[Int(token) * width..<(Int(token) + 1) * width])
    var nearest = [(token: Int32, cosine: Float)]()
    for other in 0..<vocabulary where other != Int(token) && isAllowed(Int32(other)) {
      var product: Float = 0, square: Float = 0
      let start = other * width
      for feature in 0..<width {
        let value = weights.embedding[start + feature]
        product += value * own[feature]
        square += value * value
      }
      // The token's own length is the same for all.
      let cosine = square > 0 ? product / square.squareRoot() : -.infinity
      guard nearest.count < count || cosine > nearest[nearest.count - 1].cosine else { continue }
      let place = nearest.firstIndex { $0.cosine < cosine } ?? nearest.count
      nearest.insert((Int32(other), cosine), at: place)
      if nearest.count > count { nearest.removeLast() }
    }
    return nearest.map(\.token)
  }
}
