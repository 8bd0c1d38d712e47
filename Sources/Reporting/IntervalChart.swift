internal import Findings
internal import Foundation

/// Values with their intervals as an SVG: a row for each thing measured, a mark in it for each series.
struct IntervalChart {
  struct Mark {
    let value: Double
    let low: Double
    let high: Double

    init(value: Double, low: Double, high: Double) {
      self.value = value
      self.low = low
      self.high = high
    }

    /// Nil where nothing was measured.
    init?(_ rate: Rate) {
      guard rate.n > 0 else { return nil }
      self.init(value: rate.rate, low: rate.low, high: rate.high)
    }
  }

  struct Row {
    let label: String
    /// By series; nil where nothing was measured.
    let marks: [Mark?]
  }

  /// Rows below a title, on an axis of their own.
  struct Panel {
    let title: String
    let axis: String
    let domain: ClosedRange<Double>
    let ticks: [(value: Double, label: String)]
    let rows: [Row]

    /// Rates, from none to all.
    static func rates(title: String, axis: String, rows: [Row]) -> Panel {
      Panel(
        title: title, axis: axis, domain: 0...1, ticks: [0, 0.25, 0.5, 0.75, 1].map { ($0, TextLayout.percent($0)) }, rows: rows)
    }
  }

  let title: String
  let series: [String]
  let panels: [Panel]

  private static let width = 860.0, labels = 330.0, margin = 24.0, step = 13.0, gap = 12.0
  private static let mostColumns = 44
  /// Told apart by colour-blind readers too (Okabe and Ito 2008).
  private static let colours = ["#D55E00", "#0072B2", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000"]

  func svg() -> String {
    var body = [String](), y = Self.margin + 16
    body.append(text(title, x: Self.margin, y: y, "font-size=\"16\" font-weight=\"bold\""))
    y += 26
    for (place, name) in series.enumerated() {
      let x = Self.margin + Double(place) * 130
      body.append("<circle cx=\"\(number(x + 5))\" cy=\"\(number(y - 4))\" r=\"4\" fill=\"\(colour(place))\"/>")
      body.append(text(name, x: x + 14, y: y))
    }
    y += 12
    for panel in panels { y = draw(panel, at: y + 22, into: &body) }
    let height = number(y + Self.margin)
    return """
      <svg xmlns="http://www.w3.org/2000/svg" width="\(number(Self.width))" height="\(height)" viewBox="0 0 \(number(Self.width)) \(height)" \
      font-family="sans-serif" font-size="12" fill="#222">
      <title>\(MarkupText.escaped(line: title))</title>
      <rect width="100%" height="100%" fill="#fff"/>
      \(body.joined(separator: "\n"))
      </svg>

      """
  }

  /// The y below the panel.
  private func draw(_ panel: Panel, at top: Double, into body: inout [String]) -> Double {
    body.append(text(panel.title, x: Self.margin, y: top, "font-weight=\"bold\""))
    let first = top + 12
    var y = first, drawn = [String]()
    for row in panel.rows {
      let height = Double(max(1, series.count)) * Self.step
      drawn.append(text(cut(row.label), x: Self.labels - 12, y: y + height / 2 + 4, "text-anchor=\"end\""))
      for (place, mark) in row.marks.enumerated() {
        let middle = y + (Double(place) + 0.5) * Self.step
        guard let mark else { continue }
        drawn.append(
          "<line x1=\"\(number(x(mark.low, panel)))\" x2=\"\(number(x(mark.high, panel)))\" y1=\"\(number(middle))\" y2=\"\(number(middle))\" stroke=\"\(colour(place))\" stroke-width=\"2\"/>")
        drawn.append("<circle cx=\"\(number(x(mark.value, panel)))\" cy=\"\(number(middle))\" r=\"4\" fill=\"\(colour(place))\"/>")
      }
      y += height + Self.gap
    }
    for tick in panel.ticks {
      let place = number(x(tick.value, panel))
      body.append("<line x1=\"\(place)\" x2=\"\(place)\" y1=\"\(number(first - 4))\" y2=\"\(number(y - 4))\" stroke=\"#ddd\"/>")
      body.append(text(tick.label, x: x(tick.value, panel), y: y + 10, "text-anchor=\"middle\""))
    }
    body += drawn
    body.append(text(panel.axis, x: (Self.labels + Self.width - Self.margin) / 2, y: y + 26, "text-anchor=\"middle\" fill=\"#555\""))
    return y + 28
  }

  private func x(_ value: Double, _ panel: Panel) -> Double {
    let span = panel.domain.upperBound - panel.domain.lowerBound
    let share = span > 0 && value.isFinite ? (value - panel.domain.lowerBound) / span : 0
    return Self.labels + min(max(share, 0), 1) * (Self.width - Self.margin - Self.labels)
  }

  /// As much of a row's label as there is room for.
  private func cut(_ label: String) -> String {
    VisibleText.width(label) > Self.mostColumns ? label.prefix(Self.mostColumns - 1) + "…" : label
  }

  private func colour(_ series: Int) -> String { Self.colours[series % Self.colours.count] }

  private func text(_ text: String, x: Double, y: Double, _ attributes: String = "") -> String {
    "<text x=\"\(number(x))\" y=\"\(number(y))\"\(attributes.isEmpty ? "" : " " + attributes)>\(MarkupText.escaped(line: text))</text>"
  }

  private func number(_ value: Double) -> String { String(format: "%.1f", value) }
}
