import ModelFormats
import Tokenization

/// That a model can read each token which its tokenizer can give: the two may come from different places.
enum TokenizerFit {
  /// The token for pictures, which Gemma 3's models that read text alone ship one past their last row.
  private static let pictures = "<image_soft_token>"

  /// Fewer tokens than rows are usual: embeddings are padded. More are refused, tokens that were added included.
  static func check(_ tokenizer: Tokenizer, on checkpoint: any Checkpoint) throws(TokenizerError) {
    let rows = checkpoint.configuration.vocabulary, count = tokenizer.vocabularyCount
    guard count > rows else { return }
    if count == rows + 1, checkpoint.configuration.family == .gemma3,
      tokenizer.bytes(of: Int32(rows)) == Array(pictures.utf8)
    { return }
    let isFolder = !(checkpoint is GGUFCheckpoint)
    throw TokenizerError(
      .malformed, file: isFolder ? checkpoint.path + "/tokenizer.json" : checkpoint.path,
      field: isFolder ? "the highest id" : "tokenizer.ggml.tokens",
      "\(count) tokens, but the model's embedding has \(rows) rows: they belong to different models, or tokens were added without rows")
  }
}
