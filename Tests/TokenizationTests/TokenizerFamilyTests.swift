import ModelFormats
import Testing
import Tokenization

/// Small tokenizers of every supported family, trained by Fixtures/make_tokenizers.py, against the library that
/// trained them.
@Suite("Tokenizer families")
struct TokenizerFamilyTests {
  @Test(
    "A tokenizer.json gives the ids and texts that tokenizers gives",
    arguments: ["llama3", "qwen2", "o200k", "tekken", "odd", "gemma", "llama2", "unigram"])
  func folder(_ name: String) throws {
    let golden = try #require(try Fixtures.json("tokenizers/goldens.json")[name])
    let tokenizer = try Tokenizer(folder: "\(Fixtures.folder)/tokenizers/\(name)")
    let texts = Fixtures.texts, lists = golden["lists"]?.array ?? []
    #expect(texts.count == 2000 && lists.count == 8)
    for (text, list) in zip(texts, lists) { #expect(tokenizer.encode(text, parseSpecial: true) == list.ids) }
    let special = texts.map { tokenizer.encode($0, parseSpecial: true) }
    Fixtures.expectEqual(Fixtures.digests(texts.map { tokenizer.encode($0) }), golden["plain"], "plain")
    Fixtures.expectEqual(Fixtures.digests(special), golden["special"], "special")
    Fixtures.expectEqual(Fixtures.digests(special.map { tokenizer.decode($0) }), golden["decoded"], "decoded")
  }

  @Test(
    "Only a tokenizer that adds a begin token itself says so",
    arguments: [("llama3", true), ("qwen2", false), ("gemma", true)])
  func begins(_ name: String, _ adds: Bool) throws {
    let tokenizer = try Tokenizer(folder: "\(Fixtures.folder)/tokenizers/\(name)")
    #expect(tokenizer.addsBeginOfSequence == adds)
    #expect((tokenizer.encode("a").first == tokenizer.beginOfSequence) == adds)
    // A template writes its own.
    #expect(tokenizer.encodeInside("a") == Array(tokenizer.encode("a").dropFirst(adds ? 1 : 0)))
  }

  @Test(
    "SentencePiece's own models, as GGUF files hold them, give the ids that SentencePiece gives",
    arguments: ["bpe", "unigram"])
  func sentencePiece(_ kind: String) throws {
    let golden = try Fixtures.json("sentencepiece-\(kind).json")
    let tokenizer = try Self.sentencePieceTokenizer(kind, golden)
    let texts = Fixtures.texts, ids = texts.map { tokenizer.encode($0) }, lists = golden["lists"]?.array ?? []
    #expect(texts.count == 2000 && lists.count == 8)
    for (own, list) in zip(ids, lists) { #expect(own == list.ids) }
    Fixtures.expectEqual(Fixtures.digests(ids), golden["ids"], "ids")
    Fixtures.expectEqual(Fixtures.digests(ids.map { tokenizer.decode($0) }), golden["decoded"], "decoded")
  }

  @Test(
    "A million equal characters take less than two seconds with SentencePiece's models, whatever the character", arguments: ["bpe", "unigram"],
    ["x", " ", "e", "\n", "😀"])
  func repeated(_ kind: String, _ unit: String) throws {
    let tokenizer = try Self.sentencePieceTokenizer(kind, Fixtures.json("sentencepiece-\(kind).json"))
    let text = String(repeating: unit, count: 1_000_000 / unit.utf8.count)
    var ids: [Int32] = []
    let time = ContinuousClock().measure { ids = tokenizer.encode(text) }
    #expect(tokenizer.decode(ids) == text)
    #expect(time < .seconds(2), "\(time)")
  }

  private static func sentencePieceTokenizer(_ kind: String, _ golden: JSONValue) throws -> Tokenizer {
    let metadata: [String: GGUFValue] = [
      "tokenizer.ggml.model": .string(kind == "bpe" ? "llama" : "t5"),
      "tokenizer.ggml.tokens": .strings(golden["tokens"]?.array?.compactMap(\.string) ?? []),
      "tokenizer.ggml.scores": .floats(golden["scores"]?.array?.compactMap(\.double) ?? []),
      "tokenizer.ggml.token_type": .integers(golden["types"]?.array?.compactMap { $0.integer.map { Int64($0) } } ?? []),
      "tokenizer.ggml.unknown_token_id": .unsigned(0),
      "tokenizer.ggml.add_bos_token": .bool(false),
      "tokenizer.ggml.add_eos_token": .bool(false),
    ]
    return try Tokenizer(metadata: metadata, file: "test.gguf")
  }

  @Test("A folder's end tokens come from all of its files")
  func ends() throws {
    let added =
      #"[{"id":256,"content":"<e>","special":true},{"id":257,"content":"<|im_end|>","special":true},{"id":258,"content":"<b>","special":true}]"#
    let tokenizer = try Fixtures.inFolder([
      "tokenizer.json": Fixtures.byteLevel(added: added),
      "tokenizer_config.json": #"{"bos_token":{"content":"<b>"},"eos_token":"<e>"}"#,
      "generation_config.json": #"{"eos_token_id":[7,9]}"#, "config.json": #"{"eos_token_id":8}"#,
    ]) { try Tokenizer(folder: $0) }
    #expect(tokenizer.endOfSequence == [256, 257, 7, 8, 9])
    #expect(tokenizer.beginOfSequence == 258 && !tokenizer.addsBeginOfSequence)
    #expect(tokenizer.vocabularyCount == 259)
  }

  @Test("Text between special tokens is encoded as one, across segments")
  func joined() throws {
    let tokenizer = try Fixtures.tokenizer(
      Fixtures.byteLevel(
        merges: [("a", "B")],
        added: #"[{"id":257,"content":"<x>","special":true},{"id":258,"content":"<y>","special":false}]"#))
    func encode(_ segments: (String, Bool)...) -> [Int32] {
      tokenizer.encode(segments.map { TextSegment(text: $0.0, isTemplate: $0.1) })
    }
    #expect(encode(("a", true), ("B", false)) == [256])
    #expect(encode(("<x>a", true), ("B<x>", false)) == [257, 256, 60, 120, 62])
    // A special token is not put together from two origins, nor from a message alone.
    #expect(encode(("<", true), ("x>", false)) == [60, 120, 62])
    #expect(encode(("<x", false), (">", true)) == [60, 120, 62])
    #expect(encode(("<", true), ("x>", true)) == [257])
    #expect(encode(("<", false), ("<x>", true), (">", false)) == [60, 257, 62])
    // What is added but not special is found anywhere.
    #expect(encode(("<y", true), (">", false)) == [258])
    #expect(encode() == [] && encode(("", true)) == [])
  }

  @Test("A broken sequence of bytes decodes to replacement characters")
  func repairs() throws {
    let tokenizer = try Fixtures.tokenizer(Fixtures.byteLevel())
    #expect(tokenizer.decode([0x61, 0xE2, 0x82, 0x62, 0xFF, 0xF0, 0x9F, 0x98, 0x80]) == "a\u{FFFD}b\u{FFFD}😀")
    #expect(tokenizer.decode([0x61, -5, 99_999]) == "a")
    let llama = try Tokenizer(folder: "\(Fixtures.folder)/tokenizers/llama2")
    let bytes = (0..<Int32(llama.vocabularyCount)).filter {
      llama.bytes(of: $0) == [0xE2] || llama.bytes(of: $0) == [0x82]
    }
    #expect(bytes.count == 2 && llama.decode(bytes) == "\u{FFFD}\u{FFFD}")
  }
}
