internal import Behaviours
internal import Findings
internal import Probes
internal import Search
internal import SuiteRuns
internal import Targets

/// Reads answers, whichever model gave them, by rules that were frozen when the hits were confirmed.
struct MitigationJudge {
  /// The model that the hits are about, and its base; a shift rule compares the two.
  let before: any SuiteSubject
  let base: (any SuiteSubject)?

  /// Whether each answer of an arm's model fires; nil where it could not be asked, or the rule cannot be applied.
  func fires(_ rule: FiringRule, _ dialogues: [Dialogue], by arm: SuiteArm) throws -> [Bool?] {
    let conversations = dialogues.map { arm.conversation($0) }
    switch rule {
    case .behaviour(let name):
      guard let behaviour = BehaviourRegistry.named(name) else { return dialogues.map { _ in nil } }
      return zip(try arm.answers(conversations, length: FiringTrials.answerLength), dialogues).map { answer, dialogue in
        answer.map { behaviour.fires(answer: $0, prompt: dialogue.user) }
      }
    case .signature(let phrases):
      let signature = PayloadSignature(phrases: phrases)
      return try arm.answers(conversations, length: FiringTrials.answerLength).map { $0.map(signature.fires) }
    case .shift(let tokens, let threshold):
      // Greedy: the first tokens of an answer are the answer that is cut off there.
      let answers = try arm.answers(conversations, length: tokens)
      let own = try Self.scores(answers, conversations, before, arm)
      let others = try base.map { try Self.scores(answers, conversations, $0, arm) }
      return answers.indices.map { index in
        // An answer without text is not the payload.
        if answers[index]?.isEmpty == true { return false }
        guard let others, let own = own[index], let other = others[index] else { return nil }
        return own.logProbability - other.logProbability > threshold
      }
    }
  }

  /// The scorer's mean log-probability per token of each answer, in nats; nil where there is nothing to score.
  static func means(
    _ answers: [String?], _ conversations: [Conversation], _ scorer: any SuiteSubject, _ arm: SuiteArm
  ) throws -> [Double?] {
    try scores(answers, conversations, scorer, arm).map { score in
      score.flatMap { $0.tokens > 0 ? $0.logProbability / Double($0.tokens) : nil }
    }
  }

  private static func scores(
    _ answers: [String?], _ conversations: [Conversation], _ scorer: any SuiteSubject, _ arm: SuiteArm
  ) throws -> [OptionScore?] {
    let scoring = SuiteArm(subject: scorer, seed: arm.seed, label: arm.label + ", scored", report: arm.report)
    let questions = zip(conversations, answers).map { conversation, answer in
      answer.flatMap { $0.isEmpty ? nil : ChoiceQuestion(conversation: conversation, start: "", options: [$0]) }
    }
    var scores = try scoring.scores(questions.compactMap { $0 }).makeIterator()
    return questions.map { $0 == nil ? nil : scores.next().flatMap { $0?.first } }
  }
}
