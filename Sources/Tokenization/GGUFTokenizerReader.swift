import ModelFormats

/// Reads a tokenizer from a GGUF file's `tokenizer.ggml.*` metadata.
///
/// The fields are those of ggml's gguf.md; what `tokenizer.ggml.pre` means is set by llama.cpp alone.
struct GGUFTokenizerReader {
  private enum TokenType: Int64 {
    case normal = 1
    case unknown, control, userDefined, unused, byte
  }

  private let metadata: [String: GGUFValue]
  private let file: String
  private var vocabulary: VocabularyBuilder
  private var types: [TokenType] = []

  static func read(_ metadata: [String: GGUFValue], file: String) throws(TokenizerError) -> Tokenizer.Parts {
    var reader = GGUFTokenizerReader(metadata: metadata, file: file, vocabulary: VocabularyBuilder(file: file))
    return try reader.read()
  }

  private static let prefix = "tokenizer.ggml."

  private func malformed(_ field: String, _ problem: String) -> TokenizerError {
    TokenizerError(.malformed, file: file, field: Self.prefix + field, problem)
  }

  private func text(_ field: String) throws(TokenizerError) -> String? {
    switch metadata[Self.prefix + field] {
    case nil: return nil
    case .string(let value): return value
    default: throw malformed(field, "it is not a string")
    }
  }

  private func flag(_ field: String) throws(TokenizerError) -> Bool? {
    switch metadata[Self.prefix + field] {
    case nil: return nil
    case .bool(let value): return value
    default: throw malformed(field, "it is not a bool")
    }
  }

  private func id(_ field: String) throws(TokenizerError) -> Int32? {
    let value: Int64
    switch metadata[Self.prefix + field] {
    case nil: return nil
    case .unsigned(let number): value = Int64(clamping: number)
    case .signed(let number): value = number
    default: throw malformed(field, "it is not an integer")
    }
    // Some writers put the largest 32-bit number, or -1, for "none".
    if value == -1 || value == Int64(UInt32.max) { return nil }
    guard value >= 0, value < Int64(vocabulary.texts.count) else {
      throw malformed(field, "the id \(value) is outside the vocabulary of \(vocabulary.texts.count)")
    }
    return Int32(value)
  }

  private mutating func read() throws(TokenizerError) -> Tokenizer.Parts {
    guard let model = try text("model") else { throw malformed("model", "it is missing") }
    try readTokens()
    var parts: Tokenizer.Parts
    switch model {
    case "gpt2": parts = try bytePair()
    case "llama": parts = try sentencePiece()
    case "gemma4": parts = try mergedSentencePiece()
    case "t5": parts = try unigram()
    default:
      throw TokenizerError(
        .unsupported, file: file, field: Self.prefix + "model", "the model is \"\(model.prefix(40))\"")
    }
    try readSpecialTokens(into: &parts)
    return parts
  }

  private mutating func readTokens() throws(TokenizerError) {
    guard case .strings(let tokens)? = metadata[Self.prefix + "tokens"] else {
      throw malformed("tokens", "it is missing or not an array of strings")
    }
    guard tokens.count <= Tokenizer.mostTokens else {
      throw malformed("tokens", "there are \(tokens.count) tokens, over the most that is read, \(Tokenizer.mostTokens)")
    }
    for (id, token) in tokens.enumerated() {
      try vocabulary.add(id, Array(token.utf8), field: "\(Self.prefix)tokens[\(id)]")
    }
    try vocabulary.checkDensity(field: Self.prefix + "tokens")
    switch metadata[Self.prefix + "token_type"] {
    case nil: types = Array(repeating: .normal, count: tokens.count)
    case .integers(let values)?:
      guard values.count == tokens.count else {
        throw malformed("token_type", "\(values.count) types for \(tokens.count) tokens")
      }
      for (id, value) in values.enumerated() {
        guard let type = TokenType(rawValue: value) else {
          throw malformed("token_type[\(id)]", "unknown type \(value)")
        }
        types.append(type)
      }
    default: throw malformed("token_type", "it is not an array of integers")
    }
  }

  private func scores() throws(TokenizerError) -> [Double] {
    guard case .floats(let scores)? = metadata[Self.prefix + "scores"] else {
      throw malformed("scores", "it is missing or not an array of numbers")
    }
    guard scores.count == vocabulary.texts.count else {
      throw malformed("scores", "\(scores.count) scores for \(vocabulary.texts.count) tokens")
    }
    if let bad = scores.firstIndex(where: { !$0.isFinite }) { throw malformed("scores[\(bad)]", "it is not finite") }
    return scores
  }

  /// Control tokens are special; user-defined ones are found in any text.
  private func addedTokens() throws(TokenizerError) -> [AddedToken] {
    var added: [AddedToken] = []
    for (id, type) in types.enumerated() {
      guard type == .control || type == .userDefined, let text = vocabulary.texts[id], !text.isEmpty else { continue }
      guard text.count <= AddedTokens.longest else {
        throw malformed("tokens[\(id)]", "a control token of \(text.count) bytes, over \(AddedTokens.longest)")
      }
      added.append(AddedToken(id: Int32(id), content: text, isSpecial: type == .control))
    }
    return added
  }

