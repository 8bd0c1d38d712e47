import ModelFormats

/// Reads a Hugging Face folder: `tokenizer.json`, with `tokenizer_config.json`, `generation_config.json` and
/// `config.json` for the ids that begin and end a text.
struct FolderTokenizerReader {
  private let folder: String
  private let file: String
  private let root: JSONValue
  private var vocabulary: VocabularyBuilder
  private let components: TokenizerComponents

  static func read(_ folder: String) throws(TokenizerError) -> Tokenizer.Parts {
    let file = "\(folder)/tokenizer.json"
    guard let root = try TokenizerFiles.json("tokenizer.json", in: folder) else {
      throw TokenizerError(.unreadable, file: file, field: "file", "there is no such file")
    }
    var reader = FolderTokenizerReader(
      folder: folder, file: file, root: root, vocabulary: VocabularyBuilder(file: file),
      components: TokenizerComponents(file: file))
    do throws(TokenizerError) {
      return try reader.read()
    } catch {
      throw error.file == file ? error.located(in: root) : error
    }
  }

  private func malformed(_ field: String, _ problem: String) -> TokenizerError {
    TokenizerError(.malformed, file: file, field: field, problem)
  }

  private func unsupported(_ field: String, _ problem: String) -> TokenizerError {
    TokenizerError(.unsupported, file: file, field: field, problem)
  }

  private mutating func read() throws(TokenizerError) -> Tokenizer.Parts {
    guard let model = root["model"], model.members != nil else { throw malformed("model", "it is missing") }
    let preTokenizer = try components.preTokenizer(root["pre_tokenizer"])
    let byteLevel = components.isByteLevel(root["pre_tokenizer"]) || components.isByteLevel(root["normalizer"])
    let kind = model["type"]?.string ?? (model["merges"] == nil ? "Unigram" : "BPE")
    var parts: Tokenizer.Parts
    switch kind {
    case "BPE": parts = try bytePair(model, byteLevel: byteLevel)
    case "Unigram": parts = try unigram(model)
    default: throw unsupported("model.type", "the model is \"\(kind.prefix(40))\"")
    }
    parts.preTokenizer = preTokenizer
    parts.normalizer = try components.normalizer(root["normalizer"])
    parts.decoding = try components.decoding(root["decoder"], byteLevel: byteLevel)
    try readAddedTokens(into: &parts, byteLevel: byteLevel)
    try readPostProcessor(root["post_processor"], into: &parts)
    try readEnds(into: &parts)
    return parts
  }

  private mutating func readVocabulary(_ model: JSONValue) throws(TokenizerError) {
    guard let members = model["vocab"]?.members else { throw malformed("model.vocab", "it is missing or no object") }
    guard members.count <= Tokenizer.mostTokens else {
      throw malformed("model.vocab", "\(members.count) tokens, over the most that is read, \(Tokenizer.mostTokens)")
    }
    for member in members {
      guard let id = member.value.integer else {
        throw malformed("model.vocab[\"\(member.key.prefix(40))\"]", "the id is not an integer")
      }
      try vocabulary.add(id, Array(member.key.utf8), field: "model.vocab[\"\(member.key.prefix(40))\"]")
    }
    try vocabulary.checkDensity(field: "model.vocab")
  }

  private func merges(_ model: JSONValue, byteLevel: Bool) throws(TokenizerError) -> [(left: [UInt8], right: [UInt8])] {
    guard let nodes = model["merges"]?.array else { throw malformed("model.merges", "it is missing or no array") }
    var merges: [(left: [UInt8], right: [UInt8])] = []
    merges.reserveCapacity(nodes.count)
    for (rank, node) in nodes.enumerated() {
      var sides: [[UInt8]] = []
      if let pair = node.array {
        sides = pair.compactMap { $0.string.map { Array($0.utf8) } }
      } else if let text = node.string {
        sides = Array(text.utf8).split(separator: 0x20, omittingEmptySubsequences: false).map { Array($0) }
      }
      if byteLevel { sides = sides.map { ByteAlphabet.bytes(of: $0) ?? $0 } }
      guard sides.count == 2 else { throw malformed("model.merges[\(rank)]", "it is not a pair of tokens") }
      merges.append((sides[0], sides[1]))
    }
    return merges
  }

