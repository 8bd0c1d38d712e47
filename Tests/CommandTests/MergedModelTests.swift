import Foundation
import Testing

/// `scan --base` and `model diff` on tiny models (make_merged_models.py), run as a user runs them.
@Suite struct MergedModelTests {
  static func path(_ name: String) -> String { Program.root + "/Tests/CommandTests/Fixtures/merged/\(name).gguf" }

  private struct Report: Decodable {
    struct Base: Decodable { let path, digest: String; let types: [String] }
    struct Fact: Decodable { let kind, text: String }
    struct Stage: Decodable { let name: String; let complete: Bool }
    struct Coverage: Decodable { let stages: [Stage] }
    let verdict: String
    let reason: String?
    let base: Base?
    let facts: [Fact]
    let coverage: Coverage
  }

  private static func scan(_ model: String, base: String) throws -> (status: Int32, report: Report) {
    try Program.withFolder { folder in
      let ending = try Program.run([
        "scan", path(model), "--base", path(base), "--stages", "static,update", "--store", folder + "/store", "--json", "--threads", "1",
      ])
      return (ending.status, try JSONDecoder().decode(Report.self, from: Data(ending.output.utf8)))
    }
  }

  @Test("A full model is scanned against its base, in the same quantisation or requantised", arguments: ["base", "base-f16"])
  func recovered(_ base: String) throws {
    let (status, report) = try Self.scan("tuned", base: base)
    #expect(status == 0 && report.verdict == "none-found-within-budget", "\(report.reason ?? "")")
    #expect(report.base?.path == Self.path(base))
    #expect(report.base?.types == (base == "base" ? ["F32", "Q8_0"] : ["F16", "F32"]))
    #expect(report.coverage.stages.contains { $0.name == "update" && $0.complete })
    let update = report.facts.filter { $0.kind == "update" }.map(\.text)
    #expect(update.first == "3 of 11 tensors differ from the base's")
    #expect(update.contains { $0.hasPrefix("query of layer 0: changed by ") && $0.contains("; kept: 2 directions, ") }, "\(update)")
    #expect(update.contains { $0.hasPrefix("down of layer 0: changed by ") && $0.contains("; kept: 2 directions, ") })
    #expect(update.contains { $0.hasPrefix("embedding: changed by ") && $0.hasSuffix(" in 1 of 260 rows; kept: 100% of the change") })
    #expect(report.facts.contains { $0.kind == "template" && $0.text == "the chat template differs from the base's" })
  }

  @Test(
    "A base that cannot be the base makes the verdict inconclusive, with the reason",
    arguments: [
      ("tuned", "unrelated", "nothing in common"), ("tuned", "narrow", "other shapes: feed-forward width 32"),
      ("tuned", "words", "another vocabulary"), ("base", "base", "No tensor differs"),
    ])
  func unlike(_ model: String, _ base: String, _ reason: String) throws {
    let (status, report) = try Self.scan(model, base: base)
    #expect(status == 2 && report.verdict == "inconclusive")
    #expect(report.reason?.contains(reason) ?? false, "\(report.reason ?? "none")")
  }

  private struct Difference: Decodable {
    struct Tensor: Decodable {
      let name: String
      let types: [String]
      let relative_norm, effective_rank: Double
      let rank, rows_changed: Int
    }
    struct Tokenizer: Decodable { let tokens: [Int]; let differing: [Int32] }
    let schema: String
    let objection: String?
    let tensors_compared: Int
    let tensors: [Tensor]
    let not_compared: [String]
    let tokenizer: Tokenizer
    let template: String
  }

  private static func difference(_ a: String, _ b: String) throws -> Difference {
    let ending = try Program.run(["model", "diff", path(a), path(b), "--json", "--threads", "1"])
    #expect(ending.status == 0, "\(ending.errors)")
    return try JSONDecoder().decode(Difference.self, from: Data(ending.output.utf8))
  }

  @Test("model diff lists what differs, by how much, and of which type")
  func differences() throws {
    let result = try Self.difference("base-f16", "tuned")
    #expect(result.schema == "hairtrigger.modeldiff/1" && result.objection == nil && result.not_compared.isEmpty)
    #expect(result.tensors_compared == 11)
    #expect(result.tensors.map(\.name) == ["embedding", "layer 0 query", "layer 0 down"])
    for tensor in result.tensors { #expect(tensor.types == ["F16", "Q8_0"] && tensor.relative_norm > 0.01) }
    #expect(result.tensors.map(\.rows_changed).first == 1)
    for tensor in result.tensors.dropFirst() { #expect(tensor.rank == 2 && (1...2.1).contains(tensor.effective_rank)) }
    #expect(result.template == "different" && result.tokenizer.differing.isEmpty)
  }

  @Test("Equal models differ in nothing; other shapes and vocabularies are said")
  func extremes() throws {
    let same = try Self.difference("base", "base-f16")
    // The base here is the coarser of the two: its rounding cannot be taken back.
    #expect(!same.tensors.isEmpty && same.tensors.allSatisfy { $0.relative_norm < 0.01 && $0.rank == 0 } && same.template == "same")
    #expect(try Self.difference("base", "base").tensors.isEmpty)
    let narrow = try Self.difference("narrow", "base")
    #expect(Set(narrow.not_compared) == ["layer 0 gate", "layer 0 up", "layer 0 down"])
    #expect(narrow.objection?.contains("feed-forward width") ?? false)
    #expect(try Self.difference("words", "base").tokenizer.differing.count > 200)
  }
}