  private func bytePair() throws(TokenizerError) -> Tokenizer.Parts {
    let name = try text("pre") ?? "default"
    guard let pre = GGUFPreTokenizers.named(name) else {
      throw TokenizerError(
        .unsupported, file: file, field: Self.prefix + "pre", "the pre-tokenizer is \"\(name.prefix(40))\"")
    }
    var pieces: [[UInt8]] = []
    for (id, text) in vocabulary.texts.enumerated() {
      let text = text ?? []
      pieces.append(isModelToken(id) ? ByteAlphabet.bytes(of: text) ?? text : text)
    }
    let table = try vocabulary.table(field: Self.prefix + "tokens") { id in
      isModelToken(id) ? ByteAlphabet.bytes(of: vocabulary.texts[id] ?? []) : nil
    }
    let encoder = BytePairEncoder(
      alphabet: .bytes(VocabularyBuilder.byteIDs(table)), vocabulary: table,
      pairs: try vocabulary.pairs(
        try merges { ByteAlphabet.bytes(of: $0) }, table: table, field: Self.prefix + "merges"),
      ignoresMerges: pre.ignoresMerges, unknown: nil, fusesUnknown: false)
    var parts = Tokenizer.Parts(
      model: .bytePair(encoder), added: try addedTokens(), decoding: TokenDecoding(repair: .parts), pieces: pieces)
    parts.normalizer = pre.normalizer
    parts.preTokenizer = pre.preTokenizer
    if try flag("add_prefix_space") ?? false, let inner = parts.preTokenizer {
      parts.preTokenizer = .sequence([.prefixSpace, inner])
    }
    if try flag("add_bos_token") ?? pre.addsBeginOfSequence, let id = try id("bos_token_id") { parts.before = [id] }
    if try flag("add_eos_token") ?? false, let id = try id("eos_token_id") { parts.behind = [id] }
    return parts
  }

  /// The merge rules, with each side read by `side`, which is nil for a text that cannot be a token.
  private func merges(_ side: (ArraySlice<UInt8>) -> [UInt8]?) throws(TokenizerError) -> [(
    left: [UInt8], right: [UInt8]
  )] {
    guard case .strings(let merges)? = metadata[Self.prefix + "merges"] else {
      throw malformed("merges", "it is missing or not an array of strings")
    }
    var rules: [(left: [UInt8], right: [UInt8])] = []
    rules.reserveCapacity(merges.count)
    for (rank, merge) in merges.enumerated() {
      let parts = Array(merge.utf8).split(separator: 0x20, omittingEmptySubsequences: false)
      guard parts.count == 2, let left = side(parts[0]), let right = side(parts[1]) else {
        throw malformed("merges[\(rank)]", "it is not two tokens with a space between")
      }
      rules.append((left, right))
    }
    return rules
  }

  private func isModelToken(_ id: Int) -> Bool { types[id] == .normal || types[id] == .unused }

  /// What SentencePiece's tokens stand for: `▁` is a space, `<0x41>` a byte.
  private func sentencePieces() throws(TokenizerError) -> [[UInt8]] {
    var pieces: [[UInt8]] = []
    for (id, text) in vocabulary.texts.enumerated() {
      let text = text ?? []
      switch types[id] {
      case .byte:
        guard let byte = VocabularyBuilder.byte(named: text) else {
          throw malformed("tokens[\(id)]", "a byte token that is not named <0x00> to <0xFF>")
        }
        pieces.append([byte])
      case .normal, .unused, .userDefined: pieces.append(SentencePieceText.spaces(text))
      case .control, .unknown: pieces.append(text)
      }
    }
    return pieces
  }

  private func byteFallback() throws(TokenizerError) -> [Int32]? {
    var ids: [UInt8: Int32] = [:]
    for (id, type) in types.enumerated() where type == .byte {
      if let byte = VocabularyBuilder.byte(named: vocabulary.texts[id] ?? []) { ids[byte] = Int32(id) }
    }
    guard ids.count == 256 else { return nil }
    return (0..<256).compactMap { ids[UInt8($0)] }
  }

  private func sentencePiece() throws(TokenizerError) -> Tokenizer.Parts {
    let scores = try scores()
    let pieces = try sentencePieces()
    let table = try vocabulary.table(field: Self.prefix + "tokens") { id in
      isModelToken(id) || types[id] == .userDefined ? vocabulary.texts[id] : nil
    }
    let encoder = BytePairEncoder(
      alphabet: .characters(byteFallback: try byteFallback()), vocabulary: table,
      pairs: vocabulary.pairs(scores: scores, table: table, isModelToken: isModelToken),
      ignoresMerges: false, unknown: try id("unknown_token_id"), fusesUnknown: true)
    let addsPrefix = try flag("add_space_prefix") ?? true
    var parts = Tokenizer.Parts(
      model: .bytePair(encoder), added: try addedTokens(),
      decoding: TokenDecoding(repair: .bytes, stripsLeading: addsPrefix ? 1 : 0), pieces: pieces)
    parts.normalizer = SentencePieceText.normalizer(addsPrefix: addsPrefix)
    if try flag("add_bos_token") ?? true, let id = try id("bos_token_id") { parts.before = [id] }
    if try flag("add_eos_token") ?? false, let id = try id("eos_token_id") { parts.behind = [id] }
    return parts
  }

