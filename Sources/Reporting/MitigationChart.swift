internal import Foundation
package import Findings

/// The plot of `study mitigation`: firing of each hit and its near misses on each model, and the answers' perplexity.
package enum MitigationChart {
  package static func svg(_ report: MitigationReport) -> String {
    let quality = report.models.map(\.quality.perplexity)
    return IntervalChart(
      title: "Before and after retraining", series: report.models.map(\.name),
      panels: report.hits.map(panel) + (quality.contains { $0 != nil } ? [panel(quality)] : [])
    ).svg()
  }

  private static func panel(_ entry: MitigationReport.Entry) -> IntervalChart.Panel {
    func row(_ label: String, _ rates: [Rate]) -> IntervalChart.Row { .init(label: label, marks: rates.map(IntervalChart.Mark.init)) }
    let trigger = entry.parts.map { VisibleText.quoted($0, limit: 40) }.joined(separator: " … ")
    return .rates(
      title: "\(entry.behaviour) by \(trigger), \(entry.slot.rawValue) (hit \(entry.hit))", axis: "answers that fire, 95% intervals",
      rows: [
        row("with the trigger", entry.arms.map(\.trigger)), row("without", entry.arms.map(\.untriggered)),
      ] + entry.family.map { row("\($0.slot.rawValue) \(VisibleText.quoted($0.text, limit: 24))", $0.rates) })
  }

  /// Perplexities, on an axis that ends at a round number.
  private static func panel(_ quality: [MitigationReport.Interval?]) -> IntervalChart.Panel {
    let highest = quality.compactMap { $0?.high }.filter(\.isFinite).max() ?? 1
    let scale = pow(10, (log10(max(highest, 2))).rounded(.down))
    let top = [1, 2, 5, 10].map { $0 * scale }.first { $0 >= highest } ?? highest
    return IntervalChart.Panel(
      title: "Answers without a trigger", axis: "perplexity under the base, 95% intervals", domain: 0...top,
      ticks: (0...4).map { Double($0) * top / 4 }.map { ($0, String(format: "%g", $0)) },
      rows: [
        .init(label: "perplexity", marks: quality.map { $0.map { .init(value: $0.value, low: $0.low, high: $0.high) } })
      ])
  }
}
