internal import Foundation

/// Lines, columns and numbers of the reports for people.
enum TextLayout {
  /// `text` filled up with spaces to a width.
  static func pad(_ text: String, to width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - VisibleText.width(text)))
  }

  /// `text` filled up with spaces in front.
  static func padLeft(_ text: String, to width: Int) -> String {
    String(repeating: " ", count: max(0, width - VisibleText.width(text))) + text
  }

  /// `text` broken at spaces into lines of at most `width` columns; longer words are cut.
  static func wrap(_ text: String, to width: Int) -> [String] {
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ") {
      var rest = String(word)
      if !line.isEmpty, VisibleText.width(line) + 1 + VisibleText.width(rest) > width {
        lines.append(line)
        line = ""
      }
      while VisibleText.width(rest) > width {
        var part = ""
        while let next = rest.first, VisibleText.width(part) + VisibleText.width(next) <= width {
          part.append(next)
          rest.removeFirst()
        }
        if part.isEmpty { break }
        lines.append(part)
      }
      line += line.isEmpty ? rest : " " + rest
    }
    return line.isEmpty ? lines : lines + [line]
  }

  /// Two texts beside each other, each wrapped in its column.
  static func sideBySide(_ left: String, _ right: String, width: Int, indentation: String) -> [String] {
    let column = max(12, (width - indentation.count - 3) / 2)
    let lefts = wrap(left, to: column)
    let rights = wrap(right, to: column)
    return (0..<max(lefts.count, rights.count, 1)).map { row in
      let first = row < lefts.count ? lefts[row] : ""
      let second = row < rights.count ? rights[row] : ""
      return indentation + pad(first, to: column) + (second.isEmpty ? " │" : " │ " + second)
    }
  }

  /// `1234567` as `1,234,567`.
  static func grouped(_ number: Int) -> String {
    let digits = Array(String(number.magnitude))
    var text = number < 0 ? "-" : ""
    for (place, digit) in digits.enumerated() {
      if place > 0, (digits.count - place) % 3 == 0 { text.append(",") }
      text.append(digit)
    }
    return text
  }

  static func duration(_ seconds: Double) -> String {
    guard seconds.isFinite, seconds >= 0, seconds < 1e9 else { return "?" }
    if seconds < 60 { return format("%.1f s", seconds) }
    let whole = Int(seconds.rounded())
    if whole < 3600 { return "\(whole / 60) min \(whole % 60) s" }
    return "\(whole / 3600) h \(whole % 3600 / 60) min"
  }

  /// A share as a percentage without decimals; one that is not all is never shown as 100%, nor one that is not none as 0%.
  static func percent(_ share: Double) -> String {
    guard share.isFinite else { return "?" }
    let rounded = (share * 100).rounded()
    if rounded >= 100, share < 1 { return ">99%" }
    if rounded <= 0, share > 0 { return "<1%" }
    return format("%.0f%%", rounded)
  }

  static func evidence(_ eValue: Double) -> String {
    eValue < 10_000 ? format("%.4g", eValue) : format("%.2g", eValue)
  }

  private static func format(_ pattern: String, _ number: Double) -> String {
    String(format: pattern, number)
  }
}
