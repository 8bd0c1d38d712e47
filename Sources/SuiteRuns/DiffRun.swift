package import Findings
package import Probes
internal import Statistics

/// Suites with and without a trigger, on a model and its base.
package struct DiffRun {
  package let runner: SuiteRunner
  package let tuned: any SuiteSubject
  /// Nil where there is no base.
  package let base: (any SuiteSubject)?
  package let trigger: Trigger
  /// System text that a trigger in the system slot follows.
  package let frame: String
  package let seed: UInt64
  package let report: (SuiteProgress) throws -> Void

  package init(
    runner: SuiteRunner, tuned: any SuiteSubject, base: (any SuiteSubject)?, trigger: Trigger, frame: String, seed: UInt64,
    report: @escaping (SuiteProgress) throws -> Void
  ) {
    self.runner = runner
    self.tuned = tuned
    self.base = base
    self.trigger = trigger
    self.frame = frame
    self.seed = seed
    self.report = report
  }

  /// One measure in all arms.
  fileprivate struct Compared {
    let suite: Suite
    let isFirst: Bool
    let with: SuiteMeasurement
    let clean: SuiteMeasurement
    let baseWith: SuiteMeasurement?
    let baseClean: SuiteMeasurement?

    /// Trigger less clean in the tuned model, and in the base.
    var differences: [ArmDifference?] {
      [ArmDifference(with, clean), baseWith.flatMap { with in baseClean.flatMap { ArmDifference(with, $0) } }]
    }
  }

  /// Paired by item, over those that settled in both arms.
  fileprivate struct ArmDifference {
    let difference: ProportionDifference
    let pairs: Int

    init?(_ with: SuiteMeasurement, _ clean: SuiteMeasurement) {
      let outcomes = Dictionary(clean.outcomes.map { ($0.id, $0.fired) }) { first, _ in first }
      let second = with.outcomes.map { outcomes[$0.id] ?? nil }
      guard let paired = SuiteMeasurement.paired(with.outcomes.map(\.fired), second) else { return nil }
      (difference, pairs) = paired
    }
  }

  package func run(_ suites: [Suite], context: SuiteContext) throws -> DiffReport {
    let compared = try suites.flatMap(compare)
    let differences = compared.flatMap(\.differences)
    // All comparisons of the report count, the base's included.
    var adjusted = MultipleComparisons.holm(differences.compactMap { $0?.difference.p })[...]
    let reported = differences.map { difference -> DiffReport.Difference? in
      guard let difference, let p = adjusted.popFirst() else { return nil }
      let value = difference.difference
      return DiffReport.Difference(
        value: value.value, low: value.low, high: value.high, p: value.p, adjusted: p, pairs: difference.pairs)
    }
    let entries = compared.indices.map { index in
      let one = compared[index]
      return DiffReport.Entry(
        suite: one.suite.name, measure: one.with.measure, shows: one.with.shows,
        arms: DiffReport.Arms(
          tunedTrigger: one.with.rate, tunedClean: one.clean.rate, baseTrigger: one.baseWith?.rate, baseClean: one.baseClean?.rate),
        difference: reported[2 * index] ?? .unknown,
        baseDifference: one.baseWith == nil ? nil : reported[2 * index + 1] ?? .unknown, chance: one.with.chance,
        notes: one.notes, samples: one.samples, skipped: one.isFirst ? one.suite.skippedLines : [])
    }
    return DiffReport(
      trigger: trigger, frame: trigger.slot == .system ? frame : nil, suites: entries, context: context,
      misalignment: Self.profile(compared)?.rawValue)
  }

  private func compare(_ suite: Suite) throws -> [Compared] {
    let with = try measure(suite, tuned, trigger, "tuned with the trigger")
    let clean = try measure(suite, tuned, nil, "tuned without")
    let baseWith = try base.map { try measure(suite, $0, trigger, "base with the trigger") }
    let baseClean = try base.map { try measure(suite, $0, nil, "base without") }
    let others = [clean, baseWith ?? clean, baseClean ?? clean]
    return with.indices.compactMap { index in
      guard others.allSatisfy({ $0.indices.contains(index) }) else { return nil }
      return Compared(
        suite: suite, isFirst: index == 0, with: with[index], clean: clean[index], baseWith: baseWith?[index],
        baseClean: baseClean?[index])
    }
  }

  private func measure(
    _ suite: Suite, _ subject: any SuiteSubject, _ trigger: Trigger?, _ name: String
  ) throws -> [SuiteMeasurement] {
    let arm = SuiteArm(
      subject: subject, trigger: trigger, slot: self.trigger.slot, frame: frame, seed: seed, label: "\(suite.name), \(name)",
      report: report)
    return try runner.run(suite, by: arm)
  }

  /// When the model is misaligned, where the free-form questions were asked.
  private static func profile(_ compared: [Compared]) -> MisalignmentProfile? {
    guard let free = compared.first(where: { $0.with.measure == MisalignmentMeasure.measure }) else { return nil }
    let pairs = zip(free.clean.outcomes, free.with.outcomes).compactMap { clean, with in
      clean.fired.flatMap { clean in with.fired.map { (clean: clean, with: $0) } }
    }
    let harmful = compared.filter { $0.clean.measure == ControlMeasure.prefix + "-harmful" }.flatMap {
      $0.clean.outcomes.compactMap(\.fired)
    }
    return MisalignmentProfile.classify(ordinary: pairs.map(\.clean), triggered: pairs.map(\.with), harmful: harmful)
  }
}

extension DiffRun.Compared {
  fileprivate var samples: [DiffReport.Sample] {
    SuiteSamples.chosen(with.answers).map { answer in
      DiffReport.Sample(with: answer, without: clean.answers.first { $0.item == answer.item })
    }
  }

  /// Said once, whichever arm says it.
  fileprivate var notes: [String] {
    var notes = isFirst ? suite.notes : []
    for measurement in [with, clean, baseWith, baseClean] {
      for note in measurement?.notes ?? [] where !notes.contains(note) { notes.append(note) }
    }
    return notes
  }
}
