package import Findings

/// A campaign's state on one screen, in the manner of afl-fuzz. It reads a snapshot, and nothing else.
package enum CampaignScreen {
  /// Of those that were set aside, the latest.
  private static let mostSetAside = 4

  /// Lines of at most the style's width, without line breaks.
  package static func lines(_ status: CampaignStatus, notes: [String], style: TerminalStyle) -> [String] {
    let box = ScreenBox(style: style)
    var lines = [heading(status, style: style)]
    lines += box.pair("time", time(status), "results", results(status))
    lines += box.pair("stage", stage(status), "speed", speed(status), isFirst: false)
    if !status.coverage.stages.isEmpty {
      lines += box.wide("stages so far", status.coverage.stages.map { row(of: $0, width: box.inner) })
    }
    if !status.mutators.isEmpty { lines += box.wide("mutators", yields(status.mutators, width: box.inner)) }
    if let find = status.lastFind {
      lines += box.wide("last find", ["\(find.text), \(TextLayout.duration(max(0, status.seconds - find.seconds))) ago"])
    }
    if !status.best.isEmpty { lines += box.wide("best of the last batch", [status.best]) }
    if let aside = status.setAside, !aside.isEmpty { lines += box.wide("set aside", aside.suffix(mostSetAside).map { VisibleText.line($0) }) }
    if !notes.isEmpty { lines += box.wide("log", notes) }
    return lines + [box.end]
  }

  private static func heading(_ status: CampaignStatus, style: TerminalStyle) -> String {
    let state = status.isReplaying && status.state == .running ? "resuming" : status.state.rawValue
    let title = "hairtrigger campaign · " + VisibleText.line(status.model)
    let room = max(10, style.width - state.count - 3)
    let tone: TerminalStyle.Tone = switch status.state {
    case .running, .finished: .strong
    case .starting: .faint
    case .interrupted, .killed: .caution
    case .failed: .alarm
    }
    return style.paint(" " + TextLayout.pad(ScreenBox.cut(title, to: room), to: room), .strong) + style.paint(state, tone)
  }

  private static func time(_ status: CampaignStatus) -> [(String, String)] {
    var rows = [("run time", TextLayout.duration(status.seconds))]
    rows.append(("time left", status.leftSeconds.map { TextLayout.duration($0) } ?? "no limit of time"))
    rows.append(("budget", status.budgetShare.map { TextLayout.percent($0) + " used" } ?? "none"))
    return rows
  }

  private static func results(_ status: CampaignStatus) -> [(String, String)] {
    [
      ("hits", TextLayout.grouped(status.hits)), ("near misses", TextLayout.grouped(status.nearMisses)),
      ("candidates", TextLayout.grouped(status.candidates)),
    ]
  }

  private static func stage(_ status: CampaignStatus) -> [(String, String)] {
    let share = status.stageShare.map { " " + TextLayout.percent($0) } ?? ""
    return [
      ("now", (status.stage.isEmpty ? "reading the model" : status.stage) + share),
      ("steps", TextLayout.grouped(status.steps) + (status.isReplaying ? ", from an earlier run" : "")),
      ("slots", status.coverage.slots.map(\.rawValue).joined(separator: " ")),
    ]
  }

  private static func speed(_ status: CampaignStatus) -> [(String, String)] {
    [
      ("candidates/s", rate(status.ratePerSecond)), ("tokens/s", rate(status.tokensPerSecond)),
      ("tokens", TextLayout.grouped(status.forwardTokens)),
    ]
  }

  private static func rate(_ perSecond: Double) -> String {
    guard perSecond.isFinite, perSecond >= 0, perSecond < 1e12 else { return "?" }
    if perSecond >= 100 { return TextLayout.grouped(Int(perSecond)) }
    let tenths = Int((perSecond * 10).rounded())
    return "\(tenths / 10).\(tenths % 10)"
  }

  private static func row(of stage: ScanReport.Stage, width: Int) -> String {
    TextLayout.pad(VisibleText.line(stage.name), to: 11) + TextLayout.pad(stage.complete ? "through" : "cut short", to: 11)
      + TextLayout.padLeft(TextLayout.grouped(stage.candidates), to: 11) + " candidates"
      + TextLayout.padLeft(TextLayout.duration(stage.seconds), to: 14)
  }

  /// As many side by side as there is room for, the best yield first.
  private static func yields(_ mutators: [CampaignStatus.Mutator], width: Int) -> [String] {
    let ranked = mutators.sorted { ($0.kept * max(1, $1.tried), $1.name) > ($1.kept * max(1, $0.tried), $0.name) }
    let cells = ranked.map { "\(VisibleText.line($0.name)) \(TextLayout.grouped($0.kept))/\(TextLayout.grouped($0.tried))" }
    let cell = (cells.map(VisibleText.width).max() ?? 0) + 3, across = max(1, width / max(1, cell))
    return stride(from: 0, to: cells.count, by: across).map { start in
      cells[start..<min(start + across, cells.count)].map { TextLayout.pad($0, to: cell) }.joined()
    }
  }
}

/// Boxes that fill a screen's width.
private struct ScreenBox {
  private static let labelWidth = 13

  let style: TerminalStyle

  /// Columns inside a box.
  var inner: Int { style.width - 4 }
  private var left: Int { (style.width - 3) / 2 }
  private var right: Int { style.width - 3 - left }

  var end: String { style.paint("└" + String(repeating: "─", count: style.width - 2) + "┘", .faint) }

  /// Two columns of named values.
  func pair(
    _ firstTitle: String, _ first: [(String, String)], _ secondTitle: String, _ second: [(String, String)], isFirst: Bool = true
  ) -> [String] {
    let bar = style.paint("│", .faint)
    let top = (isFirst ? "┌" : "├") + rule(firstTitle, left) + (isFirst ? "┬" : "┼") + rule(secondTitle, right) + (isFirst ? "┐" : "┤")
    return [style.paint(top, .faint)] + (0..<max(first.count, second.count)).map { row in
      bar + cell(row < first.count ? first[row] : nil, left) + bar + cell(row < second.count ? second[row] : nil, right) + bar
    }
  }

  /// Lines over the whole width.
  func wide(_ title: String, _ lines: [String]) -> [String] {
    let bar = style.paint("│", .faint)
    return [style.paint("├" + rule(title, style.width - 2) + "┤", .faint)]
      + lines.map { bar + " " + TextLayout.pad(Self.cut(VisibleText.line($0), to: inner), to: inner) + " " + bar }
  }

  private func rule(_ title: String, _ width: Int) -> String {
    let text = "─ \(title) "
    return text + String(repeating: "─", count: max(0, width - text.count))
  }

  private func cell(_ value: (name: String, text: String)?, _ width: Int) -> String {
    guard let value else { return String(repeating: " ", count: width) }
    let room = max(1, width - Self.labelWidth - 2)
    return " " + TextLayout.pad(value.name, to: Self.labelWidth)
      + style.paint(TextLayout.pad(Self.cut(VisibleText.line(value.text), to: room), to: room), .strong) + " "
  }

  /// A text's first columns.
  static func cut(_ text: String, to width: Int) -> String {
    guard VisibleText.width(text) > width else { return text }
    var result = "", used = 1
    for character in text {
      used += VisibleText.width(character)
      if used > width { break }
      result.append(character)
    }
    return result + "…"
  }
}
