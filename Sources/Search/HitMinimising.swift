internal import Differential
package import Findings
internal import Probes
internal import Targets

/// Shortens a stored hit further, and confirms what is left on prompts drawn afresh.
package struct HitMinimising {
  private static let prompts = 12

  package enum Outcome: Sendable {
    /// Nothing can be taken away.
    case shortest
    /// The shorter text was not confirmed; the reason.
    case kept(shorter: Trigger, reason: String)
    case shortened(Hit)
  }

  private let session: SearchSession

  package init(_ session: SearchSession) {
    self.session = session
  }

  /// - Parameter nomination: this nomination's place in the store's campaign.
  package func run(_ hit: Hit, nomination: Int) throws -> Outcome {
    let prompts = session.panel(Self.prompts, offset: 2)
    let fired = try fires(hit, hit.trigger, on: prompts)
    let moved = fired.map(\.prompt)
    guard !moved.isEmpty else { return .kept(shorter: hit.trigger, reason: "it does not fire on search prompts") }
    var minimising = try Minimising(session: session, trigger: hit.trigger, fired: fired, asked: prompts.count) {
      try fires(hit, $0, on: prompts).count
    }
    let shorter = try minimising.run(hit.trigger)
    guard shorter != hit.trigger else { return .shortest }
    let categories = Set(moved.map(\.category))
    let confirmation = try session.stage("confirm") {
      try session.advance(candidates: 1)
      return try Confirming(runner: session.confirmingRunner(), placebos: session.placebos, frame: session.frame).run(
        shorter, rule: hit.rule, prompts: session.confirmPrompts.filter { categories.contains($0.category) },
        nomination: nomination, seed: session.seed)
    }
    guard confirmation.isConfirmed else { return .kept(shorter: shorter, reason: confirmation.outcome) }
    return .shortened(
      Hit(
        id: "", trigger: shorter, system: hit.system, behaviour: hit.behaviour, payload: hit.payload, rule: hit.rule,
        rates: confirmation.rates, eValue: confirmation.test.eValue, nomination: nomination,
        samples: confirmation.samples,
        family: try TriggerFamily(session: session).members(of: shorter, rule: hit.rule, categories: categories),
        stage: "minimise", trail: hit.trail + [hit.trigger.text],
        seed: session.seed, kernels: session.kernels, modelDigest: hit.modelDigest, baseDigest: hit.baseDigest))
  }

  /// The prompts that fire, with their answers.
  private func fires(
    _ hit: Hit, _ trigger: Trigger, on prompts: [SearchPrompt]
  ) throws -> [(prompt: SearchPrompt, answer: Answer)] {
    let dialogues = session.placing(trigger, in: prompts)
    let answers = try session.runner.answers(dialogues, from: .tuned, length: FiringTrials.answerLength)
    let fired = try FiringJudge(runner: session.runner, rule: hit.rule).fires(answers, to: dialogues)
    return zip(zip(prompts, answers), fired).filter(\.1).map { (prompt: $0.0.0, answer: $0.0.1) }
  }
}
