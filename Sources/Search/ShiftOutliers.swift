internal import Differential
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

  package init(_ session: SearchSession) {
    self.session = session
  }

  /// The `count` triggers that stand out most, strongest first. All are of one slot.
  package func leading(_ triggers: [Trigger], count: Int) throws -> [Trigger] {
    guard triggers.count > count, let prompt = session.panel(Self.prompts).min(by: { $0.length < $1.length }) else { return triggers }
    let spread = stride(from: 0, to: triggers.count, by: max(1, triggers.count / Self.usual)).map { triggers[$0] }
    let usual = try session.step("usual shift", Self.inputs(spread)) {
      Self.mean(try session.each(spread, candidate: \.self, missing: []) { try shifts($0, on: prompt) }.filter { !$0.isEmpty })
    }
    var distances = [Float]()
    for start in stride(from: 0, to: triggers.count, by: Self.block) {
      let part = Array(triggers[start..<min(start + Self.block, triggers.count)])
      distances += try session.step("outliers", Self.inputs(part)) {
        try session.each(part, candidate: \.self, missing: 0) { part in
          try shifts(part, on: prompt).map { zip($0, usual).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } }
        }
      }
      try session.advance(candidates: part.count, share: Double(distances.count) / Double(triggers.count))
    }
    return TopSelection.indices(of: distances, count: count).map { triggers[$0] }
  }

  /// text → feature, in the first of the answer's bands.
  private func shifts(_ triggers: [Trigger], on prompt: SearchPrompt) throws -> [[Float]] {
    let texts = try triggers.map { try session.model.format.tokens(prompt.dialogue.placing($0, gap: prompt.gap, frame: session.frame)) }
    let bands = AnswerBands(layers: session.model.configuration.layers).first
    return try session.runner.answerShifts([texts], bands: bands)[0].map { $0.bands[0] }
  }

  private static func inputs(_ triggers: [Trigger]) -> StepInputs { StepInputs(triggers.map { $0.slot.rawValue + " " + $0.text }) }

  private static func mean(_ rows: [[Float]]) -> [Float] {
    guard var sums = rows.first else { return [] }
    for row in rows.dropFirst() { for index in sums.indices { sums[index] += row[index] } }
    return sums.map { $0 / Float(rows.count) }
  }
}
