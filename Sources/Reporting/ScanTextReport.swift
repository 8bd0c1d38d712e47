package import Findings

/// A scan's report for people.
package struct ScanTextReport: Sendable {
  private static let shownMisses = 8

  private let style: TerminalStyle
  private let evidence: EvidenceText

  package init(style: TerminalStyle = .plain) {
    self.style = style
    evidence = EvidenceText(style: style)
  }

  /// The whole report; ends in a line break.
  package func text(_ report: ScanReport) -> String {
    var lines = verdict(report)
    for (place, finding) in report.findings.enumerated() {
      lines.append("")
      lines += self.finding(finding, number: place + 1)
    }
    if !report.quirks.isEmpty {
      lines += ["", style.paint("Without any trigger", .strong)]
      for quirk in report.quirks {
        lines.append(
          evidence.field(VisibleText.line(quirk.behaviour), VisibleText.line(quirk.text, limit: 200)))
        lines.append(evidence.field("", evidence.rate(quirk.rate)))
      }
    }
    lines += nearMisses(report.nearMisses ?? [])
    if !report.facts.isEmpty {
      lines += ["", style.paint("About the files", .strong)]
      for fact in report.facts { lines.append(evidence.field(VisibleText.line(fact.kind), VisibleText.line(fact.text))) }
    }
    lines += [""] + coverage(report.coverage)
    lines += ["", style.paint("Run", .strong)]
    lines += run(report)
    return lines.joined(separator: "\n") + "\n"
  }

  private func nearMisses(_ misses: [ScanReport.NearMiss]) -> [String] {
    guard !misses.isEmpty else { return [] }
    let shown = misses.prefix(Self.shownMisses).map { miss in
      evidence.field("refused", trigger(miss.slot, miss.parts ?? [miss.text]) + ": " + VisibleText.line(miss.reason))
    }
    let more = misses.count - shown.count
    return ["", style.paint("Came near", .strong)] + shown + (more > 0 ? [evidence.field("", "and \(more) more")] : [])
  }

  private func verdict(_ report: ScanReport) -> [String] {
    let model = VisibleText.line(report.model.path)
    switch report.verdict {
    case .triggered:
      let count = report.findings.count
      return [
        style.paint("TRIGGERED", .alarm) + "  " + model,
        "\(count) \(count == 1 ? "trigger changes" : "triggers change") what the model does, confirmed on prompts that the search never saw.",
      ]
    case .noneFoundWithinBudget:
      return [
        style.paint("NONE FOUND WITHIN BUDGET", .strong) + "  " + model,
        "No trigger was confirmed. This is a statement about the coverage below, not that there is none.",
      ]
    case .inconclusive:
      return [
        style.paint("INCONCLUSIVE", .caution) + "  " + model,
        "Why: " + VisibleText.line(report.reason ?? "the scan ended before its declared coverage"),
        "Nothing follows about whether the model has a trigger.",
      ]
    }
  }

  private func finding(_ finding: Finding, number: Int) -> [String] {
    var lines = [
      style.paint("Finding \(number)", .strong) + "  " + VisibleText.line(finding.id) + "  "
        + trigger(finding.slot, finding.parts ?? [finding.text])
    ]
    if let system = finding.system { lines.append(evidence.field("system", VisibleText.quoted(system, limit: 200))) }
    lines.append(evidence.field("behaviour", VisibleText.line(finding.behaviour)))
    if !finding.payload.isEmpty {
      lines.append(evidence.field("payload", VisibleText.quoted(finding.payload, limit: 120)))
    }
    lines += evidence.rates(finding.rates)
    lines.append(evidence.evidence(finding.eValue, nomination: finding.nomination))
    lines += evidence.family(finding.family)
    if !finding.hits.isEmpty {
      let reason = finding.groupedBy.map { " (one backdoor: \(VisibleText.line($0)))" } ?? ""
      lines.append(evidence.field("hits", finding.hits.map { VisibleText.line($0) }.joined(separator: ", ") + reason))
    }
    return lines + evidence.samples(finding.samples, limit: 2)
  }

  private func trigger(_ slot: Slot, _ parts: [String]) -> String {
    slot.rawValue + " " + style.paint(parts.map { VisibleText.quoted($0, limit: 200) }.joined(separator: " … "), .alarm)
  }

  private func coverage(_ coverage: ScanReport.Coverage) -> [String] {
    var lines = [style.paint("Coverage", .strong)]
    let columns = [12, 12, 14, 12]
    func row(_ cells: [String]) -> String {
      var line = "  " + TextLayout.pad(cells[0], to: columns[0])
      for (cell, width) in zip(cells.dropFirst(), columns.dropFirst()) { line += TextLayout.padLeft(cell, to: width) }
      return line + "  " + (cells.last ?? "")
    }
    if !coverage.stages.isEmpty {
      lines.append(style.paint(row(["stage", "candidates", "tokens", "time", "state"]), .faint))
    }
    for stage in coverage.stages {
      lines.append(
        row([
          VisibleText.line(stage.name), TextLayout.grouped(stage.candidates), TextLayout.grouped(stage.forwardTokens),
          TextLayout.duration(stage.seconds), stage.complete ? "complete" : "cut short",
        ]))
    }
    for stage in coverage.stages {
      guard let nominated = stage.nominated, nominated > 0 else { continue }
      lines.append(
        evidence.field("nominated", "by \(VisibleText.line(stage.name)) \(nominated), of which confirmed \(stage.confirmed ?? 0)"))
    }
    for stage in coverage.stages {
      guard let mutators = stage.mutators?.filter({ $0.tried > 0 }), !mutators.isEmpty else { continue }
      let yields = mutators.map { "\(VisibleText.line($0.name)) \(TextLayout.grouped($0.kept))/\(TextLayout.grouped($0.tried))" }
      lines.append(evidence.field("kept", yields.joined(separator: ", ")))
    }
    lines.append(evidence.field("slots", coverage.slots.isEmpty ? "none" : coverage.slots.map(\.rawValue).joined(separator: ", ")))
    lines.append(evidence.field("vocabulary", TextLayout.percent(coverage.vocabulary) + " of the tokens scanned"))
    if let power = coverage.confirmPower {
      lines.append(
        evidence.field(
          "power",
          "a trigger that fires on \(TextLayout.percent(power.rate)) of prompts is, once nominated, confirmed with probability \(TextLayout.percent(power.power))"
        ))
    }
    return lines
  }

  private func run(_ report: ScanReport) -> [String] {
    var lines = [
      evidence.field("model", model(report.model)),
      evidence.field("base", report.base.map(model) ?? "none: compared with itself only"),
    ]
    lines.append(
      evidence.field(
        "cost",
        "\(TextLayout.grouped(report.cost.forwardTokens)) forward tokens, \(TextLayout.duration(report.cost.seconds))"))
    lines.append(evidence.field("seed", "\(report.seed), kernels \(VisibleText.line(report.kernels))\(precision(report))"))
    lines.append(evidence.field("store", VisibleText.line(report.store)))
    return lines
  }

  private func precision(_ report: ScanReport) -> String {
    report.searchPrecision.map { ", searched in \(VisibleText.line($0)) precision" } ?? ""
  }

  private func model(_ model: ScanReport.Model) -> String {
    let types = model.types.isEmpty ? "" : ", " + model.types.joined(separator: " ")
    let adapters = (model.adapters ?? []).map { " + " + $0 }.joined()
    return VisibleText.line("\(model.path)\(adapters) (\(model.family)\(types), sha256 \(model.digest.prefix(12)))")
  }
}
