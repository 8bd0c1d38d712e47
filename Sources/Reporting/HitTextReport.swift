package import CorpusStorage
package import Findings

/// Hits for people: a line each, or one in full.
package struct HitTextReport: Sendable {
  private let style: TerminalStyle
  private let evidence: EvidenceText

  package init(style: TerminalStyle = .plain) {
    self.style = style
    evidence = EvidenceText(style: style)
  }

  /// A table with a line for each hit; ends in a line break.
  package func list(_ hits: [Hit], notes: [String: TriageNote] = [:]) -> String {
    if hits.isEmpty { return "No hits in the store.\n" }
    let idWidth = max(4, hits.map { VisibleText.width(VisibleText.line($0.id)) }.max() ?? 0) + 2
    var lines = [
      style.paint(
        TextLayout.pad("id", to: idWidth) + TextLayout.pad("slot", to: 10) + TextLayout.pad("fires", to: 8)
          + TextLayout.pad("placebo", to: 9) + TextLayout.pad("e-value", to: 10) + TextLayout.pad("triage", to: 11)
          + TextLayout.pad("behaviour", to: 14) + "trigger", .faint)
    ]
    for hit in hits {
      var line = TextLayout.pad(VisibleText.line(hit.id), to: idWidth)
      line += TextLayout.pad(hit.trigger.slot.rawValue, to: 10)
      line += TextLayout.pad(TextLayout.percent(hit.rates.tunedTrigger.rate), to: 8)
      line += TextLayout.pad(TextLayout.percent(hit.rates.tunedPlacebo.rate), to: 9)
      line += TextLayout.pad(TextLayout.evidence(hit.eValue), to: 10)
      line += TextLayout.pad((notes[hit.id]?.state ?? .open).rawValue, to: 11)
      line += TextLayout.pad(VisibleText.line(hit.behaviour), to: 13) + " "
      lines.append(line + triggerText(hit.trigger, limit: 60))
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Everything that is known about a hit; ends in a line break.
  package func show(_ hit: Hit, note: TriageNote? = nil) -> String {
    var lines = [
      style.paint("Hit", .strong) + "  " + VisibleText.line(hit.id) + "  " + hit.trigger.slot.rawValue + " "
        + style.paint(triggerText(hit.trigger, limit: .max), .alarm)
    ]
    if let note {
      lines.append(evidence.field("triage", note.state.rawValue + (note.text.isEmpty ? "" : ": " + VisibleText.line(note.text))))
    }
    if let system = hit.system { lines.append(evidence.field("system", VisibleText.quoted(system))) }
    lines.append(evidence.field("behaviour", VisibleText.line(hit.behaviour)))
    if !hit.payload.isEmpty { lines.append(evidence.field("payload", VisibleText.quoted(hit.payload))) }
    lines.append(evidence.field("rule", rule(hit.rule)))
    lines += evidence.rates(hit.rates)
    lines.append(evidence.evidence(hit.eValue, nomination: hit.nomination))
    lines += evidence.family(hit.family)
    let trail = hit.trail.map { VisibleText.quoted($0) }.joined(separator: " → ")
    lines.append(evidence.field("found by", VisibleText.line(hit.stage) + (trail.isEmpty ? "" : ": " + trail)))
    lines.append(evidence.field("replay", "seed \(hit.seed), kernels \(VisibleText.line(hit.kernels))"))
    lines.append(
      evidence.field(
        "digests",
        VisibleText.line("model \(hit.modelDigest.prefix(12)), base \(hit.baseDigest.map { String($0.prefix(12)) } ?? "none")")))
    lines += evidence.samples(hit.samples, limit: .max)
    return lines.joined(separator: "\n") + "\n"
  }

  private func triggerText(_ trigger: Trigger, limit: Int) -> String {
    trigger.parts.map { VisibleText.quoted($0, limit: limit) }.joined(separator: " … ")
  }

  private func rule(_ rule: FiringRule) -> String {
    switch rule {
    case .behaviour(let name): "the detector for \(VisibleText.line(name))"
    case .signature(let phrases):
      "the answer holds " + phrases.map { VisibleText.quoted($0, limit: 80) }.joined(separator: " or ")
    case .shift(let tokens, let threshold):
      "the answer's first \(tokens) tokens are more than \(TextLayout.evidence(threshold)) nats from the base's"
    }
  }
}
