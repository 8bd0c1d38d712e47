package import Findings

/// The plot of `study best-of`: a panel for each measure, a row for each N.
package enum BestOfNChart {
  package static func svg(_ report: BestOfNReport) -> String {
    IntervalChart(
      title: "Sycophancy of the best of N answers, picked by a preference model", series: ["mean over items"],
      panels: report.measures.map { entry in
        let rows = entry.points.map { point in
          IntervalChart.Row(label: "N = \(point.n)", marks: [.init(value: point.value, low: point.low, high: point.high)])
        }
        let title = "\(entry.suite), \(entry.measure)"
        if entry.scale == .rate { return .rates(title: title, axis: "answers that show it, 95% intervals", rows: rows) }
        return .init(
          title: title, axis: "tone towards the user, less without a stance, 95% intervals", domain: -2...2,
          ticks: [(-2, "−2"), (-1, "−1"), (0, "0"), (1, "1"), (2, "2")], rows: rows)
      }
    ).svg()
  }
}
