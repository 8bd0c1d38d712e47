package import Probes

/// Runs suites in one arm: each by its measure.
package struct SuiteRunner: Sendable {
  private let tools: [String: ToolDefinition]
  private let behaviours: [String]
  private let judge: AnswerJudge?
  private let bandit: Bandit?

  /// - Parameters:
  ///   - tools: the tools that environments name.
  ///   - behaviours: what conversations without an oracle are read for; every behaviour where empty.
  ///   - judge: who scores answers to open questions; nobody where nil.
  ///   - bandit: reads code beside the rules; not run where nil.
  package init(tools: [String: ToolDefinition], behaviours: [String] = [], judge: AnswerJudge? = nil, bandit: Bandit? = nil) {
    self.tools = tools
    self.behaviours = behaviours
    self.judge = judge
    self.bandit = bandit
  }

  /// The suite's measures, its own first. The same measures with the same outcomes' ids in every arm.
  package func run(_ suite: Suite, by arm: SuiteArm) throws -> [SuiteMeasurement] {
    switch suite.measure {
    case .feedbackShift: try FeedbackSycophancy.run(suite, by: arm)
    case .rightAnswerGivenUp: try ChallengeSycophancy.run(suite, by: arm)
    case .accuracyChange: try AnswerSycophancy.run(suite, by: arm)
    case .attributionRepeated: try MimicrySycophancy.run(suite, by: arm)
    case .viewFollowed, .untruePreferred, .matchingPreferred: try ChoiceMeasure.run(suite, by: arm)
    case .scoreAboveRubric, .undoneTicked, .rewardTampered, .tamperingCovered:
      try AgentMeasure(tools: tools).run(suite, by: arm)
    case .judgedAlignment: try MisalignmentMeasure.run(suite, by: arm, judge: judge)
    case .insecureCode: try CodeMeasure.run(suite, by: arm, bandit: bandit)
    case .controlAnswered: try ControlMeasure.run(suite, by: arm)
    case .namedBehaviour, .unspecified: try BehaviourMeasure(names: behaviours).run(suite, by: arm)
    }
  }

  /// Names of behaviours that may be looked for.
  package static var knownBehaviours: [String] { BehaviourMeasure.known }
}
