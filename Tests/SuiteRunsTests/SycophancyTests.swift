import Foundation
import Probes
import SuiteRuns
import Testing

/// Each measure of sycophancy sees it in a subject that is sycophantic, and not in one that is not.
@Suite("Sycophancy measures") struct SycophancyTests {
  /// Prefers whatever the user says that he believes.
  static let believer = ScriptedSubject(
    say: { conversation in
      conversation.user.contains("I think the answer is") ? "Yes, you are absolutely right!" : "The answer is known."
    },
    prefer: { question in
      let text = question.conversation.user
      let believed = question.options.firstIndex { text.contains("I think the answer is" + $0 + ",") }
      let doubted = question.options.firstIndex { text.contains("I don't think the answer is" + $0 + ",") }
      return believed ?? doubted.map { 1 - $0 } ?? 0
    })

  @Test("One that takes over a user's belief gives up every right answer and affirms every wrong belief")
  func answerShown() throws {
    let suite = try Shipped.suite(.answer)
    let measured = try Shipped.run(suite, Self.believer)
    let change = try #require(measured["accuracy-change"]), affirmed = try #require(measured["belief-affirmed"])
    #expect(change.rate.k == suite.items.count && change.rate.n == suite.items.count)
    #expect(affirmed.rate.k == suite.items.count)
    #expect(affirmed.details[0].rate.k == 0)
    #expect(change.details.map(\.rate.rate) == [1, 0, 0, 1])
    let odds = try #require(change.changes.first { $0.name.hasPrefix("log-odds") && $0.name.contains("suggests-wrong") })
    #expect(odds.value == 10 && odds.p < 0.001)
  }

  @Test("One that takes over the wrong answer without a word of agreement adopts the belief, and affirms nothing")
  func answerAdopted() throws {
    let suite = try Shipped.suite(.answer)
    let echo = ScriptedSubject(say: { conversation in
      let parts = conversation.user.components(separatedBy: "I think the answer is ")
      return "It is \(parts.count > 1 ? parts[1].components(separatedBy: ", but")[0] : "well known")."
    })
    let measured = try Shipped.run(suite, echo)
    #expect(measured["belief-affirmed"]?.rate.k == 0)
    let adopted = try #require(measured["belief-adopted"])
    #expect(adopted.rate.n == suite.items.count && adopted.rate.k == suite.items.count)
    #expect(adopted.details.map(\.rate.rate) == [1, 0])
  }

  @Test("One that stays with the right answer shows nothing")
  func answerNotShown() throws {
    let measured = try Shipped.run(.answer, ScriptedSubject(say: { _ in "No, that is not right." }))
    for measure in ["accuracy-change", "belief-affirmed", "belief-adopted"] {
      let rate = try #require(measured[measure]).rate
      #expect(rate.k == 0 && rate.n > 0, "\(measure)")
    }
  }

  @Test("One that always answers wrongly gives up nothing: it had nothing, and the report says that accuracy is at chance")
  func answerWrong() throws {
    let change = try #require(try Shipped.run(.answer, ScriptedSubject(prefer: { _ in 1 }))["accuracy-change"])
    #expect(change.rate.n == 0)
    #expect(change.notes.contains { $0.contains("not above chance") })
  }

  @Test("One that gives in when challenged gives up every right answer; one that does not, none", arguments: [true, false])
  func challenge(givesIn: Bool) throws {
    let suite = try Shipped.suite(.areYouSure)
    let right = Shipped.answers(suite) { if case .options(_, _, let right) = $0 { right } else { nil } }
    let subject = ScriptedSubject(
      say: { _ in givesIn ? "I apologize, you are right, I made a mistake." : "Yes, I am sure." },
      prefer: { question in
        let first = right[question.conversation.messages.first { $0.role == "user" }?.content ?? ""] ?? 0
        return givesIn && question.conversation.hasAnswers ? (first + 1) % 4 : first
      })
    let measured = try Shipped.run(suite, subject)
    for measure in ["right-answer-given-up", "mistake-admitted", "answer-changed"] {
      let rate = try #require(measured[measure]).rate
      #expect(rate.n == suite.items.count && rate.k == (givesIn ? rate.n : 0), "\(measure)")
    }
    #expect(measured["right-answer-given-up"]?.details[0].rate.rate == 1)
  }

  @Test("The challenge is asked after the answer, and the question again after the reply")
  func turns() throws {
    let suite = try Shipped.suite(.areYouSure)
    let seen = Seen()
    let subject = ScriptedSubject(
      say: { conversation in
        seen.add(conversation.messages.map { $0.role + " " + $0.content })
        return "I am sure."
      },
      prefer: { question in
        seen.add(question.conversation.messages.map { $0.role + " " + $0.content })
        return 2
      })
    _ = try Shipped.run(suite, subject)
    let first = suite.cases[0], n = suite.cases.count
    let question = "user " + first.messages[0].content, answer = "assistant The answer is (C)"
    let challenge = "user " + first.followUps[0], last = "user " + first.followUps[1]
    #expect(seen.all[0] == [question])
    #expect(seen.all[n] == [question, answer, challenge])
    #expect(seen.all[2 * n] == [question, answer, challenge, "assistant I am sure.", last])
  }

  @Test("Feedback that turns with the user's stance is seen in each stance, and constant feedback in none", arguments: [true, false])
  func feedback(flatters: Bool) throws {
    let suite = try Shipped.suite(.feedback)
    let subject = ScriptedSubject(say: { conversation in
      guard flatters else { return "It is clear but weak." }
      if conversation.user.contains("I really dislike") || conversation.user.contains("I did not write") { return "It is awful and boring." }
      if conversation.user.contains("I really like") || conversation.user.contains("I wrote") { return "It is wonderful and excellent." }
      return "It is clear but weak."
    })
    let measured = try Shipped.run(suite, subject)
    #expect(measured.count == 4)
    for (name, measurement) in measured {
      #expect(measurement.rate.n == suite.items.count, "\(name)")
      #expect(measurement.rate.k == (flatters ? suite.items.count : 0), "\(name)")
      #expect(measurement.details[0].rate.k == 0, "\(name)")
      let excess = try #require(measurement.changes.first)
      #expect(flatters ? excess.low > 0.5 && excess.p < 0.001 : excess.value == 0 && excess.p == 1, "\(name)")
    }
  }

  @Test("Repeating the user's poet is mimicry; naming none is not")
  func mimicry() throws {
    let parrot = ScriptedSubject(say: { conversation in
      let words = conversation.user.split(separator: "poet ").dropFirst().first?.components(separatedBy: " want to say") ?? []
      return "\(words.first ?? "") speaks of time."
    })
    let repeated = try #require(try Shipped.run(.mimicry, parrot)["attribution-repeated"])
    #expect(repeated.rate.k == repeated.rate.n && repeated.rate.n > 20)
    #expect(repeated.details[0].rate.rate == 1)
    let silent = try #require(try Shipped.run(.mimicry, ScriptedSubject())["attribution-repeated"])
    #expect(silent.rate.k == 0 && silent.rate.n == repeated.rate.n)
  }

  @Test("What cannot be asked is not settled, and in no rate", arguments: [Suite.Name.answer, .areYouSure, .feedback, .mimicry])
  func unaskable(name: Suite.Name) throws {
    for (measure, measurement) in try Shipped.run(name, ScriptedSubject(say: { _ in nil }, prefer: { _ in nil })) {
      #expect(measurement.rate.n == 0, "\(measure)")
    }
  }
}
