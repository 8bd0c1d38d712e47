import Foundation
import Targets
import Testing
import Tokenization

/// Models whose tokenizer has more tokens than their embedding has rows.
@Suite("Tokenizers that fit their models") struct TokenizerFitTests {
  private static let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()

  /// A family's tiny model, of 7 rows, with a tokenizer of six tokens and one that was added.
  private static func folder(
    _ family: String, rows: Int = 7, added: (id: Int, content: String), _ body: (String) throws -> Void
  ) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("fit-" + UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    try FileManager.default.copyItem(
      at: tests.appendingPathComponent("ModelFormatsTests/Fixtures/models/\(family)"), to: folder)
    try? FileManager.default.removeItem(at: folder.appendingPathComponent("model.gguf"))
    let tokenizer = """
      {"added_tokens":[{"id":\(added.id),"content":"\(added.content)","special":true}],"normalizer":null,
       "pre_tokenizer":{"type":"ByteLevel","add_prefix_space":false,"use_regex":false},
       "decoder":{"type":"ByteLevel"},"post_processor":null,
       "model":{"type":"BPE","vocab":{"a":0,"b":1,"c":2,"d":3,"e":4,"f":5},"merges":[]}}
      """
    try Data(tokenizer.utf8).write(to: folder.appendingPathComponent("tokenizer.json"))
    try body(folder.path)
  }

  @Test(
    "A folder's added token must have a row; but for Gemma 3's picture token, which its text models ship",
    arguments: [
      ("llama", 6, "<new>", true), ("llama", 7, "<new>", false), ("llama", 7, "<image_soft_token>", false),
      ("gemma3", 7, "<image_soft_token>", true), ("gemma3", 8, "<image_soft_token>", false), ("gemma3", 7, "<new>", false),
    ])
  func folders(_ family: String, _ id: Int, _ content: String, _ fits: Bool) throws {
    try Self.folder(family, added: (id, content)) { path in
      guard !fits else {
        #expect(try ModelUnderTest.open(path: path, adapters: [], workers: 1).configuration.vocabulary == 7)
        return
      }
      let error = try #require(throws: TokenizerError.self) {
        _ = try ModelUnderTest.open(path: path, adapters: [], workers: 1)
      }
      #expect(error.kind == .malformed && error.file == path + "/tokenizer.json" && error.field == "the highest id")
      #expect(error.problem.hasPrefix("\(id + 1) tokens, but the model's embedding has 7 rows"))
    }
  }

  @Test("A GGUF file's tokens must have rows", arguments: [260, 259, 8])
  func files(_ rows: Int) throws {
    // A model of 260 tokens, whose embedding is said to have fewer rows.
    var data = try Data(contentsOf: Self.tests.appendingPathComponent("CommandTests/Fixtures/merged/base.gguf"))
    let name = try #require(data.range(of: Data("token_embd.weight".utf8)))
    // Behind the name: 32 bits for the number of dimensions, 64 for the columns, 64 for the rows.
    let place = name.upperBound + 12
    #expect(data[place] == 4 && data[place + 1] == 1)
    data[place] = UInt8(truncatingIfNeeded: rows)
    data[place + 1] = UInt8(rows >> 8)
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("fit-\(UUID().uuidString).gguf").path
    try data.write(to: URL(fileURLWithPath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    guard rows < 260 else {
      #expect(try ModelUnderTest.open(path: path, adapters: [], workers: 1).configuration.vocabulary == 260)
      return
    }
    let error = try #require(throws: TokenizerError.self) {
      _ = try ModelUnderTest.open(path: path, adapters: [], workers: 1)
    }
    #expect(error.kind == .malformed && error.file == path && error.field == "tokenizer.ggml.tokens")
    #expect(error.problem.hasPrefix("260 tokens, but the model's embedding has \(rows) rows"))
  }
}
