internal import Inference
internal import Targets
internal import Tokenization

/// Pieces of a model's own: its tokens' texts, as they stand behind a space.
struct TokenPieces: Sendable {
  private static let near = 12

  private let tokenizer: Tokenizer
  private let transformer: Transformer
  /// Pieces that may be put in, where not the whole vocabulary may.
  private let allowed: Set<Int32>?

  /// - Parameter alphabet: pieces to stay within; empty for the vocabulary.
  init(_ model: ModelUnderTest, alphabet: [String]) {
    tokenizer = model.tokenizer
    transformer = model.tuned
    let tokenizer = tokenizer
    allowed = alphabet.isEmpty ? nil : Set(alphabet.compactMap { Self.token(of: $0, tokenizer) })
  }

  /// The pieces of the vocabulary that can stand in a text.
  var vocabulary: [String] {
    (0..<Int32(clamping: transformer.configuration.vocabulary)).filter(isUsable).map { tokenizer.decode([$0]) }
  }

  /// A text in pieces. Bytes of a character that several tokens spell stay together.
  func split(_ text: String) -> [String] {
    var pieces = [String](), open = [Int32]()
    for token in tokenizer.encodeInside(text.first == " " ? text : " " + text) where !tokenizer.isSpecial(token) {
      open.append(token)
      let piece = tokenizer.decode(open)
      if piece.contains("\u{FFFD}") { continue }
      if !piece.isEmpty { pieces.append(piece) }
      open = []
    }
    return pieces
  }

  /// What the model takes for similar pieces.
  func nearest(to piece: String) -> [String] {
    guard let token = Self.token(of: piece, tokenizer) else { return [] }
    // Without what is similar there is one mutator less.
    let near = try? transformer.nearestTokens(to: token, count: Self.near) { allowed?.contains($0) ?? isUsable($0) }
    return (near ?? []).map { tokenizer.decode([$0]) }
  }

  private func isUsable(_ token: Int32) -> Bool {
    !tokenizer.isSpecial(token) && !tokenizer.bytes(of: token).isEmpty && !tokenizer.decode([token]).contains("\u{FFFD}")
  }

  private static func token(of piece: String, _ tokenizer: Tokenizer) -> Int32? {
    let tokens = tokenizer.encodeInside(piece)
    return tokens.count == 1 ? tokens[0] : nil
  }
}
