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
    case "gpt-2", "phi-2", "olmo", "mpt", "jais", "trillion", "exaone4", "granite-docling", "jina-es", "jina-de",
      "jina-v2-es", "jina-v2-de", "gigachat", "a.x-4.0", "mellum", "modern-bert":
      return GGUFPreTokenizers(preTokenizer: .words(.gpt2))
    case "smollm", "starcoder", "refact", "command-r", "codeshell", "minerva-7b", "exaone", "mellum2":
      return GGUFPreTokenizers(preTokenizer: .sequence([.digits(individual: true), .words(.gpt2)]))
    case "llama-bpe", "llama3", "llama-v3", "falcon3", "falcon-h1", "pixtral", "midm-2.0", "lfm2":
      return GGUFPreTokenizers(
        preTokenizer: .words(.modern(digits: 3)), ignoresMerges: true, addsBeginOfSequence: true)
    case "dbrx", "smaug-bpe", "chatglm-bpe", "glm4", "glm5":
      return GGUFPreTokenizers(preTokenizer: .words(.modern(digits: 3)))
    case "qwen2":
      return GGUFPreTokenizers(preTokenizer: .words(.modern(digits: 1)), normalizer: .form(.NFC))
    case "stablelm2", "deepseek-r1-qwen", "megrez", "kormo", "hunyuan", "solar-open", "grok-2":
      return GGUFPreTokenizers(preTokenizer: .words(.modern(digits: 1)))
    default:
      guard let steps = expressions[name]?.compactMap(step), !steps.isEmpty else { return nil }
      return GGUFPreTokenizers(
        preTokenizer: .sequence(steps), ignoresMerges: name == "tekken", addsBeginOfSequence: name == "tekken")
    }
  }

  private static func step(_ expression: String) -> PreTokenizer? {
    if expression == gpt2 { return .words(.gpt2) }
    guard let pattern = try? SplitPattern(expression: expression) else { return nil }
    return .split(pattern, .isolated, inverted: false)
  }

  private static let gpt2 = #"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"#
  private static let contractions = "(?i:'s|'t|'re|'ve|'m|'ll|'d)"
  private static let spaces = #"\s*[\r\n]+|\s+(?!\S)|\s+"#
  /// Words of small letters behind large ones, as in o200k.
  private static let small = #"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+"#
  private static let large = #"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*"#
  private static let o200k =
    "\(small)\(contractions)?|\(large)\(contractions)?|" + #"\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|"# + spaces
  private static let signed =
    ##"[!"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~][A-Za-z]+|[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+| ?[\p{P}\p{S}]+[\r\n]*|"##
    + spaces

  /// Families without a hand-written pattern: expressions applied one after the other, each match a piece.
  static let expressions: [String: [String]] = [
    "default": [#"[\p{P}\$\+<=>\^~\|]+"#, gpt2, #"\p{N}+"#, "[0-9][0-9][0-9]"],
    "falcon": [#"[\p{P}\$\+<=>\^~\|`]+"#, gpt2, "[0-9][0-9][0-9]"],
    "gpt-4o": [o200k], "llama4": [o200k], "kanana2": [o200k], "minimax-m2": [o200k],
    "tekken": ["\(small)|\(large)|" + #"\p{N}| ?[^\s\p{L}\p{N}]+[\r\n/]*|"# + spaces],
    "deepseek-v3": [#"\p{N}{1,3}"#, "[一-龥぀-ゟ゠-ヿ]+", signed],
    "hunyuan-dense": [#"\p{N}{1,3}"#, "[一-龥぀-ゟ゠-ヿ]+", signed],
    "deepseek-coder": [#"[\r\n]"#, #"\s?\p{L}+"#, #"\s?\p{P}+"#, "[一-龥ࠀ-一가-퟿]+", #"\p{N}"#],
    "qwen35": [
      contractions + #"|[^\r\n\p{L}\p{N}]?[\p{L}\p{M}]+|\p{N}| ?[^\s\p{L}\p{M}\p{N}]+[\r\n]*|"# + spaces
    ],
    "seed-coder": [contractions + #"|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1}| ?[^\s\p{L}\p{N}\r\n]+|"# + spaces],
    "bailingmoe": [
      #"'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]++[\r\n]*|\s*[\r\n]|\s+(?!\S)|\s+"#
    ],
    "minicpm5": [
      #"\p{N}{1,3}"#,
      contractions + #"|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}+| ?[^\s\p{L}\p{N}]+[\r\n]*|"# + spaces,
    ],
  ]
}
