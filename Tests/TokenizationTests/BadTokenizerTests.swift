import Foundation
import ModelFormats
import Testing
import Tokenization

/// Files that are wrong in one place: each must be refused by a typed error of one line that names the place.
@Suite("Broken tokenizers")
struct BadTokenizerTests {
  static func gguf(_ changes: [String: GGUFValue?] = [:]) -> [String: GGUFValue] {
    var metadata: [String: GGUFValue] = [
      "tokenizer.ggml.model": .string("gpt2"), "tokenizer.ggml.pre": .string("smollm"),
      "tokenizer.ggml.tokens": .strings(["a", "b", "ab", "<e>"]), "tokenizer.ggml.token_type": .integers([1, 1, 1, 3]),
      "tokenizer.ggml.merges": .strings(["a b"]), "tokenizer.ggml.eos_token_id": .unsigned(3),
    ]
    for (key, value) in changes { metadata["tokenizer.ggml.\(key)"] = value }
    return metadata
  }

  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let metadata: [String: GGUFValue]
    let field: String

    init(_ name: String, _ changes: [String: GGUFValue?], _ field: String) {
      testDescription = name
      metadata = BadTokenizerTests.gguf(changes)
      self.field = "tokenizer.ggml.\(field)"
    }
  }

  static let spm: [String: GGUFValue?] = [
    "model": .string("llama"), "tokens": .strings(["<unk>", "<0x41>"]), "token_type": .integers([2, 6]),
    "scores": .floats([0, 0]), "eos_token_id": nil,
  ]

  static let cases: [Case] = [
    Case("no model", ["model": nil], "model"),
    Case("a model of another type", ["model": .bool(true)], "model"),
    Case("an unknown model", ["model": .string("rwkv")], "model"),
    Case("an unknown pre-tokenizer", ["pre": .string("nobody")], "pre"),
    Case("no tokens", ["tokens": nil], "tokens"),
    Case("tokens of another type", ["tokens": .integers([1])], "tokens"),
    Case("an empty vocabulary", ["tokens": .strings([]), "token_type": .integers([])], "tokens"),
    Case("types of another length", ["token_type": .integers([1, 1])], "token_type"),
    Case("an unknown type", ["token_type": .integers([1, 1, 9, 3])], "token_type[2]"),
    Case("two tokens of one text", ["tokens": .strings(["a", "a", "ab", "<e>"])], "tokens"),
    Case("no merges", ["merges": nil], "merges"),
    Case("a merge of one part", ["merges": .strings(["ab"])], "merges[0]"),
    Case("a merge of three parts", ["merges": .strings(["a b c"])], "merges[0]"),
    Case("a merge of an unknown token", ["merges": .strings(["a b", "a z"])], "merges[1]"),
    Case("a merge longer than the vocabulary", ["merges": .strings(["a b", "ab ab"])], "merges[1]"),
    Case("an end token outside the vocabulary", ["eos_token_id": .unsigned(4)], "eos_token_id"),
    Case("a negative end token", ["eos_token_id": .signed(-7)], "eos_token_id"),
    Case("an end token that is text", ["eos_token_id": .string("3")], "eos_token_id"),
    Case("a flag that is a number", ["add_bos_token": .unsigned(1)], "add_bos_token"),
    Case(
      "a control token of a kilobyte", ["tokens": .strings(["a", "b", "ab", String(repeating: "x", count: 1000)])],
      "tokens[3]"),
    Case(
      "a token of a hundred kilobytes", ["tokens": .strings(["a", "b", "ab", String(repeating: "x", count: 100_000)])],
      "tokens[3]"),
    Case("more tokens than are read", ["tokens": .strings(Array(repeating: "a", count: 1_048_577))], "tokens"),
    Case("no scores", spm.merging(["scores": nil]) { $1 }, "scores"),
    Case("scores of another length", spm.merging(["scores": .floats([0])]) { $1 }, "scores"),
    Case("a score that is no number", spm.merging(["scores": .floats([0, .nan])]) { $1 }, "scores[1]"),
    Case("the byte token <0x-1>", spm.merging(["tokens": .strings(["<unk>", "<0x-1>"])]) { $1 }, "tokens[1]"),
    Case("the byte token <0x100>", spm.merging(["tokens": .strings(["<unk>", "<0x100>"])]) { $1 }, "tokens[1]"),
    Case("an empty byte token", spm.merging(["tokens": .strings(["<unk>", ""])]) { $1 }, "tokens[1]"),
  ]

  @Test("GGUF metadata is refused by its field", arguments: cases)
  func metadata(_ item: Case) throws {
    let error = try #require(throws: TokenizerError.self) { _ = try Tokenizer(metadata: item.metadata, file: "m.gguf") }
    #expect(error.field == item.field, "\(error)")
    #expect(error.file == "m.gguf" && !error.description.contains("\n"))
  }

  @Test("The same metadata without a fault is read")
  func sound() throws {
    let tokenizer = try Tokenizer(metadata: Self.gguf(), file: "m.gguf")
    #expect(tokenizer.encode("abba") == [2, 1, 0] && tokenizer.endOfSequence == [3])
    // Letters that the vocabulary lacks are left out, as tokenizers does without an unknown token.
    #expect(tokenizer.encode("axb") == [2] || tokenizer.encode("axb") == [0, 1])
  }

  @Test("A fault in tokenizer.json names the byte of its field, or of the nearest field around it", arguments: [
    (#"{"model":{"type":"WordPiece"}}"#, 17), (#"{"model":{"type":"BPE","vocab":{"a":0,"b":-1},"merges":[]}}"#, 42),
    (#"{"model":{"type":"BPE","vocab":{"a":0},"merges":["a a"]}}"#, 48), (#"{"model":{}}"#, 9),
    (#"{"model":{"type":"BPE","vocab":{"a":0},"merges":[]},"added_tokens":[{"id":-2,"content":"b"}]}"#, 67),
  ] as [(String, Int?)])
  func offsets(_ json: String, _ offset: Int?) throws {
    let error = try #require(throws: TokenizerError.self) {
      try Fixtures.inFolder(["tokenizer.json": json]) { _ = try Tokenizer(folder: $0) }
    }
    #expect(error.offset == offset, "\(error)")
    #expect(offset.map { error.description.contains("(byte \($0))") } ?? true)
  }

  @Test(
    "A tokenizer.json is refused by its field",
    arguments: [
      ("{", "JSON"), ("[]", "byte 0"), ("{}", "model"), (#"{"model":{}}"#, "model.vocab"),
      (#"{"model":{"type":"WordPiece"}}"#, "model.type"),
      (#"{"model":{"type":"BPE","vocab":{"a":0,"b":0},"merges":[]}}"#, #"model.vocab["b"]"#),
      (#"{"model":{"type":"BPE","vocab":{"a":-1},"merges":[]}}"#, #"model.vocab["a"]"#),
      (#"{"model":{"type":"BPE","vocab":{"a":"0"},"merges":[]}}"#, #"model.vocab["a"]"#),
      (#"{"model":{"type":"BPE","vocab":{"a":0,"b":900000},"merges":[]}}"#, "model.vocab"),
      (#"{"model":{"type":"BPE","vocab":{"a":0,"b":2000000000},"merges":[]}}"#, #"model.vocab["b"]"#),
      (#"{"model":{"type":"BPE","vocab":{"a":0,"a":1},"merges":[]}}"#, "a at byte 38"),
      (#"{"model":{"type":"BPE","vocab":{},"merges":[]}}"#, "model.vocab"),
      (#"{"model":{"type":"BPE","vocab":{"a":0}}}"#, "model.merges"),
      (#"{"model":{"type":"BPE","vocab":{"a":0},"merges":[["a","b"]]}}"#, "model.merges[0]"),
      (#"{"model":{"type":"BPE","vocab":{"a":0},"merges":["a a"]}}"#, "model.merges[0]"),
      (#"{"model":{"type":"BPE","vocab":{"a":0},"merges":[7]}}"#, "model.merges[0]"),
      (
        #"{"model":{"type":"BPE","vocab":{"a":0},"merges":[],"end_of_word_suffix":"</w>"}}"#, "model.end_of_word_suffix"
      ),
      (#"{"model":{"type":"BPE","vocab":{"a":0},"merges":[],"dropout":0.1}}"#, "model.dropout"),
      (#"{"model":{"type":"Unigram","vocab":[["a"]]}}"#, "model.vocab[0]"),
      (#"{"model":{"type":"Unigram","vocab":[["a",-1]],"unk_id":5}}"#, "model.unk_id"),
      (#"{"model":{"type":"BPE","vocab":{"a":0},"merges":[]},"normalizer":{"type":"Nmt"}}"#, "normalizer.type"),
      (
        #"{"model":{"type":"BPE","vocab":{"a":0},"merges":[]},"pre_tokenizer":{"type":"UnicodeScripts"}}"#,
        "pre_tokenizer.type"
      ),
      (#"{"model":{"type":"BPE","vocab":{"a":0},"merges":[]},"decoder":{"type":"CTC"}}"#, "decoder.type"),
      (
        #"{"model":{"type":"BPE","vocab":{"a":0},"merges":[]},"post_processor":{"type":"BertProcessing"}}"#,
        "post_processor.type"
      ),
      (
        #"{"model":{"type":"BPE","vocab":{"a":0},"merges":[]},"post_processor":{"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"x"}}]}}"#,
        "post_processor.special_tokens"
      ),
      (#"{"model":{"type":"BPE","vocab":{"a":0},"merges":[]},"added_tokens":[{"id":0}]}"#, "added_tokens[0]"),
      (
        #"{"model":{"type":"BPE","vocab":{"a":0},"merges":[]},"added_tokens":[{"id":0,"content":"b"}]}"#,
        "added_tokens[0]"
      ),
      (
        #"{"model":{"type":"BPE","vocab":{"a":0},"merges":[]},"added_tokens":[{"id":-2,"content":"b"}]}"#,
        "added_tokens[0]"
      ),
      (
        #"{"model":{"type":"BPE","vocab":{"a":0},"merges":[]},"pre_tokenizer":{"type":"Split","pattern":{},"behavior":"Isolated"}}"#,
        "pre_tokenizer.pattern"
      ),
      (
        #"{"model":{"type":"BPE","vocab":{"a":0},"merges":[]},"pre_tokenizer":{"type":"Split","pattern":{"String":"x"},"behavior":"Eaten"}}"#,
        "pre_tokenizer.behavior"
      ),
      ("{\"model\":" + String(repeating: "[", count: 100_000), "JSON at byte 72"),
      ("{\"model\":\u{1}}", "JSON at byte 9"),
    ])
  func folder(_ json: String, _ field: String) throws {
    let error = try #require(throws: TokenizerError.self) { _ = try Fixtures.tokenizer(json) }
    #expect(error.field == field || error.field.hasPrefix("\(field) at"), "\(error)")
    #expect(error.file.hasSuffix("/tokenizer.json") && !error.description.contains("\n"))
  }

  @Test("A folder without a tokenizer, and a FIFO in its place, are unreadable and not waited for")
  func unreadable() throws {
    try Fixtures.inFolder([:]) { folder in
      let missing = try #require(throws: TokenizerError.self) { _ = try Tokenizer(folder: folder) }
      #expect(missing.kind == .unreadable)
      _ = unsafe mkfifo("\(folder)/tokenizer.json", 0o600)
      let fifo = try #require(throws: TokenizerError.self) { _ = try Tokenizer(folder: folder) }
      #expect(fifo.kind == .unreadable)
    }
  }

  @Test("Control characters of a file never reach a message")
  func printable() throws {
    let error = try #require(throws: TokenizerError.self) {
      _ = try Fixtures.tokenizer(#"{"model":{"type":"\u001b[31m\n\u202e"}}"#)
    }
    #expect(error.description.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x202E })
  }

  @Test("Cut short anywhere, a tokenizer.json is refused")
  func truncated() throws {
    let whole = try Fixtures.bytes("tokenizers/qwen2/tokenizer.json")
    for length in stride(from: 0, to: whole.count - 2, by: 97) {
      #expect(throws: TokenizerError.self) {
        _ = try Fixtures.tokenizer(String(decoding: whole[..<length], as: UTF8.self))
      }
    }
  }

  @Test("With any one byte changed, a tokenizer.json is read or refused, and nothing else happens")
  func mutated() throws {
    let whole = try Fixtures.bytes("tokenizers/odd/tokenizer.json")
    var state: UInt64 = 42
    var refused = 0
    for _ in 0..<400 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      var bytes = whole
      bytes[Int(state >> 33) % bytes.count] = UInt8(truncatingIfNeeded: state >> 25)
      do {
        let tokenizer = try Fixtures.tokenizer(String(decoding: bytes, as: UTF8.self))
        for text in Fixtures.texts.prefix(60) { _ = tokenizer.decode(tokenizer.encode(text, parseSpecial: true)) }
      } catch is TokenizerError {
        refused += 1
      }
    }
    #expect(refused > 50)
  }
}