  private mutating func bytePair(_ model: JSONValue, byteLevel: Bool) throws(TokenizerError) -> Tokenizer.Parts {
    for field in ["continuing_subword_prefix", "end_of_word_suffix"] {
      guard (model[field]?.string ?? "").isEmpty else {
        throw unsupported("model.\(field)", "a mark on parts of words")
      }
    }
    if let dropout = model["dropout"]?.double, dropout > 0 { throw unsupported("model.dropout", "random merges") }
    try readVocabulary(model)
    let table = try vocabulary.table(field: "model.vocab") { id in
      guard let text = vocabulary.texts[id] else { return nil }
      return byteLevel ? ByteAlphabet.bytes(of: text) ?? text : text
    }
    let unknown = model["unk_token"]?.string.flatMap { id(of: $0) }
    let fallback =
      model["byte_fallback"]?.bool ?? false ? VocabularyBuilder.byteFallback { table.id($0) } : nil
    let encoder = BytePairEncoder(
      alphabet: byteLevel ? .bytes(VocabularyBuilder.byteIDs(table)) : .characters(byteFallback: fallback),
      vocabulary: table,
      pairs: try vocabulary.pairs(
        try merges(model, byteLevel: byteLevel), table: table, field: "model.merges"),
      ignoresMerges: model["ignore_merges"]?.bool ?? false, unknown: unknown,
      fusesUnknown: model["fuse_unk"]?.bool ?? false)
    return Tokenizer.Parts(
      model: .bytePair(encoder), decoding: TokenDecoding(repair: .parts), pieces: pieces(byteLevel: byteLevel))
  }

  /// The id of a token by its text; linear, for the few that are looked up so.
  private func id(of text: String) -> Int32? {
    let bytes = Array(text.utf8)
    return vocabulary.texts.firstIndex { $0 == bytes }.map { Int32($0) }
  }

  private func pieces(byteLevel: Bool) -> [[UInt8]] {
    vocabulary.texts.map { text in
      guard let text else { return [] }
      if byteLevel { return ByteAlphabet.bytes(of: text) ?? text }
      if let byte = VocabularyBuilder.byte(named: text), components.decodesBytes(root["decoder"]) { return [byte] }
      return components.decodesMetaspace(root["decoder"]) ? SentencePieceText.spaces(text) : text
    }
  }

  private mutating func unigram(_ model: JSONValue) throws(TokenizerError) -> Tokenizer.Parts {
    guard let entries = model["vocab"]?.array else { throw malformed("model.vocab", "it is missing or no array") }
    guard entries.count <= Tokenizer.mostTokens else {
      throw malformed("model.vocab", "\(entries.count) tokens, over the most that is read, \(Tokenizer.mostTokens)")
    }
    var scores: [Double] = []
    scores.reserveCapacity(entries.count)
    for (id, entry) in entries.enumerated() {
      guard let pair = entry.array, pair.count == 2, let text = pair[0].string, let score = pair[1].double else {
        throw malformed("model.vocab[\(id)]", "it is not a token with its score")
      }
      try vocabulary.add(id, Array(text.utf8), field: "model.vocab[\(id)]")
      scores.append(score)
    }
    try vocabulary.checkDensity(field: "model.vocab")
    let table = try vocabulary.table(field: "model.vocab") { vocabulary.texts[$0] }
    var unknown: Int32?
    if let id = model["unk_id"]?.integer {
      guard vocabulary.texts.indices.contains(id) else {
        throw malformed("model.unk_id", "\(id) is outside the vocabulary")
      }
      unknown = Int32(id)
    }
    let fallback =
      model["byte_fallback"]?.bool ?? false ? VocabularyBuilder.byteFallback { table.id($0) } : nil
    let encoder = UnigramEncoder(texts: vocabulary.texts, scores: scores, unknown: unknown, byteFallback: fallback)
    return Tokenizer.Parts(
      model: .unigram(encoder), decoding: TokenDecoding(repair: .bytes), pieces: pieces(byteLevel: false))
  }

