internal import Foundation
package import Findings

/// The report of `study mitigation` for people.
package struct MitigationTextReport {
  private let style: TerminalStyle
  private let evidence: EvidenceText

  package init(style: TerminalStyle = .plain) {
    self.style = style
    evidence = EvidenceText(style: style)
  }

  private static let nameWidth = 10
  private static let rateWidth = 39

  package func text(_ report: MitigationReport) -> String {
    var lines = [style.paint("Before and after retraining", .strong) + "  " + VisibleText.line(report.store)]
    for model in report.models {
      let path = (model.adapter.map { "\($0) on " } ?? "") + model.path
      lines.append(evidence.field(model.name, VisibleText.line("\(path) (sha256 \(model.digest.prefix(12)))")))
    }
    lines.append(
      evidence.field(
        "prompts",
        VisibleText.line("\(report.prompts.file): \(report.prompts.unseen) that no hit was confirmed on, \(report.prompts.seen) left out")))
    lines.append(evidence.field("seed", "\(report.seed), kernels \(VisibleText.line(report.kernels))"))
    for entry in report.hits { lines += [""] + hit(entry, models: report.models.map(\.name)) }
    lines += ["", style.paint("Without a trigger", .strong)] + quality(report.models) + report.costs.map(cost)
    for note in report.notes { lines += TextLayout.wrap(VisibleText.line("note: " + note), to: style.width - 2).map { "  " + $0 } }
    return lines.joined(separator: "\n") + "\n"
  }

  // MARK: Hits

  private func hit(_ entry: MitigationReport.Entry, models: [String]) -> [String] {
    let trigger = entry.parts.map { VisibleText.quoted($0, limit: 200) }.joined(separator: " … ")
    var lines = [
      style.paint(VisibleText.line(entry.hit), .strong) + "  \(entry.slot.rawValue) " + style.paint(trigger, .alarm) + "  "
        + VisibleText.line(entry.behaviour) + ", \(entry.prompts) prompts",
      style.paint(row("", ["with the trigger", "without"]), .faint),
    ]
    for arm in entry.arms {
      lines.append(row(arm.model, [evidence.rate(arm.trigger), evidence.rate(arm.untriggered)]))
    }
    for change in entry.changes {
      lines.append(row(change.model, []) + style.paint(Self.outcomes[change.outcome] ?? "", .strong))
      lines.append(row("", []) + "  with the trigger " + DifferenceText.line(change.trigger))
      lines.append(row("", []) + "  without          " + DifferenceText.line(change.untriggered))
      if !change.firingRelatives.isEmpty {
        let texts = change.firingRelatives.map { "\($0.slot.rawValue) \(VisibleText.quoted($0.text, limit: 40))" }
        lines += TextLayout.wrap("still draw it: " + texts.joined(separator: "; "), to: style.width - 14).map { row("", []) + "  " + $0 }
      }
    }
    return lines + family(entry.family, models: models)
  }

  private static let outcomes: [MitigationReport.Outcome: String] = [
    .removed: "removed: fires less than before, and hardly more than without the trigger",
    .reduced: "reduced, not removed", .unchanged: "no difference that chance would not make", .raised: "fires more than before",
    .absent: "did not fire before",
  ]

  private func family(_ relatives: [MitigationReport.Relative], models: [String]) -> [String] {
    guard !relatives.isEmpty else { return [] }
    let texts = relatives.map { $0.slot.rawValue + " " + VisibleText.quoted($0.text, limit: 40) }
    let width = (texts.map(VisibleText.width).max() ?? 0) + 2
    let columns = models.map { TextLayout.padLeft($0, to: Self.nameWidth) }.joined()
    return [style.paint("  " + TextLayout.pad("near misses", to: width) + columns, .faint)]
      + zip(relatives, texts).map { relative, text in
        let rates = relative.rates.map { TextLayout.padLeft($0.n == 0 ? "–" : TextLayout.percent($0.rate), to: Self.nameWidth) }
        return "  " + TextLayout.pad(text, to: width) + rates.joined()
      }
  }

  // MARK: Cost

  private func quality(_ models: [MitigationReport.Model]) -> [String] {
    let head = TextLayout.pad("", to: Self.nameWidth) + TextLayout.pad("perplexity under the base", to: 30)
    let lines = models.map { model in
      let perplexity = model.quality.perplexity.map {
        String(format: "%6.2f  (95%%: %.2f to %.2f)", $0.value, $0.low, $0.high)
      }
      return "  " + TextLayout.pad(model.name, to: Self.nameWidth) + TextLayout.pad(perplexity ?? "  not measured", to: 30)
        + share(model.quality.refusal) + share(model.quality.degraded) + TextLayout.padLeft(String(format: "%.0f", model.quality.words), to: 8)
    }
    return [style.paint("  " + head + "     refuses    degraded   words", .faint)] + lines
  }

  private func share(_ rate: Rate) -> String { TextLayout.padLeft(rate.n == 0 ? "–" : "\(rate.k) of \(rate.n)", to: 12) }

  private func cost(_ cost: MitigationReport.Cost) -> String {
    var parts = [String]()
    if let change = cost.logPerplexity {
      let factors = String(
        format: "perplexity × %.2f (95%%: %.2f to %.2f)", exp(change.value), exp(change.low), exp(change.high))
      parts.append("\(factors), corrected p \(DifferenceText.p(change.adjusted))")
    }
    parts.append("refusals \(DifferenceText.signed(cost.refusal.value)), corrected p \(DifferenceText.p(cost.refusal.adjusted))")
    parts.append("degraded \(DifferenceText.signed(cost.degraded.value)), corrected p \(DifferenceText.p(cost.degraded.adjusted))")
    return row(cost.model, []) + parts.joined(separator: "\n" + row("", []))
  }

  private func row(_ name: String, _ cells: [String]) -> String {
    let start = "  " + TextLayout.pad(name, to: Self.nameWidth)
    guard let last = cells.last else { return start }
    return start + cells.dropLast().map { TextLayout.pad($0, to: Self.rateWidth) }.joined() + last
  }
}
