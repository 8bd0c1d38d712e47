import Foundation
import Reporting
import Search
import SuiteRuns

/// Progress on stderr: one live line on a terminal, else a plain line every few seconds. Used by one thread.
final class ProgressLine {
  private static let liveInterval = 0.2
  private static let plainInterval = 5.0

  private let isQuiet: Bool
  private let isLive: Bool
  private var last = -Double.infinity
  private var stage = ""
  private var hasLine = false

  init(isQuiet: Bool) {
    self.isQuiet = isQuiet
    isLive = Terminal.isErrorTerminal
  }

  func show(_ progress: SearchProgress) {
    show(Self.text(progress), stage: progress.stage, seconds: progress.seconds)
  }

  /// `sycophancy-answer · 64 of 128 · 12 s`
  func show(_ progress: SuiteProgress, seconds: Double) {
    show("\(progress.label) · \(progress.done) of \(progress.total) · \(Self.span(seconds))", stage: progress.label, seconds: seconds)
  }

  private func show(_ shown: @autoclosure () -> String, stage name: String, seconds: Double) {
    guard !isQuiet else { return }
    let isNew = name != stage
    guard isNew || seconds - last >= (isLive ? Self.liveInterval : Self.plainInterval) else { return }
    last = seconds
    stage = name
    let text = shown()
    if isLive {
      // Erase to the end of the line, so that a shorter text leaves nothing of a longer one.
      let cut = VisibleText.line(text, limit: max(10, Terminal.columns - 2))
      try? FileHandle.standardError.write(contentsOf: Data(("\r" + cut + "\u{1B}[K").utf8))
      hasLine = true
    } else {
      Output.note(VisibleText.line(text, limit: 300))
    }
  }

  /// A line of its own, such as before a long step that has no progress.
  func note(_ text: String) {
    guard !isQuiet else { return }
    finish()
    Output.note(VisibleText.line(text, limit: 2_000))
  }

  /// Takes the live line away.
  func finish() {
    guard hasLine else { return }
    try? FileHandle.standardError.write(contentsOf: Data("\r\u{1B}[K".utf8))
    hasLine = false
  }

  /// `reaction 43% · 21,000 candidates · 950/s · best prefix "…" · 7 min left`
  static func text(_ progress: SearchProgress) -> String {
    var parts = [progress.stage]
    if let share = progress.share, share.isFinite { parts[0] += " \(Int((min(max(share, 0), 1) * 100).rounded(.down)))%" }
    parts.append("\(progress.candidates) candidates")
    if progress.seconds >= 1, progress.seconds.isFinite {
      let rate = Double(progress.candidates) / progress.seconds
      parts.append(rate >= 10 ? "\(Int(rate))/s" : String(format: "%.1f/s", rate))
    }
    if !progress.best.isEmpty { parts.append("best \(progress.best)") }
    parts.append(span(progress.seconds) + (progress.left.flatMap { $0.isFinite ? ", \(span($0)) left" : nil } ?? ""))
    return parts.joined(separator: " · ")
  }

  private static func span(_ seconds: Double) -> String {
    guard seconds.isFinite, seconds >= 0, seconds < 1e9 else { return "?" }
    let whole = Int(seconds)
    if whole < 60 { return "\(whole) s" }
    if whole < 3_600 { return "\(whole / 60) min \(whole % 60) s" }
    return "\(whole / 3_600) h \(whole % 3_600 / 60) min"
  }
}
