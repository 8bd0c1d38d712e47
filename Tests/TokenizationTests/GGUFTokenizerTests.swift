import ModelFormats
import Testing
import Tokenization

/// Tokenizers as GGUF files hold them, against llama.cpp, SentencePiece and the tokenizer.json of the same family
/// (Fixtures/make_gguf_tokenizers.py).
@Suite("Tokenizers of GGUF files")
struct GGUFTokenizerTests {
  /// Names in `tokenizer.ggml.pre`, at least one for every expression.
  static let names: [String] = [
    "default", "gpt-2", "smollm", "llama-bpe", "dbrx", "qwen2", "stablelm2", "falcon", "gpt-4o", "llama4", "tekken",
    "deepseek-v3", "hunyuan-dense", "deepseek-coder", "qwen35", "seed-coder", "bailingmoe", "minicpm5",
  ]

  /// All bytes and all pairs of them, the smaller bytes' merged first: where a text is cut shows in its ids.
  private static let everyPair: (tokens: [String], merges: [String]) = {
    let characters = Fixtures.byteCharacters
    let pairs = characters.flatMap { one in characters.map { (one, $0) } }
    return (characters + pairs.map { $0.0 + $0.1 }, pairs.map { $0.0 + " " + $0.1 })
  }()

  @Test("Each pre-tokenizer cuts 2,000 texts as llama.cpp does, or the library that it comes near", arguments: names)
  func preTokenizers(_ name: String) throws {
    let golden = try #require(try Fixtures.json("gguf-pre.json")[name])
    let tokenizer = try Tokenizer(
      metadata: [
        "tokenizer.ggml.model": .string("gpt2"), "tokenizer.ggml.pre": .string(name),
        "tokenizer.ggml.tokens": .strings(Self.everyPair.tokens), "tokenizer.ggml.merges": .strings(Self.everyPair.merges),
      ], file: "test.gguf")
    Fixtures.expectEqual(Fixtures.digests(Fixtures.texts.map { tokenizer.encode($0) }), golden, name)
  }

  @Test(
    "The GGUF form of a family's tokenizer gives the ids of its tokenizer.json",
    arguments: [("llama3", "llama-bpe"), ("qwen2", "qwen2"), ("o200k", "gpt-4o"), ("tekken", "tekken")])
  func routes(_ family: String, _ pre: String) throws {
    let golden = try #require(try Fixtures.json("tokenizers/goldens.json")[family])
    let tokenizer = try Tokenizer(metadata: Self.metadata(of: family, pre: pre), file: "test.gguf")
    Fixtures.expectEqual(Fixtures.digests(Fixtures.texts.map { tokenizer.encode($0) }), golden["plain"], "plain")
    let special = Fixtures.texts.map { tokenizer.encode($0, parseSpecial: true) }
    Fixtures.expectEqual(Fixtures.digests(special), golden["special"], "special")
    Fixtures.expectEqual(Fixtures.digests(special.map { tokenizer.decode($0) }), golden["decoded"], "decoded")
  }

  /// What llama.cpp's converter makes of a fixture's tokenizer.json.
  private static func metadata(of family: String, pre: String) throws -> [String: GGUFValue] {
    let file = try Fixtures.json("tokenizers/\(family)/tokenizer.json")
    let vocabulary = try #require(file["model"]?["vocab"]).members.compactMap { member in
      member.value.integer.map { (Int($0), member.key) }
    }
    let tokens = vocabulary.sorted { $0.0 < $1.0 }
    #expect(tokens.map(\.0) == Array(tokens.indices))
    let merges = (file["model"]?["merges"]?.array ?? []).map { merge in
      merge.string ?? (merge.array ?? []).compactMap(\.string).joined(separator: " ")
    }
    let added = (file["added_tokens"]?.array ?? []).compactMap { $0["id"]?.integer }.map { Int($0) }
    return [
      "tokenizer.ggml.model": .string("gpt2"), "tokenizer.ggml.pre": .string(pre),
      "tokenizer.ggml.tokens": .strings(tokens.map(\.1)), "tokenizer.ggml.merges": .strings(merges),
      "tokenizer.ggml.token_type": .integers(tokens.map { added.contains($0.0) ? 3 : 1 }),
      "tokenizer.ggml.bos_token_id": .unsigned(0),
    ]
  }

  @Test(
    "Gemma 3's own file gives the ids that SentencePiece gives with its pieces",
    .enabled(if: Fixtures.gemma3 != nil, "no model file: run make model-gemma3"))
  func gemma3() throws {
    let path = try #require(Fixtures.gemma3)
    let tokenizer = try Tokenizer(metadata: try GGUFFile(path).metadata, file: path)
    let golden = try Fixtures.json("gemma3.json")
    #expect(tokenizer.vocabularyCount == 262_144 && tokenizer.addsBeginOfSequence && tokenizer.beginOfSequence == 2)
    let ids = Fixtures.texts.map { Array(tokenizer.encode($0).dropFirst()) }
    let lists = golden["lists"]?.array ?? []
    #expect(lists.count == 30)
    for (own, list) in zip(ids, lists) { #expect(own == list.ids) }
    Fixtures.expectEqual(Fixtures.digests(ids), golden["plain"], "plain")
    for (text, ids) in zip(Fixtures.texts, ids) { #expect(tokenizer.decode(ids) == text) }
    // No text spells one of its control tokens.
    #expect(Fixtures.texts.allSatisfy { tokenizer.encode($0, parseSpecial: true) == tokenizer.encode($0) })
    #expect(tokenizer.encode("<start_of_turn>user\n", parseSpecial: true) == [2, 105, 2364, 107])
  }
}
