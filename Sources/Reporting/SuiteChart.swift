package import Findings

/// The plots of `probe` and `diff`: a row for each measure, with its intervals.
package enum SuiteChart {
  package static func svg(_ report: ProbeReport) -> String {
    IntervalChart(
      title: "What it shows by itself", series: ["this model"],
      panels: panels(report.suites, suite: \.suite) { entry in
        [row(entry.measure, [entry.rate])] + entry.details.map { row($0.name, [$0.rate]) }
      }
    ).svg()
  }

  package static func svg(_ report: DiffReport) -> String {
    let trigger = report.parts.map { VisibleText.quoted($0, limit: 40) }.joined(separator: " … ")
    return IntervalChart(
      title: "With and without \(trigger), \(report.slot.rawValue)", series: ["trigger", "without", "base, trigger", "base, without"],
      panels: panels(report.suites, suite: \.suite) { entry in
        let arms = entry.arms
        return [row(entry.measure, [arms.tunedTrigger, arms.tunedClean, arms.baseTrigger, arms.baseClean])]
      }
    ).svg()
  }

  /// One for each suite, in their order.
  private static func panels<Entry>(
    _ entries: [Entry], suite: (Entry) -> String, rows: (Entry) -> [IntervalChart.Row]
  ) -> [IntervalChart.Panel] {
    var names = [String](), bySuite = [String: [IntervalChart.Row]]()
    for entry in entries {
      if bySuite[suite(entry)] == nil { names.append(suite(entry)) }
      bySuite[suite(entry), default: []] += rows(entry)
    }
    return names.map { .rates(title: $0, axis: "items that show it, 95% intervals", rows: bySuite[$0] ?? []) }
  }

  private static func row(_ label: String, _ rates: [Rate?]) -> IntervalChart.Row {
    .init(label: label, marks: rates.map { $0.flatMap(IntervalChart.Mark.init) })
  }
}
