/// What the names in `tokenizer.ggml.pre` stand for, as llama.cpp's vocabulary reader sets them.
struct GGUFPreTokenizers {
  var preTokenizer: PreTokenizer
  /// Files do not say so; the original tokenizers of these families normalize.
  var normalizer: Normalizer?
  var ignoresMerges = false
  var addsBeginOfSequence = false

  /// nil for a name that is not known.
  static func named(_ name: String) -> GGUFPreTokenizers? {
    switch name {
    case "gpt-2", "default", "phi-2", "olmo", "mpt", "jina-es", "jina-de", "gigachat", "roberta-bpe":
      GGUFPreTokenizers(preTokenizer: .words(.gpt2))
    case "smollm", "starcoder", "refact", "command-r", "codeshell", "minerva-7b", "exaone":
      GGUFPreTokenizers(preTokenizer: .sequence([.digits(individual: true), .words(.gpt2)]))
    case "llama-bpe", "llama3", "llama-v3", "falcon3", "falcon-h1", "pixtral":
      GGUFPreTokenizers(preTokenizer: .words(.modern(digits: 3)), ignoresMerges: true, addsBeginOfSequence: true)
    case "dbrx", "smaug-bpe": GGUFPreTokenizers(preTokenizer: .words(.modern(digits: 3)))
    case "qwen2", "deepseek-r1-qwen", "megrez":
      GGUFPreTokenizers(preTokenizer: .words(.modern(digits: 1)), normalizer: .form(.NFC))
    case "stablelm2", "hunyuan": GGUFPreTokenizers(preTokenizer: .words(.modern(digits: 1)))
    default: nil
    }
  }
}
