internal import Differential
package import Findings
internal import Statistics

/// Picks the texts out of thousands that move one prompt's answer in a way of their own: how far a text's shift is from the mean
/// of others'. A second part of a trigger is among the first of 1,500 words beside the first part, on one prompt, and nowhere
/// beside other words (docs/search.md, "Partners").
package struct ShiftOutliers {
  private static let block = 1_024
  /// Prompts of which the shortest is asked.
  private static let prompts = 12

  private let session: SearchSession

  package init(_ session: SearchSession) {
    self.session = session
  }

  /// The `count` triggers that stand out most, strongest first. All are of one slot.
  package func leading(_ triggers: [Trigger], count: Int) throws -> [Trigger] {
    guard triggers.count > count, let prompt = session.panel(Self.prompts).min(by: { $0.length < $1.length }) else { return triggers }
    let bands = AnswerBands(layers: session.model.configuration.layers).first
    var distances = [Float](), mean = [Float]()
    for start in stride(from: 0, to: triggers.count, by: Self.block) {
      try session.advance(share: Double(start) / Double(triggers.count))
      let part = Array(triggers[start..<min(start + Self.block, triggers.count)])
      distances += try session.each(part, candidate: \.self, missing: 0) { part in
        let texts = try part.map { try session.model.format.tokens(prompt.dialogue.placing($0, gap: prompt.gap, frame: session.frame)) }
        let shifts = try session.runner.answerShifts([texts], bands: bands)[0].map { $0.bands[0] }
        if mean.isEmpty { mean = Self.mean(shifts) }
        return shifts.map { zip($0, mean).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } }
      }
    }
    return TopSelection.indices(of: distances, count: count).map { triggers[$0] }
  }

  private static func mean(_ rows: [[Float]]) -> [Float] {
    guard var sums = rows.first else { return [] }
    for row in rows.dropFirst() { for index in sums.indices { sums[index] += row[index] } }
    return sums.map { $0 / Float(rows.count) }
  }
}
