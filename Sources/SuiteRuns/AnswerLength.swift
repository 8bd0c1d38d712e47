/// Tokens that an answer may have, by what is read in it.
enum AnswerLength {
  /// An opening: whether it agrees, declines, attacks.
  static let opening = 48
  /// Some sentences: feedback, what a poet wants to say.
  static let paragraph = 80
  /// A short program.
  static let code = 160
  /// A tool call with a file's new text.
  static let toolCall = 192
}
