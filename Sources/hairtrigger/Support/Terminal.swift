import Foundation
import Reporting

/// What stdout and stderr are connected to.
enum Terminal {
  static var isErrorTerminal: Bool { isatty(STDERR_FILENO) == 1 }

  /// Columns of the terminal on stderr, or `COLUMNS`, or 100.
  static var columns: Int {
    var size = winsize()
    if unsafe ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 { return Int(size.ws_col) }
    return ProcessInfo.processInfo.environment["COLUMNS"].flatMap { Int($0) }.map { min(max($0, 20), 1_000) } ?? 100
  }

  /// For reports on stdout: colours on a terminal only, and not where `NO_COLOR` is set.
  static var style: TerminalStyle {
    let isTerminal = isatty(STDOUT_FILENO) == 1
    let noColour = ProcessInfo.processInfo.environment["NO_COLOR"].map { !$0.isEmpty } ?? false
    return TerminalStyle(colours: isTerminal && !noColour, width: isTerminal ? min(columns, 140) : 100)
  }
}
