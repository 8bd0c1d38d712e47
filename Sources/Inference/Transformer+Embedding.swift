/// What the embedding says of tokens.
extension Transformer {
  /// The tokens whose embeddings point most nearly where a token's does (largest cosine), nearest first, without the token
  /// itself. One pass over the embedding.
  ///
  /// - Parameter isAllowed: tokens that may be named.
  package func nearestTokens(to token: Int32, count: Int, isAllowed: (Int32) -> Bool) throws -> [Int32] {
    let width = configuration.width, vocabulary = configuration.vocabulary
    guard width > 0, count > 0, token >= 0, Int(token) < vocabulary else { return [] }
    let own = Array(try weights.embedding.row(Int(token)))
    var nearest = [(token: Int32, cosine: Float)]()
    try weights.embedding.forEachBlock { first, rows in
      for place in 0..<rows.count / width {
        let other = first + place
        guard other != Int(token), isAllowed(Int32(other)) else { continue }
        var product: Float = 0, square: Float = 0
        for feature in 0..<width {
          let value = rows[place * width + feature]
          product += value * own[feature]
          square += value * value
        }
        // The token's own length is the same for all.
        let cosine = square > 0 ? product / square.squareRoot() : -.infinity
        guard nearest.count < count || cosine > nearest[nearest.count - 1].cosine else { continue }
        let rank = nearest.firstIndex { $0.cosine < cosine } ?? nearest.count
        nearest.insert((Int32(other), cosine), at: rank)
        if nearest.count > count { nearest.removeLast() }
      }
    }
    return nearest.map(\.token)
  }
}
