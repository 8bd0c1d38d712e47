internal import Foundation
package import Findings

/// The plot of `study preferences`: what each feature is worth, with its interval.
package enum PreferenceChart {
  package static func svg(_ report: PreferenceReport) -> String {
    let most = report.features.flatMap { [abs($0.low), abs($0.high)] }.filter(\.isFinite).max() ?? 1
    // Whole units, and the same to both sides: no effect lies in the middle.
    let end = max(1, most.rounded(.up))
    let rows = report.features.map {
      IntervalChart.Row(label: $0.name, marks: [.init(value: $0.mean, low: $0.low, high: $0.high)])
    }
    return IntervalChart(
      title: "What made answers preferred", series: ["posterior mean"],
      panels: [
        .init(
          title: "\(report.fitted) of \(report.pairs) pairs fitted", axis: "log-odds per unit, 95% intervals", domain: -end...end,
          ticks: [-1, -0.5, 0, 0.5, 1].map { ($0 * end, String(format: "%g", $0 * end)) }, rows: rows)
      ]
    ).svg()
  }
}
