import Findings
import Foundation
import Reporting
import Search
import Synchronization

/// A campaign on stderr: a screen where that is a terminal, a plain line now and then where not.
final class CampaignDisplay: Sendable {
  private static let plainInterval = 30.0
  private static let mostNotes = 5

  private struct State {
    var notes = [String]()
    var wasDrawn = false
    var last = -Double.infinity
    var stage = ""
  }

  private let isQuiet: Bool
  private let isScreen: Bool
  private let state = Mutex(State())

  init(isQuiet: Bool) {
    self.isQuiet = isQuiet
    isScreen = !isQuiet && Terminal.isErrorTerminal && ProcessInfo.processInfo.environment["TERM"] != "dumb"
  }

  /// Draws the screen anew, from its corner.
  func draw(_ status: CampaignStatus) {
    guard isScreen else { return }
    let size = Terminal.size
    let style = TerminalStyle(colours: Terminal.isColourWanted, width: min(size.columns - 1, 110))
    state.withLock { state in
      let lines = CampaignScreen.lines(status, notes: state.notes, style: style).prefix(max(1, size.rows - 1))
      // Each line to its end, then what is below: nothing is cleared first, so nothing flickers.
      let text = (state.wasDrawn ? "" : "\u{1B}[2J") + "\u{1B}[H" + lines.map { $0 + "\u{1B}[K\r\n" }.joined() + "\u{1B}[J"
      state.wasDrawn = true
      try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
    }
  }

  /// The search's progress, where there is no screen.
  func show(_ progress: SearchProgress) {
    guard !isQuiet, !isScreen else { return }
    let isDue = state.withLock { state in
      guard progress.stage != state.stage || progress.seconds - state.last >= Self.plainInterval else { return false }
      (state.stage, state.last) = (progress.stage, progress.seconds)
      return true
    }
    if isDue { Output.note(VisibleText.line(ProgressLine.text(progress), limit: 300)) }
  }

  func note(_ text: String) {
    guard !isQuiet else { return }
    guard isScreen else { return Output.note(VisibleText.line(text, limit: 2_000)) }
    state.withLock { state in
      state.notes.append(text)
      if state.notes.count > Self.mostNotes { state.notes.removeFirst() }
    }
  }

  /// Leaves the last screen as it is, with a line of space below.
  func finish() {
    if isScreen { Output.note("") }
  }
}
