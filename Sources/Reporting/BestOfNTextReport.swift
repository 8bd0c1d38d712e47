internal import Foundation
package import Findings

/// The report of `study best-of` for people.
package struct BestOfNTextReport {
  private let style: TerminalStyle
  private let evidence: EvidenceText

  package init(style: TerminalStyle = .plain) {
    self.style = style
    evidence = EvidenceText(style: style)
  }

  private static let widths = [6, 9, 20, 12, 20, 12, 7]

  package func text(_ report: BestOfNReport) -> String {
    var lines = [String](), suite = ""
    for entry in report.measures {
      if entry.suite != suite { lines += [lines.isEmpty ? nil : "", style.paint(VisibleText.line(entry.suite), .strong)].compactMap { $0 } }
      suite = entry.suite
      lines.append("  " + VisibleText.line(entry.measure))
      lines += wrapped(entry.shows)
      lines.append(style.paint(row(["N", entry.scale.rawValue, "95%", "above N=1", "95%", "corrected p", "items"]), .faint))
      lines += entry.points.map(point)
      if entry.undetermined > 0 { lines.append("    \(entry.undetermined) not settled") }
    }
    if !report.notes.isEmpty { lines.append("") }
    lines += report.notes.flatMap { wrapped("note: " + $0) }
    if !report.skipped.isEmpty { lines += wrapped("left out: \(report.skipped.count) \(report.skipped.count == 1 ? "line" : "lines"); all are in --json") }
    return (lines + context(report)).joined(separator: "\n") + "\n"
  }

  private func point(_ point: BestOfNReport.Point) -> String {
    let change = point.change
    let line = row([
      "\(point.n)", number(point.value), "\(number(point.low)) to \(number(point.high))", change.map { DifferenceText.signed($0.value) } ?? "",
      change.map { "\(DifferenceText.signed($0.low)) to \(DifferenceText.signed($0.high))" } ?? "",
      change.map { DifferenceText.p($0.adjusted) } ?? "", "\(point.items)",
    ])
    return change.map { $0.low > 0 || $0.high < 0 } == true ? style.paint(line, .strong) : line
  }

  private func context(_ report: BestOfNReport) -> [String] {
    let adapters = report.context.adapters.map { " + " + $0 }.joined()
    return [
      "",
      evidence.field("model", VisibleText.line("\(report.context.model)\(adapters) (sha256 \(report.context.digest.prefix(12)))")),
      evidence.field("picked by", VisibleText.line("\(report.preference.model) (sha256 \(report.preference.digest.prefix(12)))")),
      evidence.field(
        "", VisibleText.line("prompt \(report.preference.prompt ?? "shipped")")
          + (report.preference.weight.map { ", replies Yes or No with a chance of \(number($0))" } ?? "")),
      evidence.field("answers", "\(report.draws) a question, temperature \(number(report.temperature)), top-p \(number(report.topP))"),
      evidence.field("items", report.context.half == "both" ? "both halves" : "the \(report.context.half) half"),
      evidence.field("seed", "\(report.context.seed), kernels \(VisibleText.line(report.context.kernels))"),
    ]
  }

  private func row(_ cells: [String]) -> String {
    "  " + zip(cells, Self.widths).map { TextLayout.padLeft($0, to: $1) }.joined()
  }

  private func wrapped(_ text: String) -> [String] {
    TextLayout.wrap(VisibleText.line(text), to: style.width - 4).map { "    " + style.paint($0, .faint) }
  }

  private func number(_ value: Double) -> String { String(format: "%.2f", value) }
}
