internal import Foundation
package import Findings

/// The report of `study preferences` for people.
package struct PreferenceTextReport {
  private let style: TerminalStyle
  private let evidence: EvidenceText

  package init(style: TerminalStyle = .plain) {
    self.style = style
    evidence = EvidenceText(style: style)
  }

  package func text(_ report: PreferenceReport) -> String {
    var lines = [
      style.paint("What was preferred", .strong) + "  " + VisibleText.line(report.file),
      "  Log-odds per unit of a feature, all else equal; an interval that holds 0 says nothing.", "",
      row(["feature", "mean", "95%", "preferred", "pairs"], unit: "one unit"),
    ]
    for feature in report.features {
      let isClear = feature.low > 0 || feature.high < 0
      let line = row(
        [
          feature.name, number(feature.mean), "\(number(feature.low)) to \(number(feature.high))", TextLayout.percent(feature.preferred),
          "\(feature.differing)",
        ], unit: feature.unit)
      lines.append(isClear ? style.paint(line, .strong) : line)
    }
    lines.append("")
    if !report.constant.isEmpty { lines.append(evidence.field("in none", report.constant.joined(separator: ", "))) }
    lines.append(evidence.field("held out", evidence.rate(report.accuracy) + " predicted"))
    lines.append(evidence.field("fitted", "\(report.fitted) of \(report.pairs) pairs, seed \(report.seed)"))
    lines.append(
      evidence.field(
        "sampler",
        String(format: "R̂ %.4f, %.0f effective draws", report.rHat, report.effectiveDraws)
          + (report.isConverged ? "" : "; the chains do not agree: do not read the figures")))
    if !report.skipped.isEmpty {
      lines.append(evidence.field("left out", "\(report.skipped.count) \(report.skipped.count == 1 ? "line" : "lines")"))
      for line in report.skipped.prefix(10) {
        let place = [line.line.map { "line \($0)" }, line.field].compactMap { $0 }.joined(separator: ", ")
        lines.append(evidence.field("", VisibleText.line("\(place): \(line.why)", limit: 200)))
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func row(_ cells: [String], unit: String) -> String {
    let widths = [22, 7, 17, 11, 8]
    let shown = zip(cells, widths).enumerated().map { place, cell in
      place == 0 ? TextLayout.pad(VisibleText.line(cell.0), to: cell.1) : TextLayout.padLeft(cell.0, to: cell.1)
    }
    return "  " + shown.joined() + "  " + VisibleText.line(unit)
  }

  private func number(_ value: Double) -> String { String(format: "%+.2f", value) }
}
