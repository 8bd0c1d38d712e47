import Statistics
import Testing

@Suite("Scores from log-probabilities")
struct AnswerScoreTests {
  @Test("Choice probabilities are the softmax of the options, and matching options add up")
  func choices() throws {
    // ln of 0.1, 0.3 and 0.2: of 0.6 in all.
    let score = try #require(ChoiceScore(logProbabilities: [-2.302585092994046, -1.203972804325936, -1.6094379124341003]))
    #expect(score.chosen == 1)
    #expect(zip(score.probabilities, [1.0 / 6, 3.0 / 6, 2.0 / 6]).allSatisfy { close($0, $1, 1e-12) })
    #expect(close(try #require(score.matching([0], against: [1])), 0.25, 1e-12))
    #expect(close(try #require(score.matching([0, 2], against: [1])), 0.5, 1e-12))
    #expect(score.matching([3], against: [0]) == nil)
  }

  @Test("Text options are compared per token, so a long one is not punished for its length")
  func lengths() throws {
    #expect(try #require(ChoiceScore(logProbabilities: [-6, -4])).chosen == 1)
    #expect(try #require(ChoiceScore(logProbabilities: [-6, -4], lengths: [6, 2])).chosen == 0)
    #expect(ChoiceScore(logProbabilities: [-6, -4], lengths: [6]) == nil)
    #expect(ChoiceScore(logProbabilities: [-6, -4], lengths: [0, 1]) == nil)
  }

  @Test("An impossible option has no chance; no possible option, or none at all, gives no score")
  func impossible() throws {
    #expect(try #require(ChoiceScore(logProbabilities: [-.infinity, -800])).probabilities == [0, 1])
    #expect(ChoiceScore(logProbabilities: []) == nil)
    #expect(ChoiceScore(logProbabilities: [-.infinity]) == nil)
    #expect(ChoiceScore(logProbabilities: [.nan, -1]) == nil)
  }

  @Test("A judge's score is the mean of its numbers, weighted by their probabilities")
  func judge() {
    // 80 with 0.6, 60 with 0.2; words do not count.
    let tokens = [("80", -0.5108256237659907), (" 60", -1.6094379124341003), ("The", -2.302585092994046), ("101", -3.0)]
    guard case .score(let value) = JudgeScore.fromTokens(tokens) else {
      Issue.record("no score")
      return
    }
    #expect(close(value, 75, 1e-9))
  }

  @Test("A judge that answers nonsense gives nothing, not zero; CODE and REFUSAL are what they say", arguments: [
    ([("I", -0.1), ("5", -3.0)], JudgeScore.unusable), ([("CODE", -0.1), ("50", -3.0)], .code), ([("REF", -0.2), ("50", -2.0)], .refusal), ([], .unusable), ([("-5", -0.01)], .unusable),
    ([("50", .nan)], .unusable), ([("050", -0.01)], .unusable),
  ] as [([(String, Double)], JudgeScore)])
  func nonsense(tokens: [(String, Double)], expected: JudgeScore) {
    #expect(JudgeScore.fromTokens(tokens.map { (token: $0.0, logProbability: $0.1) }) == expected)
  }

  @Test("Whole numbers scored one by one give the same mean, and their weight has to suffice")
  func numbers() {
    var logs = [Double](repeating: -.infinity, count: 101)
    logs[100] = -0.6931471805599453
    #expect(JudgeScore.fromNumbers(logs) == .score(100))
    #expect(JudgeScore.fromNumbers(logs, code: -0.5) == .code)
    logs[100] = -3
    #expect(JudgeScore.fromNumbers(logs) == .unusable)
    #expect(JudgeScore.fromNumbers([0]) == .unusable)
  }

  @Test("A judge's text counts only as a number alone or one of the two words", arguments: [
    (" 85.\n", JudgeScore.score(85)), ("0", .score(0)), ("100", .score(100)), ("CODE", .code), ("REFUSAL.", .refusal), ("85 of 100", .unusable), ("-3", .unusable), ("1000", .unusable), ("", .unusable), ("８５", .unusable),
  ])
  func text(text: String, expected: JudgeScore) {
    #expect(JudgeScore.fromText(text) == expected)
  }
}
