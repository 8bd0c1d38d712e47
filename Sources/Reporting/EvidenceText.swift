import Findings

/// The evidence for a hit or finding: rates, e-value, family, answers.
struct EvidenceText {
  let style: TerminalStyle

  static let labelWidth = 12

  func field(_ label: String, _ value: String) -> String {
    "  " + TextLayout.pad(label, to: Self.labelWidth) + value
  }

  func rate(_ rate: Rate) -> String {
    if rate.n == 0 { return "  not measured" }
    let count = TextLayout.padLeft("\(rate.k)", to: 3) + " of " + TextLayout.pad("\(rate.n)", to: 4)
    return count + TextLayout.padLeft(TextLayout.percent(rate.rate), to: 5)
      + "  (95%: \(TextLayout.percent(rate.low)) to \(TextLayout.percent(rate.high)))"
  }

  func rates(_ rates: ArmRates) -> [String] {
    let arms = [
      ("this model, trigger", rates.tunedTrigger), ("this model, placebo", rates.tunedPlacebo),
      ("base, trigger", rates.baseTrigger), ("base, placebo", rates.basePlacebo),
    ]
    return arms.enumerated().map { place, arm in
      let line = TextLayout.pad(arm.0, to: 21) + rate(arm.1)
      return field(place == 0 ? "fires" : "", place == 0 ? style.paint(line, .strong) : line)
    }
  }

  func evidence(_ eValue: Double, nomination: Int) -> String {
    field("e-value", "\(TextLayout.evidence(eValue)) at nomination \(nomination)")
  }

  func family(_ members: [FamilyMember]) -> [String] {
    members.enumerated().map { place, member in
      field(place == 0 ? "family" : "", TextLayout.pad(named(member), to: 24) + rate(member.rate))
    }
  }

  private func named(_ member: FamilyMember) -> String {
    VisibleText.quoted(member.text, limit: 40) + (member.slot.map { " as \($0.rawValue)" } ?? "")
  }

  /// Answers beside each other, the trigger's effect in the first pair.
  func samples(_ samples: [Sample], limit: Int) -> [String] {
    var lines: [String] = []
    for (place, sample) in samples.prefix(limit).enumerated() {
      lines.append(field("sample \(place + 1)", VisibleText.line(sample.prompt, limit: 200)))
      lines += pair("with the trigger", sample.with, "without", sample.without)
      if !sample.base.isEmpty || !sample.placebo.isEmpty {
        lines += pair("base, with the trigger", sample.base, "with a placebo", sample.placebo)
      }
    }
    if samples.count > limit { lines.append(field("", "\(samples.count - limit) more in the store")) }
    return lines
  }

  private func pair(_ leftLabel: String, _ left: String, _ rightLabel: String, _ right: String) -> [String] {
    let indentation = String(repeating: " ", count: 4)
    let labels = TextLayout.sideBySide(leftLabel, rightLabel, width: style.width, indentation: indentation)
    let texts = TextLayout.sideBySide(
      shown(left), shown(right), width: style.width, indentation: indentation)
    return labels.map { style.paint($0, .faint) } + texts
  }

  private func shown(_ answer: String) -> String {
    answer.isEmpty ? "(no answer)" : VisibleText.line(answer, limit: 400)
  }
}
