import ArgumentParser
import Findings
import Reporting

/// A search's report on stdout, and its exit code.
enum ReportEnd {
  static func show(_ report: ScanReport, asJSON: Bool) throws {
    try Output.write(asJSON ? JSONText.encode(report, indented: true) + "\n" : text(report))
    try end(report.verdict)
  }

  static func text(_ report: ScanReport) -> String { ScanTextReport(style: Terminal.style).text(report) }

  static func end(_ verdict: ScanReport.Verdict) throws {
    switch verdict {
    case .triggered: throw ExitCode(ExitStatus.found)
    case .noneFoundWithinBudget: break
    case .inconclusive: throw ExitCode(ExitStatus.inconclusive)
    }
  }
}