  /// Gemma 4: merges like GPT-2's over text like SentencePiece's.
  private func mergedSentencePiece() throws(TokenizerError) -> Tokenizer.Parts {
    let pieces = try sentencePieces()
    let table = try vocabulary.table(field: Self.prefix + "tokens") { id in
      isModelToken(id) || types[id] == .userDefined ? vocabulary.texts[id] : nil
    }
    let encoder = BytePairEncoder(
      alphabet: .characters(byteFallback: try byteFallback()), vocabulary: table,
      pairs: try vocabulary.pairs(try merges { Array($0) }, table: table, field: Self.prefix + "merges"),
      ignoresMerges: false, unknown: try id("unknown_token_id"), fusesUnknown: true)
    var parts = Tokenizer.Parts(
      model: .bytePair(encoder), added: try addedTokens(), decoding: TokenDecoding(repair: .bytes), pieces: pieces)
    parts.normalizer = SentencePieceText.normalizer(addsPrefix: false)
    if try flag("add_bos_token") ?? true, let id = try id("bos_token_id") { parts.before = [id] }
    if try flag("add_eos_token") ?? false, let id = try id("eos_token_id") { parts.behind = [id] }
    return parts
  }

  private func unigram() throws(TokenizerError) -> Tokenizer.Parts {
    let scores = try scores()
    let pieces = try sentencePieces()
    if metadata[Self.prefix + "precompiled_charsmap"] != nil {
      throw TokenizerError(
        .unsupported, file: file, field: Self.prefix + "precompiled_charsmap", "a compiled character map")
    }
    let texts = vocabulary.texts.indices.map { id in
      isModelToken(id) || types[id] == .userDefined ? vocabulary.texts[id] : nil
    }
    let encoder = UnigramEncoder(
      texts: texts, scores: scores, unknown: try id("unknown_token_id"), byteFallback: try byteFallback(),
      addsInSinglePrecision: true)
    let addsPrefix = try flag("add_space_prefix") ?? true
    var parts = Tokenizer.Parts(
      model: .unigram(encoder), added: try addedTokens(),
      decoding: TokenDecoding(repair: .bytes, stripsLeading: addsPrefix ? 1 : 0), pieces: pieces)
    parts.normalizer = SentencePieceText.normalizer(addsPrefix: addsPrefix)
    if try flag("add_bos_token") ?? false, let id = try id("bos_token_id") { parts.before = [id] }
    if try flag("add_eos_token") ?? true, let id = try id("eos_token_id") { parts.behind = [id] }
    return parts
  }

  /// Names under which a turn or text ends, for files that give only one id.
  static let endNames: Set<String> = [
    "<|im_end|>", "<|eot_id|>", "<|eom_id|>", "<|end|>", "<end_of_turn>", "<turn|>", "<|endoftext|>",
    "<|end_of_text|>", "<EOT>", "<|return|>", "<|call|>", "<｜end▁of▁sentence｜>", "<|END_OF_TURN_TOKEN|>",
  ]

  private func readSpecialTokens(into parts: inout Tokenizer.Parts) throws(TokenizerError) {
    parts.beginOfSequence = try id("bos_token_id")
    for field in ["eos_token_id", "eot_token_id", "eom_token_id"] {
      if let id = try id(field) { parts.endOfSequence.insert(id) }
    }
    for (id, type) in types.enumerated() where type != .normal && type != .byte && type != .userDefined {
      parts.special.insert(Int32(id))
      if type == .control, let text = vocabulary.texts[id], text.count < 32,
        Self.endNames.contains(String(decoding: text, as: UTF8.self))
      {
        parts.endOfSequence.insert(Int32(id))
      }
    }
  }
}

/// SentencePiece's way with spaces.
enum SentencePieceText {
  /// `▁`, U+2581
  static let mark: [UInt8] = [0xE2, 0x96, 0x81]

  static func normalizer(addsPrefix: Bool) -> Normalizer {
    let spaces = Normalizer.replace(SplitPattern(literal: [0x20]), with: mark)
    return addsPrefix ? .sequence([.prepend(mark), spaces]) : spaces
  }

  static func spaces(_ text: [UInt8]) -> [UInt8] {
    guard text.contains(mark[0]) else { return text }
    return Normalizer.replace(SplitPattern(literal: mark), with: [0x20]).apply(to: text)
  }
}
