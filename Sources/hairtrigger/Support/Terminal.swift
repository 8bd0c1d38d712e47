import Foundation
import Reporting

/// What stdout and stderr are connected to.
enum Terminal {
  static var isErrorTerminal: Bool { isatty(STDERR_FILENO) == 1 }

  /// Columns of the terminal on stderr, or `COLUMNS`, or 100.
  static var columns: Int { size.columns }

  /// Columns and rows of the terminal on stderr, or `COLUMNS` and `LINES`, or 100 and 24.
  static var size: (columns: Int, rows: Int) {
    var size = winsize()
    if unsafe ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 {
      return (Int(size.ws_col), Int(size.ws_row))
    }
    func variable(_ name: String, else usual: Int) -> Int {
      ProcessInfo.processInfo.environment[name].flatMap { Int($0) }.map { min(max($0, 20), 1_000) } ?? usual
    }
    return (variable("COLUMNS", else: 100), variable("LINES", else: 24))
  }

  /// Whether `NO_COLOR` is not set.
  static var isColourWanted: Bool { ProcessInfo.processInfo.environment["NO_COLOR"].map { $0.isEmpty } ?? true }

  /// For reports on stdout: colours on a terminal only, and not where `NO_COLOR` is set.
  static var style: TerminalStyle {
    let isTerminal = isatty(STDOUT_FILENO) == 1
    return TerminalStyle(colours: isTerminal && isColourWanted, width: isTerminal ? min(columns, 140) : 100)
  }
}
