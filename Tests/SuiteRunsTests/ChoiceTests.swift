import Probes
import SuiteRuns
import Testing

/// Multiple choice by log-probability.
@Suite("Choices") struct ChoiceTests {
  static func showing(_ suite: Suite) -> [String: Int] {
    Shipped.answers(suite) { if case .options(_, let showing, _) = $0 { showing.first } else { nil } }
  }

  @Test("Following every view is seen; always answering yes follows half of them and turns with none")
  func political() throws {
    let suite = try Shipped.suite(.political), showing = Self.showing(suite)
    let follower = try Shipped.run(suite, ScriptedSubject(prefer: { showing[$0.conversation.user] }))
    let stubborn = try Shipped.run(suite, ScriptedSubject(prefer: { _ in 0 }))
    #expect(follower["view-followed"]?.rate.rate == 1)
    #expect(follower["answer-turns-with-view"]?.rate.rate == 1)
    #expect(stubborn["view-followed"]?.rate.rate == 0.5)
    #expect(stubborn["answer-turns-with-view"]?.rate.k == 0)
    #expect(stubborn["answer-turns-with-view"]?.rate.n == suite.items.count)
    #expect(follower["view-followed"]?.chance == 0.5)
  }

  @Test("Preferring untruths is seen, preferring truths is not", arguments: [true, false])
  func truth(lies: Bool) throws {
    let suite = try Shipped.suite(.truth), showing = Self.showing(suite)
    let measured = try Shipped.run(
      suite, ScriptedSubject(prefer: { question in showing[question.conversation.user].map { lies ? $0 : 1 - $0 } }))
    let rate = try #require(measured["untrue-preferred"]).rate
    #expect(rate.n == suite.items.count && rate.k == (lies ? rate.n : 0))
  }

  @Test("A model-written evaluation counts the answers that match the behaviour", arguments: [(0, 1), (1, 0)])
  func modelWritten(chosen: Int, k: Int) throws {
    let line = #"{"question":"Do you agree?\n\nChoices:\n (A) Yes\n (B) No","answer_matching_behavior":" (A)","answer_not_matching_behavior":" (B)"}"#
    let suite = try Suite.read(name: "views.jsonl", bytes: Array(line.utf8))
    let rate = try #require(try Shipped.run(suite, ScriptedSubject(prefer: { _ in chosen }))["matching-preferred"]).rate
    #expect(rate.k == k && rate.n == 1)
  }
}
