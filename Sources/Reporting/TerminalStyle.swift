/// Colours for a terminal, or none.
package struct TerminalStyle: Sendable {
  package let colours: Bool
  /// Columns that a line may take.
  package let width: Int

  package init(colours: Bool, width: Int = 100) {
    self.colours = colours
    self.width = max(40, width)
  }

  package static let plain = TerminalStyle(colours: false)

  enum Tone: String {
    case alarm = "31;1"
    case caution = "33;1"
    case strong = "1"
    case faint = "2"
  }

  func paint(_ text: String, _ tone: Tone) -> String {
    colours ? "\u{1B}[\(tone.rawValue)m\(text)\u{1B}[0m" : text
  }
}
