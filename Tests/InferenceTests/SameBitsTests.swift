import Foundation
import Inference
import Testing

/// One sequence's logits have the same bits however it is read. All 500 sequences with `HAIRTRIGGER_FULL=1`, else 40.
@Suite struct SameBitsTests {
  static let isFull = ProcessInfo.processInfo.environment["HAIRTRIGGER_FULL"] == "1"
  static let count = isFull ? 500 : 40

  @Test("Logits have the same bits in every arrangement", arguments: Arrangement.allCases)
  func arrangements(_ arrangement: Arrangement) throws {
    let model = try PlantedModel.tuned()
    let sequences = try Arrangement.sequences(Self.count)
    let digests = try arrangement.digests(of: sequences, model)
    let reference = try Self.reference.get()
    #expect(digests.count == Self.count && Set(digests).count == Self.count)
    let differing = zip(digests, reference).filter { $0 != $1 }.count
    #expect(differing == 0, "\(differing) of \(Self.count) sequences")
  }

  /// Each sequence alone, in one go.
  static let reference = Result { try Arrangement.alone.digests(of: Arrangement.sequences(count), PlantedModel.tuned()) }

  @Test("A second process computes the same bits")
  func secondProcess() throws {
    let report = try ChildProcess.report(count: Self.count, arrangements: [.together])
    let own = try Self.reference.get()
    #expect(report.digests["together"] == own)
  }

  @Test("Greedy decoding says what reading the whole text again for every token says")
  func decoding() throws {
    let model = try PlantedModel.tuned()
    let prompts = try PlantedModel.goldens().map(\.ids).filter { $0.count < 60 }.prefix(12)
    let passages = prompts.map { Passage(tokens: $0) }
    let answers = try model.continuations(of: passages, count: 6, stop: [], workers: 2)
    for (prompt, answer) in zip(prompts, answers) {
      var text = prompt
      for token in answer {
        try model.lastLogits([Passage(tokens: text)]) { _, logits in #expect(logits.mostProbable(at: 0) == token) }
        text.append(token)
      }
      #expect(answer.count == 6)
    }
  }
}
