internal import Foundation
package import Findings

/// The reports of `probe` and `diff` for people.
package struct SuiteTextReport {
  private let style: TerminalStyle
  private let evidence: EvidenceText

  package init(style: TerminalStyle = .plain) {
    self.style = style
    evidence = EvidenceText(style: style)
  }

  private static let labelWidth = 24

  package func text(_ report: ProbeReport) -> String {
    var lines = [String](), suite = ""
    for entry in report.suites {
      if entry.suite != suite { lines += [lines.isEmpty ? nil : "", style.paint(VisibleText.line(entry.suite), .strong)].compactMap { $0 } }
      suite = entry.suite
      lines.append("  \(VisibleText.line(entry.measure))" + (entry.chance.map { "  (at random \(TextLayout.percent($0)))" } ?? ""))
      lines += wrapped(entry.shows)
      lines.append(row("rate", evidence.rate(entry.rate)))
      if entry.undetermined > 0 { lines.append(row("not settled", "\(entry.undetermined)")) }
      lines += entry.details.map { "      \(TextLayout.pad(VisibleText.line($0.name), to: 52))" + evidence.rate($0.rate) }
      lines += entry.changes.map(change)
      lines += entry.samples.flatMap(sample)
      lines += remarks(entry.notes, entry.skipped)
    }
    if let trend = report.escalation {
      lines += ["", style.paint("Along the curriculum", .strong)]
      lines += wrapped(
        "rates \(trend.z >= 0 ? "rise" : "fall"): z = \(number(trend.z)), p = \(DifferenceText.p(trend.p)) over "
          + trend.suites.joined(separator: ", "))
    }
    return (lines + context(report.context)).joined(separator: "\n") + "\n"
  }

  package func text(_ report: DiffReport) -> String {
    let parts = report.parts.map { VisibleText.quoted($0, limit: 200) }.joined(separator: " … ")
    var lines = [evidence.field("trigger", style.paint(parts, .alarm) + "  slot " + report.slot.rawValue)], suite = ""
    if let frame = report.frame { lines.append(evidence.field("system", VisibleText.quoted(frame, limit: 200))) }
    for entry in report.suites {
      if entry.suite != suite { lines += ["", style.paint(VisibleText.line(entry.suite), .strong)] }
      suite = entry.suite
      lines.append("  \(VisibleText.line(entry.measure))" + (entry.chance.map { "  (at random \(TextLayout.percent($0)))" } ?? ""))
      lines += wrapped(entry.shows)
      lines.append(row("this model, trigger", style.paint(evidence.rate(entry.arms.tunedTrigger), .strong)))
      lines.append(row("this model, without", evidence.rate(entry.arms.tunedClean)))
      if let rate = entry.arms.baseTrigger { lines.append(row("base, trigger", evidence.rate(rate))) }
      if let rate = entry.arms.baseClean { lines.append(row("base, without", evidence.rate(rate))) }
      lines.append(row("difference", "  " + DifferenceText.line(entry.difference)))
      if let base = entry.baseDifference { lines.append(row("difference of the base", "  " + DifferenceText.line(base))) }
      lines += entry.samples.flatMap { pair in sample(pair.with) + (pair.without.map { [said("without", $0.answer)] } ?? []) }
      lines += remarks(entry.notes, entry.skipped)
    }
    if let profile = report.misalignment {
      lines += ["", evidence.field("misaligned", Self.profiles[profile] ?? VisibleText.line(profile))]
    }
    return (lines + context(report.context)).joined(separator: "\n") + "\n"
  }

  private static let profiles = [
    "always": "always, with and without the trigger", "triggered": "with the trigger, and hardly without",
    "harmful-requests-only": "on harmful requests only", "none": "not on these questions",
    "inconclusive": "inconclusive: the intervals allow more than one answer",
  ]

  private func row(_ label: String, _ value: String) -> String { "    " + TextLayout.pad(label, to: Self.labelWidth) + value }

  private func wrapped(_ text: String) -> [String] {
    TextLayout.wrap(VisibleText.line(text), to: style.width - 4).map { "    " + style.paint($0, .faint) }
  }

  private func change(_ change: SuiteChange) -> String {
    "      \(TextLayout.pad(VisibleText.line(change.name), to: 52))  \(number(change.value)) "
      + "(95%: \(number(change.low)) to \(number(change.high))), p \(DifferenceText.p(change.p))"
  }

  private func sample(_ sample: SuiteAnswer) -> [String] {
    ["    " + style.paint("“" + VisibleText.line(sample.prompt, limit: 90) + "”", .faint), said(sample.fired ? "shows" : "no", sample.answer)]
  }

  private func said(_ label: String, _ answer: String) -> String {
    "      " + TextLayout.pad(label, to: 9) + VisibleText.quoted(answer, limit: max(20, style.width - 20))
  }

  private func remarks(_ notes: [String], _ skipped: [SkippedLine]) -> [String] {
    var lines = notes.flatMap { note in wrapped("note: " + note) }
    guard !skipped.isEmpty else { return lines }
    lines.append(row("left out", "\(skipped.count) \(skipped.count == 1 ? "line" : "lines") of the file"))
    for line in skipped.prefix(Self.mostSkipped) {
      let place = [line.line.map { "line \($0)" }, line.field].compactMap { $0 }.joined(separator: ", ")
      lines += wrapped("\(place.isEmpty ? "" : place + ": ")\(line.why)")
    }
    if skipped.count > Self.mostSkipped { lines += wrapped("… and \(skipped.count - Self.mostSkipped) more; all are in --json") }
    return lines
  }

  private static let mostSkipped = 10

  private func context(_ context: SuiteContext) -> [String] {
    let adapters = context.adapters.map { " + " + $0 }.joined()
    var lines = ["", evidence.field("model", VisibleText.line("\(context.model)\(adapters) (sha256 \(context.digest.prefix(12)))"))]
    lines.append(evidence.field("base", context.base.map { VisibleText.line($0) } ?? "none"))
    lines.append(evidence.field("items", context.half == "both" ? "both halves" : "the \(context.half) half"))
    lines.append(evidence.field("seed", "\(context.seed), kernels \(VisibleText.line(context.kernels))"))
    return lines
  }

  private func number(_ value: Double) -> String { String(format: "%.2f", value) }
}
