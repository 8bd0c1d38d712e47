import Findings
import Foundation

/// A benchmark's report as lines to read.
enum BenchmarkText {
  static func text(_ report: BenchmarkReport) -> String {
    var lines = [
      "processor   \(report.processor)",
      "vectors     \(report.vectors)",
      "kernels     \(report.kernels)\(report.replaced.map { ", in place of OpenBLAS' choice \($0)" } ?? "")",
      "library     \(report.library)",
      "self-test   \(report.selfTest.passed ? "passed" : "FAILED"), worst difference \(report.selfTest.worst)",
      "peak        \(number(report.peakGflops)) GFLOP/s on \(report.threads) threads (2,000³; OpenBLAS \(number(report.openBLASGflops)))",
    ]
    if let advice = report.advice { lines.append("advice      \(advice)") }
    lines += report.prefill.map { "prefill     " + passes($0) }
    if let search = report.search {
      lines.append("searches    in \(search.precision) precision, peak \(number(search.peakGflops)) GFLOP/s")
      lines += search.prefill.map { "prefill     in \(search.precision), " + passes($0) }
    }
    for row in report.sharing ?? [] {
      lines.append(
        "sharing     \(row.shape): \(number(row.shared, 0)) candidates/s, prefix read anew \(number(row.recomputed, 0)), "
          + "\(number(row.ratio)) ×")
    }
    if let scan = report.scan {
      lines.append(
        "scan        \(scan.tokens) tokens, both models, \(scan.layers) layers: \(number(scan.seconds)) s, products at the peak "
          + "\(number(scan.productSeconds)) s, \(number(scan.ratio, 2)) ×")
    }
    if let decoding = report.decoding {
      lines.append(
        "decoding    \(decoding.answers) answers at once \(number(decoding.together, 0)) tokens/s, one at a time "
          + "\(number(decoding.oneByOne)), one a thread \(number(decoding.oneAThread)), \(number(decoding.ratio)) ×")
    }
    for row in report.growth ?? [] {
      lines.append(
        "growth      \(row.candidates) candidates, \(row.layers) layers (\(row.parameters) parameters): \(number(row.seconds, 3)) s")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func passes(_ row: BenchmarkReport.Prefill) -> String {
    "\(row.shape): \(number(row.tokensPerSecond, 0)) tokens/s, \(number(row.gflops)) GFLOP/s, "
      + "\(percent(row.ofOwnProducts)) of its products' speed alone, \(percent(row.ofPeak)) of peak; "
      + "\(percent(row.productShare)) of the time in products, at \(percent(row.productSpeed)) of their speed alone"
  }

  private static func number(_ value: Double, _ digits: Int = 1) -> String { String(format: "%.\(digits)f", value) }

  private static func percent(_ value: Double) -> String { number(value * 100) + "%" }
}
