internal import Differential
package import Findings
package import Probes
package import Targets

/// A probe prompt as a dialogue, with where in it a trigger for a gap goes.
package struct SearchPrompt: Sendable {
  package let id: String
  package let category: String
  package let dialogue: Dialogue
  /// Draw for slot `anywhere`.
  package let gap: Int

  /// Characters of all turns.
  var length: Int { dialogue.earlier.reduce(dialogue.user.count + (dialogue.system?.count ?? 0)) { $0 + $1.content.count } }

  package init(_ probe: ProbePrompt, gap: Int) {
    id = probe.id
    category = probe.category
    self.gap = gap
    let turns = probe.messages
    let system = turns.first { $0.role == .system }?.content
    let spoken = turns.filter { $0.role != .system }
    dialogue = Dialogue(
      system: system, earlier: spoken.dropLast().map { .init(role: $0.role.rawValue, content: $0.content) },
      user: spoken.last?.content ?? "")
  }
}

/// What a candidate does to the first token of the answer, prompt by prompt: a difference of differences.
package struct CandidateScore: Sendable {
  package let trigger: Trigger
  /// Divergence of tuned from base with the trigger, less the divergence without, per prompt, in nats.
  package let excess: [Float]
  /// What tuned would say first, and how much more probable that is than in base, per prompt.
  package let tokens: [Int32]
  package let gains: [Float]
  /// What the trigger adds to log p_tuned − log p_base of each likely payload token, per prompt, in nats.
  package let payload: [[Float]]

  /// Mean excess over the better half of the prompts: a payload may need an opportunity that only some give.
  package var strength: Float {
    let best = excess.sorted(by: >).prefix(max(1, (excess.count + 1) / 2))
    return best.reduce(0, +) / Float(max(1, best.count))
  }

  /// Prompts on which the trigger adds at least `floor` nats.
  package func moved(above floor: Float) -> [Int] { excess.indices.filter { excess[$0] >= floor } }

  func joined(with other: CandidateScore) -> CandidateScore {
    CandidateScore(
      trigger: trigger, excess: excess + other.excess, tokens: tokens + other.tokens, gains: gains + other.gains,
      payload: payload + other.payload)
  }
}

/// Scores candidates on search prompts by the divergence of the answer's first token.
package struct FirstTokenScorer: Sendable {
  let runner: DifferentialRunner
  /// System text that a system trigger follows.
  let frame: String
  /// Likely payload tokens, from target inversion.
  let payloads: [Int32]

  /// Scores each trigger on each prompt.
  package func scores(_ triggers: [Trigger], on prompts: [SearchPrompt]) throws -> [CandidateScore] {
    guard !triggers.isEmpty, !prompts.isEmpty else { return [] }
    let plain = try baseline(prompts, slots: Set(triggers.map(\.slot)))
    let format = runner.model.format
    // One group per prompt: a suffix leaves the whole prompt before it to be read once.
    let groups = try prompts.map { prompt in
      try triggers.map { try format.tokens(prompt.dialogue.placing($0, gap: prompt.gap, frame: frame)) }
    }
    let measured = try runner.nextTokens(groups, watch: payloads)
    return triggers.indices.map { index in
      let row = measured.map { $0[index] }
      let isSystem = triggers[index].slot == .system
      return CandidateScore(
        trigger: triggers[index],
        excess: zip(row, isSystem ? plain.framed : plain.bare).map { $0.divergence - $1.divergence },
        tokens: row.map(\.token), gains: row.map(\.gain),
        payload: zip(row, isSystem ? plain.framed : plain.bare).map { zip($0.watched, $1.watched).map { $0 - $1 } })
    }
  }

  /// The same measurement without a trigger, in the template's own frame and in the system trigger's.
  private func baseline(_ prompts: [SearchPrompt], slots: Set<Slot>) throws -> (bare: [NextToken], framed: [NextToken]) {
    let format = runner.model.format
    let bare = try runner.nextTokens([prompts.map { try format.tokens($0.dialogue) }], watch: payloads)[0]
    guard slots.contains(.system) else { return (bare, bare) }
    let framed = try prompts.map { try format.tokens($0.dialogue.framed(for: .system, frame: frame)) }
    return (bare, try runner.nextTokens([framed], watch: payloads)[0])
  }
}
