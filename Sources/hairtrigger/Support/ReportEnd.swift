import ArgumentParser
import Findings
import Reporting

/// A search's report on stdout, and its exit code.
enum ReportEnd {
  static func show(_ report: ScanReport, asJSON: Bool) throws {
    try Output.write(asJSON ? JSONText.encode(report, indented: true) + "\n" : ScanTextReport(style: Terminal.style).text(report))
    switch report.verdict {
    case .triggered: throw ExitCode(ExitStatus.found)
    case .noneFoundWithinBudget: break
    case .inconclusive: throw ExitCode(ExitStatus.inconclusive)
    }
  }
}
