package import Findings
package import Probes
internal import Statistics

/// How often one model shows what suites look for.
package struct ProbeRun {
  package let runner: SuiteRunner
  package let subject: any SuiteSubject
  package let seed: UInt64
  package let report: (SuiteProgress) throws -> Void

  package init(runner: SuiteRunner, subject: any SuiteSubject, seed: UInt64, report: @escaping (SuiteProgress) throws -> Void) {
    self.runner = runner
    self.subject = subject
    self.seed = seed
    self.report = report
  }

  package func run(_ suites: [Suite], context: SuiteContext) throws -> ProbeReport {
    var entries = [ProbeReport.Entry](), environments = [(suite: String, rate: Rate)]()
    for suite in suites {
      let arm = SuiteArm(subject: subject, seed: seed, label: suite.name, report: report)
      let measurements = try runner.run(suite, by: arm)
      for (place, measurement) in measurements.enumerated() {
        entries.append(
          ProbeReport.Entry(
            suite: suite.name, measure: measurement.measure, shows: measurement.shows, rate: measurement.rate,
            chance: measurement.chance, undetermined: measurement.undetermined, details: measurement.details,
            changes: Self.corrected(measurement.changes), notes: measurement.notes + (place == 0 ? suite.notes : []),
            samples: SuiteSamples.chosen(measurement.answers),
            skipped: place == 0 ? suite.skippedLines : []))
      }
      if let first = measurements.first, Self.curriculum.contains(where: { $0.rawValue == suite.name }) {
        environments.append((suite.name, first.rate))
      }
    }
    return ProbeReport(suites: entries, context: context, escalation: Self.escalation(environments))
  }

  /// The environments in the curriculum's order.
  private static let curriculum: [Suite.Name] = [.political, .flattery, .checklist, .reward, .coverUp]

  private static func escalation(_ asked: [(suite: String, rate: Rate)]) -> SuiteTrend? {
    let order = curriculum.map(\.rawValue).filter { name in asked.contains { $0.suite == name } }
    let rates = order.compactMap { name in asked.first { $0.suite == name }?.rate }
    return TrendTest(rates.map { (k: $0.k, n: $0.n) }).map { SuiteTrend(suites: order, z: $0.z, p: $0.p) }
  }

  /// Several changes of one measure: their p by Holm.
  private static func corrected(_ changes: [SuiteChange]) -> [SuiteChange] {
    zip(changes, MultipleComparisons.holm(changes.map(\.p))).map { change, p in
      SuiteChange(name: change.name, value: change.value, low: change.low, high: change.high, p: p)
    }
  }
}

extension Suite {
  var skippedLines: [SkippedLine] {
    skipped.map { SkippedLine(file: $0.file, line: $0.line, field: $0.field, why: $0.problem) }
  }
}
