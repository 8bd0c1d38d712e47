internal import Findings
internal import Foundation

/// Differences of rates and their tests, as reports for people write them.
enum DifferenceText {
  static func line(_ difference: DiffReport.Difference) -> String {
    guard difference.pairs > 0 else { return "not measured" }
    return "\(signed(difference.value))  (95%: \(signed(difference.low)) to \(signed(difference.high))), p \(p(difference.p)), "
      + "corrected \(p(difference.adjusted)), \(difference.pairs) pairs"
  }

  static func signed(_ value: Double) -> String { String(format: "%+.2f", value) }

  static func p(_ value: Double) -> String { value < 0.0001 ? "< 0.0001" : String(format: "%.4f", value) }
}
