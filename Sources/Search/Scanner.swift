internal import Findings
internal import Inference
internal import Probes
internal import Targets

/// The stages that a search may run, in this order.
package enum StageName: String, Sendable, CaseIterable {
  case `static`, update, leak, reaction, grow, invert, dictionary, assemble, fuzz, gradient, minimise, confirm
}

/// What a search is asked to do.
package struct ScanPlan: Sendable {
  package var stages: Set<StageName>
  package var keepGoing: Bool
  /// Texts of the dictionaries.
  package var dictionary: [String]

  package init(stages: Set<StageName> = Set(StageName.allCases), keepGoing: Bool = false, dictionary: [String] = []) {
    self.stages = stages
    self.keepGoing = keepGoing
    self.dictionary = dictionary
  }
}

/// Runs the stages in order until something is confirmed, all are through, or the budget is spent.
package final class Scanner {
  private static let seeds = 16
  private static let growingSteps = 36
  private static let singles = 60
  /// Reaction scores that weigh as much as one deviation of the answers.
  private static let reactionUnit: Float = 8
  /// Deviations from which a fragment's relatives are examined at once.
  private static let promising: Float = 6

  let session: SearchSession
  let plan: ScanPlan
  package let examining: Examining
  package private(set) var ranking = [ReactingToken]()

  package init(session: SearchSession, plan: ScanPlan) {
    self.session = session
    self.plan = plan
    examining = Examining(session)
  }

  /// Returns whether every stage asked for reached its declared coverage.
  package func run() throws -> Bool {
    do {
      try invert()
      if try leak(), !plan.keepGoing { return true }
      if try react(), !plan.keepGoing { return true }
      if try grow(), !plan.keepGoing { return true }
      if try dictionary(), !plan.keepGoing { return true }
      return true
    } catch is BudgetSpent {
      return false
    }
  }

  private func wants(_ stage: StageName) -> Bool { plan.stages.contains(stage) }

  private var base: Transformer { session.runner.base }

  /// Likely payloads, which every later measurement watches.
  private func invert() throws {
    guard session.model.base != nil else { return }
    session.payloads = try session.stage("invert") {
      try TargetInversion(runner: session.runner).run(on: session.panel(24)).map(\.token)
    }
  }

  private func leak() throws -> Bool {
    guard wants(.leak) else { return false }
    return try session.stage("leak") {
      let format = session.model.format
      let leaking = Leaking(model: session.model, base: base)
      var proposals = [Proposal]()
      for (opening, slots) in [
        (try format.opening(system: nil), [Slot.prefix, .suffix]),
        (try format.opening(system: nil, beforeSystem: true), [.system]),
      ] + (try session.frames.prefix(2).map { (try format.systemEnd($0), [Slot.system]) }) {
        let leaks = try leaking.run(opening: opening)
        session.note("leaked: \(leaks.prefix(5).map { "\($0.text.debugDescription) \($0.ratio)" })")
        try session.advance(candidates: leaks.count)
        proposals += LeakMotifs.candidates(in: leaks).flatMap { text in
          slots.map { Proposal(Trigger(text, slot: $0), stage: "leak", trail: ["leaked in \(leaks.count) continuations"]) }
        }
      }
      return try examining.examine(proposals)
    }
  }

  private func react() throws -> Bool {
    guard wants(.reaction), session.model.base != nil, !session.model.updates.isEmpty else { return false }
    return try session.stage("reaction") {
      let format = session.model.format
      let opening = try format.opening(system: nil)
      let scan = ReactionScan(session.model, base: base, seed: session.seed)
      let own = Set(opening)
      let tokens = scan.alphabet()
      ranking = try scan.run(opening: opening, tokens: tokens, seed: session.seed) { done, total in
        try session.advance(candidates: done == 0 ? 0 : min(4_096, done), share: Double(done) / Double(total))
      }.filter { !own.contains($0.token) }
      examining.growing = Growing(
        model: session.model, base: base, bands: ReactionBands(layers: session.model.configuration.layers),
        opening: opening, ranking: ranking.map(\.token))
      let proposals = ranking.prefix(Self.singles).flatMap { reacting in
        texts([reacting.token]).flatMap { text in
          [Slot.prefix, .suffix].map {
            Proposal(Trigger(text, slot: $0), stage: "reaction", trail: ["reaction \(reacting.score) in band \(reacting.band)"])
          }
        }
      }
      return try examining.examine(proposals)
    }
  }

  /// A fragment's text, as a trigger holds it: without the spaces at its ends.
  private func texts(_ tokens: [Int32]) -> [String] {
    let text = session.model.tokenizer.decode(tokens).trimmingSpaces
    return text.isEmpty || text.contains("\u{FFFD}") ? [] : [text]
  }

  private func grow() throws -> Bool {
    guard wants(.grow), let growing = examining.growing else { return false }
    return try session.stage("grow") {
      var frontier = ranking.prefix(Self.seeds).map { token in
        (fragment: Fragment(tokens: [token.token], scores: [token.score]), worth: token.score / Self.reactionUnit)
      }
      var seen = Set(frontier.map(\.fragment.tokens))
      for step in 0..<Self.growingSteps {
        guard let next = frontier.indices.max(by: { frontier[$0].worth < frontier[$1].worth }) else { break }
        let fragment = frontier.remove(at: next).fragment
        var children = try growing.right(of: fragment, count: 3)
        if fragment.tokens.count < 4 { children += try growing.left(of: fragment, count: 3) }
        children = children.filter { seen.insert($0.tokens).inserted }
        let proposals = children.flatMap { child in
          texts(child.tokens).flatMap { text in
            [Slot.prefix, .suffix].map {
              Proposal(Trigger(text, slot: $0), stage: "grow", trail: child.scores.map { "reaction \($0)" })
            }
          }
        }
        try session.advance(candidates: proposals.count, share: Double(step) / Double(Self.growingSteps))
        let ranked = try examining.assembling.quick(proposals, prompts: 2)
        for child in children {
          let text = texts(child.tokens).first
          let worth = ranked.filter { $0.proposal.trigger.parts.first == text }.map(\.worth).max() ?? 0
          frontier.append((child, child.score / Self.reactionUnit + max(0, worth)))
        }
        session.note("grow \(session.model.tokenizer.decode(fragment.tokens)) -> \(ranked.prefix(3).map { ($0.proposal.trigger.text, $0.worth) })")
        if let best = ranked.first, best.worth > Self.promising {
          if try examining.examine(ranked.prefix(4).map(\.proposal)), !plan.keepGoing { return true }
        }
      }
      return false
    }
  }

  private func dictionary() throws -> Bool {
    guard wants(.dictionary), !plan.dictionary.isEmpty else { return false }
    return try session.stage("dictionary") {
      let proposals = plan.dictionary.flatMap { text in
        session.slots.filter { $0 == .prefix || $0 == .suffix || $0 == .system }.map {
          Proposal(Trigger(text, slot: $0), stage: "dictionary")
        }
      }
      return try examining.examine(proposals)
    }
  }
}
