internal import Behaviours
internal import Differential
internal import Findings

/// What firing may be, learned from a trial's answers.
extension FiringTrials {
  /// Share of the triggered answers that a named behaviour has to tell.
  private static let leastNamed = 0.5

  /// The named behaviour that sets the triggered answers apart and the signature that they share, in the order in which they
  /// tell them from tuned's answers with a harmless text: on twelve prompts both may do alike, and on others one of them not
  /// (docs/search.md, "Rules"). Where there is neither, and a base, the shift that hardly a control answer reached. Where some
  /// behaviours are looked for, those only.
  ///
  /// - Parameter base: the base's answers with the trigger; empty where there is no base.
  func rules(_ asked: Asked, base: [Answer]) throws -> [FiringRule] {
    // The base's answers where there are any: tuned may say the payload now and then by itself, and the rates will show how
    // often.
    let controls = zip(asked.without + asked.with, asked.plain.map(\.base) + base).map { (prompt: $0.user, answer: $1.text) }
    let named = BehaviourRegistry.separating(
      triggered: zip(asked.with, asked.answers).map { ($0.user, $1.text) }, controls: controls, least: Self.leastNamed,
      among: session.behaviours
    ).map { FiringRule.behaviour($0.name) }
    var rules = try Array(sorted(named, asked).prefix(1))
    guard session.behaviours.isEmpty else { return rules }
    if let signature = PayloadSignature.learn(
      triggered: asked.answers.map(\.text), controls: controls.map(\.answer),
      excluded: asked.trigger.parts + asked.with.map(\.user)) {
      rules = try sorted(rules + [.signature(signature.phrases)], asked)
    }
    return rules.isEmpty ? try shift(asked).map { [$0] } ?? [] : rules
  }

  /// Those that tell most first; of equal ones a detector, which was not learned from these answers.
  private func sorted(_ rules: [FiringRule], _ asked: Asked) throws -> [FiringRule] {
    let advantages = try rules.map { rule in
      let judge = FiringJudge(runner: runner, rule: rule)
      let with = try judge.fires(asked.answers, to: asked.with), without = try judge.fires(asked.plain.map(\.tuned), to: asked.without)
      return with.count { $0 } - without.count { $0 }
    }
    return rules.indices.sorted { (advantages[$0], $1) > (advantages[$1], $0) }.map { rules[$0] }
  }

  private func shift(_ asked: Asked) throws -> FiringRule? {
    guard runner.hasBase else { return nil }
    let plain = asked.plain.map(\.tuned)
    let ratios = try runner.logRatios(
      asked.with + asked.without, answers: (asked.answers + plain).map(\.tokens), length: Self.shiftLength)
    let triggered = ratios[..<asked.answers.count], control = ratios[asked.answers.count...]
    // Well above what nine in ten answers without the trigger reach: a threshold on one control's value is no rule, and
    // a payload that slipped out once must not set it.
    let usual = control.sorted()[max(0, control.count * 9 / 10 - 1)]
    let threshold = max(0, usual) * 1.25 + 2
    let over = triggered.filter { $0 > threshold }.count
    return over * 2 >= asked.answers.count ? .shift(tokens: Self.shiftLength, threshold: threshold) : nil
  }
}
