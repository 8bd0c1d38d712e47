package import Differential
package import Findings
internal import Statistics

/// Picks the texts out of thousands that move one prompt's answer in a way of their own: how far a text's shift is from the mean
/// of others'. A second part of a trigger is among the first of 1,500 words beside the first part, on one prompt, and nowhere
/// beside other words (docs/search.md, "Partners").
package struct ShiftOutliers {
  private static let block = 1_024
  /// Texts, evenly spread over all, whose mean shift is what others are held against.
  private static let usual = 256
  /// Prompts of which the shortest is asked.
  private static let prompts = 12

  private let session: SearchSession
  private let bands: AnswerBands

  /// - Parameter bands: of which the first is looked at; the answer's own where nil.
  package init(_ session: SearchSession, bands: AnswerBands? = nil) {
    self.session = session
    self.bands = (bands ?? AnswerBands(layers: session.model.configuration.layers)).first
  }

  /// The `count` triggers that stand out most, strongest first. All are of one slot.
  package func leading(_ triggers: [Trigger], count: Int) throws -> [Trigger] {
    guard triggers.count > count, let prompt = session.panel(Self.prompts).min(by: { $0.length < $1.length }) else { return triggers }
    let usual = triggers.count > Self.block ? try usual(of: triggers, on: prompt) : nil
    var distances = [Float]()
    for start in stride(from: 0, to: triggers.count, by: Self.block) {
      let part = Array(triggers[start..<min(start + Self.block, triggers.count)])
      distances += try session.step("outliers", inputs(part)) {
        let rows = try shifts(part, on: prompt)
        // A block that is all there is holds the spread texts itself.
        let usual = usual ?? Self.mean(Self.spread(rows))
        return rows.map { row in zip(row, usual).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } }
      }
      try session.advance(candidates: part.count, share: Double(distances.count) / Double(triggers.count))
    }
    return TopSelection.indices(of: distances, count: count).map { triggers[$0] }
  }

  private func usual(of triggers: [Trigger], on prompt: SearchPrompt) throws -> [Float] {
    let spread = Self.spread(triggers)
    return try session.step("usual shift", inputs(spread)) { Self.mean(try shifts(spread, on: prompt)) }
  }

  /// text → feature; nothing of texts that are left out.
  private func shifts(_ triggers: [Trigger], on prompt: SearchPrompt) throws -> [[Float]] {
    try session.each(triggers, candidate: \.self, missing: []) { triggers in
      let texts = try triggers.map { try session.model.format.tokens(prompt.dialogue.placing($0, gap: prompt.gap, frame: session.frame)) }
      return try session.runner.answerShifts([texts], bands: bands)[0].map { $0.bands[0] }
    }
  }

  private static func spread<Item>(_ items: [Item]) -> [Item] {
    stride(from: 0, to: items.count, by: max(1, items.count / usual)).map { items[$0] }
  }

  private func inputs(_ triggers: [Trigger]) -> StepInputs {
    StepInputs(triggers.map { $0.slot.rawValue + " " + $0.text }, count: bands.depth)
  }

  private static func mean(_ all: [[Float]]) -> [Float] {
    let rows = all.filter { !$0.isEmpty }
    guard var sums = rows.first else { return [] }
    for row in rows.dropFirst() { for index in sums.indices { sums[index] += row[index] } }
    return sums.map { $0 / Float(rows.count) }
  }
}