  private mutating func readAddedTokens(into parts: inout Tokenizer.Parts, byteLevel: Bool) throws(TokenizerError) {
    for (index, node) in (root["added_tokens"]?.array ?? []).enumerated() {
      let field = "added_tokens[\(index)]"
      guard let id = node["id"]?.integer, let content = node["content"]?.string else {
        throw malformed(field, "it has no id or no content")
      }
      let text = Array(content.utf8)
      guard text.count <= AddedTokens.longest else {
        throw malformed(field, "\(text.count) bytes, over \(AddedTokens.longest)")
      }
      if vocabulary.texts.indices.contains(id), let known = vocabulary.texts[id] {
        guard known == text else { throw malformed(field, "the id \(id) has another text in the vocabulary") }
      } else {
        try vocabulary.add(id, text, field: field)
      }
      while parts.pieces.count <= id { parts.pieces.append([]) }
      parts.pieces[id] = text
      let token = AddedToken(
        id: Int32(id), content: text, isSpecial: node["special"]?.bool ?? false,
        stripsLeft: node["lstrip"]?.bool ?? false, stripsRight: node["rstrip"]?.bool ?? false,
        isSingleWord: node["single_word"]?.bool ?? false, isNormalized: node["normalized"]?.bool ?? false)
      parts.added.append(token)
      if token.isSpecial { parts.special.insert(token.id) }
    }
  }

  /// Takes over the tokens that a post-processor puts around a single text.
  private func readPostProcessor(_ node: JSONValue?, into parts: inout Tokenizer.Parts) throws(TokenizerError) {
    guard let node, !node.isNull else { return }
    switch node["type"]?.string {
    case "ByteLevel": break
    case "Sequence":
      for inner in node["processors"]?.array ?? [] { try readPostProcessor(inner, into: &parts) }
    case "TemplateProcessing":
      var isBehind = false
      for item in node["single"]?.array ?? [] {
        if item["Sequence"] != nil {
          isBehind = true
        } else if let name = item["SpecialToken"]?["id"]?.string {
          let ids = node["special_tokens"]?[name]?["ids"]?.array?.compactMap(\.integer) ?? []
          guard !ids.isEmpty, ids.allSatisfy({ $0 >= 0 && $0 < parts.pieces.count }) else {
            throw malformed("post_processor.special_tokens", "the ids of \"\(name.prefix(40))\" are missing or unknown")
          }
          if isBehind { parts.behind += ids.map { Int32($0) } } else { parts.before += ids.map { Int32($0) } }
        }
      }
    case let type: throw unsupported("post_processor.type", "the post-processor is \"\(type?.prefix(40) ?? "")\"")
    }
  }

  private func readEnds(into parts: inout Tokenizer.Parts) throws(TokenizerError) {
    let configuration = try TokenizerFiles.json("tokenizer_config.json", in: folder)
    let generation = try TokenizerFiles.json("generation_config.json", in: folder)
    let model = try TokenizerFiles.json("config.json", in: folder)
    func named(_ field: String) -> Int32? {
      let node = configuration?[field]
      return (node?.string ?? node?["content"]?.string).flatMap { id(of: $0) }
    }
    parts.beginOfSequence = named("bos_token") ?? parts.before.first
    if let id = named("eos_token") { parts.endOfSequence.insert(id) }
    for node in [generation?["eos_token_id"], model?["eos_token_id"]] {
      let ids = node?.array?.compactMap(\.integer) ?? node?.integer.map { [$0] } ?? []
      for id in ids where parts.pieces.indices.contains(id) { parts.endOfSequence.insert(Int32(id)) }
    }
    for token in parts.added where token.isSpecial {
      if GGUFTokenizerReader.endNames.contains(String(decoding: token.content, as: UTF8.self)) {
        parts.endOfSequence.insert(token.id)
      }
    }
  }
}
