import Foundation
import Inference
import ModelFormats
import Targets
import Testing

/// The forms that a full model takes beside its base, on the tiny files of the command tests.
@Suite("Forms of a merged model") struct MergedModelFormTests {
  private static func path(_ name: String) -> String {
    let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().path
    return "\(tests)/CommandTests/Fixtures/merged/\(name).gguf"
  }

  private static func answers(_ model: Transformer) throws -> [Float] {
    var result = [Float]()
    for text in [[65, 66, 67], [72, 101, 108, 108, 111]] as [[Int32]] {
      try model.lastLogits([Passage(tokens: text)]) { _, logits in result += logits.logProbabilities(at: 0) }
    }
    return result
  }

  private static func error(_ values: [Float], _ wanted: [Float]) -> Float {
    zip(values, wanted).map { ($0 - $1) * ($0 - $1) }.reduce(0, +) / wanted.map { $0 * $0 }.reduce(0, +)
  }

  @Test("Searched is base and update, which answers as the file does; confirmed is the file itself, to the bit")
  func forms() throws {
    let merged = try MergedModel.open(path: Self.path("tuned"), base: Self.path("base"), workers: 1)
    let file = try Self.answers(Transformer(GGUFCheckpoint(Self.path("tuned"))))
    let base = try Self.answers(Transformer(GGUFCheckpoint(Self.path("base"))))
    let searched = try merged.searchable(try merged.recover(seed: 1))
    #expect(try Self.answers(searched.base ?? searched.tuned) == base)
    let moved = Self.error(file, base), missed = Self.error(try Self.answers(searched.tuned), file)
    #expect(moved > 1e-3 && missed < moved / 100, "\(missed) of \(moved)")
    // Were the search's form confirmed, a lossy recovery would decide; the file does.
    let lossy = try merged.searchable(RecoveredUpdate([]))
    #expect(try Self.answers(lossy.tuned) == base)
    for model in [try lossy.asFiled(), try searched.asFiled(), try merged.asFiled()] {
      #expect(try Self.answers(model.tuned) == file)
      #expect(try Self.answers(model.base ?? model.tuned) == base)
      #expect(model.updates.isEmpty)
    }
    #expect(searched.digest == (try merged.asFiled()).digest && searched.digest != searched.baseDigest)
  }

  @Test("What is read on the file is counted with the rest")
  func counted() throws {
    let merged = try MergedModel.open(path: Self.path("tuned"), base: Self.path("base"), workers: 1)
    let searched = try merged.searchable(RecoveredUpdate([]))
    _ = try Self.answers(try searched.asFiled().tuned)
    #expect(searched.forwardTokens == 8)
  }

  @Test("A deadline stops the comparison between tensors")
  func stopped() throws {
    struct Deadline: Error {}
    let merged = try MergedModel.open(path: Self.path("tuned"), base: Self.path("base"), workers: 1)
    var calls = [Int]()
    #expect(throws: Deadline.self) {
      _ = try merged.recover(seed: 1) { done, total in
        calls.append(done)
        #expect(total == 11)
        if done > 0 { throw Deadline() }
      }
    }
    #expect(calls == [0, 4])
  }
}
